"""What is tied to a person, column by column: how it is shown to him and what an erasure does to it.

The export and the erasure read one table, `rights.decisions`, so that neither can forget what the other knows. A new
column that leads to a person or an account must be decided there: `undecided` names those that nobody decided about,
and a test fails.
"""

from __future__ import annotations

from sqlalchemy import Column, MetaData, Table

from app.rights.deciding import Decision
from app.rights.decisions import DECISIONS

ROOTS = ("person", "account")
# Columns that name people without a foreign key are found by these words in their names.
_TELLING = ("person", "account", "actor", "author", "email", "subject", "user")
# Never shown, not even to their owner: who holds a hash can guess at what was hashed.
_SECRET = ("hash", "secret")


def column_of(decision: Decision, metadata: MetaData) -> Column[str]:
    """The column itself. Raises: KeyError where there is none of that name."""
    return metadata.tables[decision.table].c[decision.name]


def target_of(decision: Decision, metadata: MetaData) -> str:
    """The name of the table whose ids the column holds; its own where it is the key itself."""
    column = column_of(decision, metadata)
    return decision.to or next((key.column.table.name for key in column.foreign_keys), decision.table)


def direct(metadata: MetaData, root: str) -> list[Decision]:
    """The decisions about columns of other tables that hold ids of this root table."""
    return [each for each in DECISIONS if each.table != root and target_of(each, metadata) == root]


def is_shown(column: Column[object]) -> bool:
    """False for what is secret even to its owner."""
    return not any(word in column.name for word in _SECRET)


def undecided(metadata: MetaData) -> list[str]:
    """Columns tied to a person or an account, directly or through other tables, that no decision names."""
    known = {each.column for each in DECISIONS}
    found = {f"{column.table.name}.{column.name}" for column in _leading_to_people(metadata)}
    found |= {
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.c
        if any(word in column.name.split("_") for word in _TELLING)
    }
    return sorted(found - known)


def _leading_to_people(metadata: MetaData) -> list[Column[object]]:
    """Foreign keys from which a person or an account can be reached, from table to table."""
    reached: set[Table] = {metadata.tables[name] for name in ROOTS}
    while True:
        columns = [
            column
            for table in metadata.tables.values()
            for column in table.c
            if any(key.column.table in reached for key in column.foreign_keys)
        ]
        tables = reached | {column.table for column in columns}
        if tables == reached:
            return columns
        reached = tables

"""Erasure: all that is tied to a person goes, or stays without the name, as `registry` decided for each column.

It is written in SQL on tables, so that a table that comes later needs a line in the registry and nothing here. The
change feed hears of all that goes, so that every index and graph forgets it before its next answer; `traces` sees to
the bytes once the transaction is committed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from sqlalchemy import Column, ColumnElement, String, Table, delete, insert, select, update
from sqlalchemy.orm import Session

from app.changes import record
from app.extensions import db
from app.rights.deciding import Decision, Erasure
from app.rights.decisions import DECISIONS
from app.rights.ledger import mark_of
from app.rights.models import Erased
from app.rights.registry import column_of, direct, target_of

ERASED = "marks of whom this transaction erases"
REMOVED = "[removed]"
# Columns from this length on hold text that people write; shorter ones hold codes and keys.
_TEXT_FROM = 200
Guard = Callable[[str], None]
Effect = Callable[[Session, str, str], None]
_guards: list[Guard] = []
_effects: list[Effect] = []


def before_erasing(guard: Guard) -> Guard:
    """Have this function asked, with the id of an account, before it is erased; it raises where that must not be."""
    _guards.append(guard)
    return guard


def while_erasing(effect: Effect) -> Effect:
    """Have this function called, with the session, "person" or "account" and the id, before anything of it goes."""
    _effects.append(effect)
    return effect


def erase_person(session: Session, person_id: str) -> None:
    """Erase a person with the account and all that is tied to them; the caller commits. Raises: what a guard raises."""
    account = db.metadata.tables["account"]
    _ask_guards(session.scalars(select(account.c.id).where(account.c.person_id == person_id)).all())
    erase_again(session, "person", person_id)


def erase_account(session: Session, account_id: str) -> None:
    """Erase an account of nobody in the directory; the caller commits. Raises: what a guard raises."""
    _ask_guards([account_id])
    erase_again(session, "account", account_id)


def erase_again(session: Session, root: str, item_id: str) -> None:
    """Erase a person or an account without asking anybody: it was done once already."""
    _erase(session, root, item_id, _names(session, item_id) if root == "person" else ())


def _ask_guards(account_ids: Iterable[str]) -> None:
    for account_id in account_ids:
        for guard in _guards:
            guard(account_id)


def what_goes_and_stays() -> tuple[list[str], list[str]]:
    """What an erasure removes and what it leaves, for whoever asks for one."""
    told: dict[bool, list[str]] = {True: [], False: []}
    for each in DECISIONS:
        if each.key or each.erasure is Erasure.STAYS:
            goes = each.erasure in (Erasure.ROW, Erasure.PART)
            said = (each.key or each.table).replace("_", " ")
            told[goes].append(said if goes else f"{said}: {each.erasure.value}")
    return told[True], told[False]


def _erase(session: Session, root: str, item_id: str, names: Iterable[str]) -> None:
    session.flush()
    metadata = db.metadata
    for effect in _effects:
        effect(session, root, item_id)
    for decision in DECISIONS:
        if decision.erasure is Erasure.ALL:
            session.execute(delete(metadata.tables[decision.table]))
    for decision in direct(metadata, root):
        column = column_of(decision, metadata)
        if decision.erasure in (Erasure.STAYS, Erasure.PART, Erasure.ALL):
            continue
        if decision.table == "account":
            for account_id in session.scalars(select(column.table.c.id).where(column == item_id)).all():
                _erase(session, "account", account_id, ())
            continue
        _tell_feed(session, decision, column, item_id)
        _apply(session, decision, column, item_id)
        if decision.erasure in (Erasure.AUTHORED, Erasure.WORDS):
            _take_name_out(session, column.table, column == item_id, names)
            session.execute(update(column.table).where(column == item_id).values({column.name: None}))
    _delete_root(session, metadata.tables[root], item_id)
    if root == "person":
        record(session, [("person", item_id)])
    _remember(session, mark_of(item_id))
    session.expire_all()  # this passed by what the session may hold


def _tell_feed(session: Session, decision: Decision, column: Column[str], item_id: str) -> None:
    if decision.feeds:
        table = column.table
        thing = table.c.id if table.name == decision.feeds else table.c[f"{decision.feeds}_id"]
        found = session.scalars(select(thing).where(column == item_id)).all()
        record(session, ((decision.feeds, each) for each in found))


def _apply(session: Session, decision: Decision, column: Column[str], item_id: str) -> None:
    table, is_tied = column.table, column == item_id
    if decision.erasure is Erasure.ROW:
        _delete(session, table, is_tied)
    elif decision.erasure is Erasure.NAME:
        session.execute(update(table).where(is_tied).values({column.name: None}))
    elif decision.erasure is Erasure.AUTHORED:
        _delete(session, table, is_tied & (table.c.visibility == "private"))


def _delete_root(session: Session, table: Table, item_id: str) -> None:
    """Delete the person or the account as an object, so that whoever listens (the audit log) hears who it was."""
    _delete_parts(session, table, table.c.id == item_id)
    session.expire_all()  # what it had is gone
    mapped = next(each.class_ for each in db.Model.registry.mappers if each.local_table is table)
    session.delete(session.get_one(mapped, item_id))
    session.flush()


def _delete(session: Session, table: Table, condition: ColumnElement[bool]) -> None:
    """Delete these rows, and before them what is part of them."""
    _delete_parts(session, table, condition)
    session.execute(delete(table).where(condition))


def _delete_parts(session: Session, table: Table, condition: ColumnElement[bool]) -> None:
    for decision in DECISIONS:
        if decision.erasure is Erasure.PART and target_of(decision, db.metadata) == table.name:
            part = column_of(decision, db.metadata)
            _delete(session, part.table, part.in_(select(table.c.id).where(condition)))


def _take_name_out(session: Session, table: Table, is_tied: object, names: Iterable[str]) -> None:
    """In what the person wrote and others keep, his name and address give way to a mark."""
    texts = [
        each for each in table.c if isinstance(each.type, String) and (each.type.length or _TEXT_FROM) >= _TEXT_FROM
    ]
    said = "|".join(re.escape(each) for each in sorted(names, key=len, reverse=True) if each)
    if not said:
        return
    pattern = re.compile(rf"(?<!\w)(?:{said})(?!\w)", re.IGNORECASE)
    for row in session.execute(select(table.c.id, *texts).where(is_tied)).mappings().all():  # type: ignore[arg-type]
        mended = {each.name: pattern.sub(REMOVED, row[each.name]) for each in texts}
        if any(mended[name] != row[name] for name in mended):
            values = {**mended, "version": table.c.version + 1}
            session.execute(update(table).where(table.c.id == row["id"]).values(values))


def _names(session: Session, person_id: str) -> list[str]:
    person, account = db.metadata.tables["person"], db.metadata.tables["account"]
    row = session.execute(select(person.c.name, person.c.email).where(person.c.id == person_id)).one()
    addresses = session.scalars(select(account.c.email).where(account.c.person_id == person_id)).all()
    return [each for each in (*row, *addresses) if each]


def _remember(session: Session, mark: str) -> None:
    if session.get(Erased, mark) is None:
        session.execute(insert(Erased), [{"mark": mark}])
    session.info.setdefault(ERASED, set()).add(mark)

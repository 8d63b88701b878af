"""Erasure: all that is tied to a person goes, or stays without the name, as `registry` decided for each column.

It is written in SQL on tables, so that a table that comes later needs a line in the registry and nothing here. The
change feed hears of all that goes, so that every index and graph forgets it before its next answer; `traces` sees to
the bytes once the transaction is committed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from sqlalchemy import Column, ColumnElement, String, Table, delete, insert, select, update
from sqlalchemy.orm import Session

from app.changes import record
from app.extensions import db
from app.rights.ledger import mark_of
from app.rights.models import Erased
from app.rights.registry import DECISIONS, Decision, Erasure, column_of, direct, target_of

ERASED = "marks of whom this transaction erases"
REMOVED = "[removed]"
# Columns from this length on hold text that people write; shorter ones hold codes and keys.
_TEXT_FROM = 200


def erase_person(session: Session, person_id: str) -> None:
    """Erase a person with the account and all that is tied to them; the caller commits."""
    _erase(session, "person", person_id, _names(session, person_id))


def erase_account(session: Session, account_id: str) -> None:
    """Erase an account of nobody in the directory; the caller commits."""
    _erase(session, "account", account_id, ())


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
    for decision in direct(metadata, root):
        column = column_of(decision, metadata)
        if decision.erasure is Erasure.STAYS or decision.erasure is Erasure.PART:
            continue
        if decision.table == "account":
            for account_id in session.scalars(select(column.table.c.id).where(column == item_id)).all():
                _erase(session, "account", account_id, ())
            continue
        _tell_feed(session, decision, column, item_id)
        _apply(session, decision, column, item_id)
        if decision.erasure is Erasure.AUTHORED:
            _take_name_out(session, column.table, column == item_id, names)
            session.execute(update(column.table).where(column == item_id).values({column.name: None}))
    table = metadata.tables[root]
    _delete(session, table, table.c.id == item_id)
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


def _delete(session: Session, table: Table, condition: ColumnElement[bool]) -> None:
    """Delete these rows, and before them what is part of them."""
    for decision in DECISIONS:
        if decision.erasure is Erasure.PART and target_of(decision, db.metadata) == table.name:
            part = column_of(decision, db.metadata)
            _delete(session, part.table, part.in_(select(table.c.id).where(condition)))
    session.execute(delete(table).where(condition))


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

"""Everything about me: all rows that the registry ties to a person and an account, as they are stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, select

from app.extensions import db
from app.rights.deciding import Decision
from app.rights.decisions import DECISIONS
from app.rights.registry import ROOTS, column_of, is_shown, target_of

Rows = list[dict[str, Any]]


def export_of(account_id: str | None, person_id: str | None) -> dict[str, Rows]:
    """Rows by the export's keys; hashes of secrets are left out, and what in a row is somebody else's."""
    ids = {"account": [account_id] if account_id else [], "person": [person_id] if person_id else []}
    shown: dict[str, Rows] = {}
    for decision in DECISIONS:
        if decision.key:
            shown[decision.key] = _rows(decision, _owned_ids(decision, ids, shown))
    return shown


def _owned_ids(decision: Decision, ids: Mapping[str, list[str]], shown: Mapping[str, Rows]) -> list[str]:
    """Ids that the decision's column must hold: of the person, of the account, or of what is shown already."""
    if decision.within:
        return [row["id"] for row in shown[decision.within]]
    target = target_of(decision, db.metadata)
    assert target in ROOTS, f"{decision.column} needs `within`: the entry of the export it is part of"  # noqa: S101
    return ids[target]


def _rows(decision: Decision, ids: Iterable[str]) -> Rows:
    column = column_of(decision, db.metadata)
    columns = [each for each in column.table.c if is_shown(each) and (not decision.only or each.name in decision.only)]
    is_owned: ColumnElement[bool] = column.in_(list(ids))
    found = db.session.execute(select(*columns).where(is_owned).order_by(*column.table.primary_key))
    return [{name: _told(value) for name, value in row._mapping.items()} for row in found]


def _told(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value

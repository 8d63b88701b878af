"""Loading of the demo world into an empty database, all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import func, select

from app.accounts.models import Account
from app.accounts.service import create_account, find_account
from app.demo.communities import load_communities
from app.demo.posts import AGREEMENT, MANAGERS
from app.demo.world import World, build_world
from app.errors import Conflict, DomainError
from app.extensions import db
from app.imports.report import Report
from app.imports.service import import_file, import_rows
from app.institutions.models import Institution
from app.knowledge_risk.settings import setting_of, update_setting
from app.people.models import Person
from app.viewer import Grant

# Known to everybody on purpose: these people are invented, and the demo refuses to run in production.
PASSWORD = "sankofa-demo-2026"  # noqa: S105
QUESTION = (
    "Our counties lose harvests to late warnings of drought; how do others run early-warning systems with farmers?"
)
SEEKER = "amina@devolution.ke.example"
STARTER_TOPICS = Path(__file__).parent.parent / "topics" / "starter.csv"
_KINDS = ("institutions", "people", "expertise", "lessons", "challenges", "engagements", "positions")


def is_loaded() -> bool:
    """Whether the demo world is in this database already."""
    return find_account(SEEKER) is not None


def load_world(tell: Callable[[Report], None]) -> None:
    """Write the demo world, flushed; `tell` hears of each part as it is done.

    Raises: Conflict where the database holds other people: invented and real ones are never mixed.
    """
    if db.session.scalar(select(func.count()).select_from(Person)):
        raise Conflict(
            "This database holds other people. Give the demo one of its own: DATABASE_URL=sqlite:///demo.db",
            rule="database-in-use",
        )
    world = build_world()
    tell(_done(import_file("topics", STARTER_TOPICS)))
    for kind in _KINDS:
        if kind == "positions":
            _switch_risk_on()
        tell(_done(import_rows(kind, getattr(world, kind))))
    tell(load_communities(world.communities))
    tell(Report("accounts", created=len(_accounts(world))))


def _done(report: Report) -> Report:
    if not report.is_done:
        raise DomainError(f"The demo world does not fit: {report.kind}, {report.problems[0]}")
    return report


def _switch_risk_on() -> None:
    """Two institutions look at knowledge-loss risk, as they agreed with their staff."""
    for place in db.session.scalars(select(Institution).where(Institution.ref.in_(MANAGERS))):
        update_setting(setting_of(place.id), {"is_on": True, "agreement": AGREEMENT})


def _accounts(world: World) -> list[Account]:
    places = {row.ref: row.id for row in db.session.execute(select(Institution.ref, Institution.id))}
    made = []
    for row in world.accounts:
        grants = [
            Grant(each["role"], places[each["institution"]] if each["institution"] else None) for each in row["roles"]
        ]
        made.append(create_account(row["email"], PASSWORD, grants))
    return made

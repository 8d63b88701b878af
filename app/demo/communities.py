"""Communities of practice of the demo world, with who joined them and when they meet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from app.communities.models import Community, CommunityLanguage, CommunityMember, Gathering
from app.demo.blocks_reader import read_block
from app.demo.cast import Row
from app.extensions import db, new_id
from app.imports.report import Report
from app.institutions.models import Institution
from app.people.models import Person
from app.topics.models import Topic


def communities() -> list[Row]:
    """Return the hand-written communities: members by ref with their roles, and gatherings."""
    return list(read_block("named")["communities"])


def load_communities(rows: Iterable[Row]) -> Report:
    """Write them, flushed; their members show to the whole network that they are in it."""
    made = [_community(row) for row in rows]
    db.session.add_all(made)
    db.session.flush()
    return Report("communities", created=len(made))


def _community(row: Row) -> Community:
    texts = {name: row[name] for name in ("name", "domain", "practice", "stage", "visibility")}
    people = {each.ref: each.id for each in db.session.scalars(select(Person).where(Person.ref.in_(row["members"])))}
    seen = {"visibility": "network"}
    return Community(
        id=new_id(),
        author_id=people[row["author"]],
        institution=db.session.scalars(select(Institution).where(Institution.ref == row["institution"])).one(),
        topics=list(db.session.scalars(select(Topic).where(Topic.ref.in_(row["topics"])))),
        spoken=[CommunityLanguage(language=each) for each in row["languages"]],
        members=[CommunityMember(person_id=people[ref], role=role, **seen) for ref, role in row["members"].items()],
        gatherings=[_gathering(each) for each in row["gatherings"]],
        **texts,
    )


def _gathering(row: dict[str, Any]) -> Gathering:
    starts = datetime.fromisoformat(row["starts_at"])
    kept = {name: said for name, said in row.items() if name not in ("starts_at", "minutes")}
    return Gathering(starts_at=starts, ends_at=starts + timedelta(minutes=row["minutes"]), **kept)

"""What counts beside filters cost, against the list's first page: `python -m bench.bench_counts [people]`.

On SQLite in a file and on PostgreSQL; generated people in 1,000 institutions, three topics and two languages each, a
third of all that hidden from who asks.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import flask_migrate
import pgserver
from sqlalchemy import func, insert, select, text

from app import MIGRATIONS, create_app
from app.extensions import db, new_id
from app.institutions.models import Institution
from app.pagination import paginate
from app.people.models import Expertise, Person, PersonLanguage
from app.people.service import count_people, people_matching
from app.topics.models import Topic, TopicBroader
from app.viewer import Viewer
from app.vocabulary import EXPERTISE_LEVELS, VISIBILITIES, countries, languages
from config import Settings

INSTITUTIONS, TOPICS, TURNS, AT_ONCE = 1_000, 400, 5, 20_000
Rows = list[dict[str, Any]]


def generated(many: int) -> Iterator[tuple[type, Rows]]:
    """Rows by table: topics in a tree four deep, people who each know three and speak two languages."""
    chance = random.Random(7)
    lands, spoken = sorted(countries())[:100], sorted(languages())[:40]
    places, topics = [new_id() for _ in range(INSTITUTIONS)], [new_id() for _ in range(TOPICS)]
    rows = (
        {"id": each, "ref": each, "name": each, "country": lands[at % len(lands)]} for at, each in enumerate(places)
    )
    yield Institution, [*rows]
    yield Topic, [{"id": each, "ref": each, "name": f"Topic {number}"} for number, each in enumerate(topics)]
    below = [{"topic_id": topics[number], "broader_id": topics[number // 7 - 1]} for number in range(7, TOPICS)]
    yield TopicBroader, below
    for start in range(0, many, AT_ONCE):
        people = [new_id() for _ in range(min(AT_ONCE, many - start))]
        yield Person, [_person(each, chance, places) for each in people]
        spoken_by = ((each, code) for each in people for code in chance.sample(spoken, 2))
        yield PersonLanguage, [{"person_id": each, "language": code, "level": "C1"} for each, code in spoken_by]
        known_by = ((each, topic) for each in people for topic in chance.sample(topics, 3))
        yield Expertise, [_known(each, topic, chance) for each, topic in known_by]


def _person(known_as: str, chance: random.Random, places: list[str]) -> dict[str, Any]:
    named = {"id": known_as, "ref": known_as, "name": f"Person {chance.random()}"}
    return {**named, "institution_id": chance.choice(places), "languages_visibility": _shown(chance)}


def _known(person: str, topic: str, chance: random.Random) -> dict[str, Any]:
    tied = {"id": new_id(), "person_id": person, "topic_id": topic}
    return {**tied, "level": EXPERTISE_LEVELS[0], "visibility": _shown(chance)}


def _shown(chance: random.Random) -> str:
    return chance.choices(VISIBILITIES, [1, 1, 1, 6])[0]


def least(act: Callable[[], object]) -> float:
    """The seconds that an act takes in the best of some turns; each on a session of its own."""
    spent = []
    for _ in range(TURNS):
        db.session.remove()
        began = time.perf_counter()
        act()
        spent.append(time.perf_counter() - began)
    return min(spent)


def measured(kind: str, address: str, many: int) -> None:
    """Fill a database and print what the list, one count of it and all counts take."""
    application = create_app(Settings(env="test", database_url=address))
    with application.app_context():
        flask_migrate.upgrade(str(MIGRATIONS))
        for model, rows in generated(many):
            db.session.execute(insert(model), rows)
        db.session.commit()
        db.session.execute(text("ANALYZE"))
        db.session.commit()
        place = db.session.scalars(select(Institution).order_by(Institution.name)).first()
        assert place is not None
        viewer = Viewer("account", new_id(), place.id, place.country)
        topic = db.session.scalars(select(Topic.id).where(Topic.name == "Topic 1")).one()
        for told, asked in {
            "no filter": {},
            "country": {"country": place.country},
            "topic": {"topic_id": topic},
        }.items():
            spent = _spent(asked, viewer)
            total = count_people(asked, viewer)["total"]
            print(
                f"{kind}, {told}: {total} of {many} people; first page {spent['page'] * 1e3:.0f} ms, bare count "
                f"{spent['count'] * 1e3:.0f} ms, all counts {spent['counts'] * 1e3:.0f} ms: "
                f"{spent['counts'] / spent['page']:.1f} x the page, {spent['counts'] / spent['count']:.1f} x the count"
            )
        db.session.remove()
        db.engine.dispose()


def _spent(asked: dict[str, Any], viewer: Viewer) -> dict[str, float]:
    paging = {"sort": "name", "limit": 20}
    found = people_matching(asked, viewer)
    bare = found.with_only_columns(func.count(Person.id), maintain_column_froms=True)
    return {
        "page": least(lambda: paginate(found, Person, {"name": Person.name}, {**asked, **paging})),
        "count": least(lambda: db.session.execute(bare).scalar_one()),
        "counts": least(lambda: count_people(asked, viewer)),
    }


def main() -> None:
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        measured("SQLite", f"sqlite:///{Path(folder) / 'bench.db'}", many)
        server = pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        measured("PostgreSQL", server.get_uri(), many)
        server.cleanup()


if __name__ == "__main__":
    main()

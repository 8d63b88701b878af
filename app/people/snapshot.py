"""People, their positions and their expertise as pure values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select

from app.institutions.models import Institution
from app.people.models import Expertise, Person, PersonLanguage
from app.snapshot import Ids, Snapshot, chosen, ids_where, opened
from app.topics.models import Topic
from app.topics.snapshot import topic_words
from app.visibility import NETWORK, Ownership, audience_of
from app.vocabulary import EXPERTISE_LEVELS, WORKING_DAYS
from graph.types import Edge, Facts, Node
from matching.types import Availability, Candidate, Evidence, Languages, Ring

_ROW = (
    *(Person.id, Person.institution_id, Person.position, Person.unit, Person.about, Person.about_visibility),
    *(Person.languages_visibility, Person.availability_visibility, Person.ring_open, Person.is_paused),
    *(Person.objects_to_matching, Person.left_on, Person.time_zone, Person.working_days, Person.hours_per_month),
    *(Institution.country, Institution.ring_open.label("door")),
)
_KNOWN = (
    *(Expertise.id, Expertise.person_id, Expertise.topic_id, Expertise.level, Expertise.statement),
    *(Expertise.language, Expertise.visibility, Topic.name.label("topic")),
)


def snapshots(ids: Ids) -> Iterator[Snapshot]:
    """A snapshot of each of these people who exists."""
    spoken, known = defaultdict(list), defaultdict(list)
    languages = select(PersonLanguage.person_id, PersonLanguage.language, PersonLanguage.level)
    for row in chosen(languages, PersonLanguage.person_id, ids):
        spoken[row.person_id].append((row.language, row.level))
    for row in chosen(select(*_KNOWN).join(Expertise.topic), Expertise.person_id, ids):
        known[row.person_id].append(row)
    topics = frozenset(row.topic_id for rows in known.values() for row in rows)
    words = topic_words(None if ids is None else topics)
    for row in chosen(select(*_ROW).join(Person.institution), Person.id, ids):
        # Who objects to matching is only a name at a place: nothing of him speaks for anybody, nor for his employer.
        knows = [] if row.objects_to_matching else sorted(known[row.id], key=lambda each: each.id)
        position = () if row.objects_to_matching else _position(row)
        evidence = (*position, *(_expertise(row, each, words) for each in knows))
        yield Snapshot(row.id, _facts(row, knows), evidence, candidate=_candidate(row, sorted(spoken[row.id])))


def touched_by(changed: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """People whose snapshot depends on institutions or topics that changed."""
    return ids_where(Person.id, Person.institution_id, changed.get("institution", ())) | ids_where(
        Expertise.person_id, Expertise.topic_id, changed.get("topic", ())
    )


def _audience(row: Any, visibility: str) -> str:
    return audience_of(Ownership(visibility, row.id, row.institution_id, row.country))


def _candidate(row: Any, spoken: list[tuple[str, str]]) -> Candidate:
    narrower = min(Ring(row.ring_open), Ring(row.door), key=lambda ring: ring.width)
    return Candidate(
        id=row.id,
        institution=row.institution_id,
        country=row.country,
        ring_open=narrower,
        is_open=not (row.is_paused or row.objects_to_matching or row.left_on),
        languages=Languages(tuple(spoken), _audience(row, row.languages_visibility)),
        availability=Availability(
            time_zone=row.time_zone,
            working_days=tuple(sorted(WORKING_DAYS.index(day) for day in row.working_days)),
            hours_offered=row.hours_per_month,
            audience=_audience(row, row.availability_visibility),
        ),
    )


def _position(row: Any) -> Iterator[Evidence]:
    """Who somebody is at work is open to the network; what he says about himself only as far as he chose."""
    if row.position or row.unit:
        yield _evidence(row, "position", f"position:{row.id}", (row.position, row.unit), NETWORK)
    if row.about:
        yield _evidence(row, "about", f"about:{row.id}", opened(row.about), _audience(row, row.about_visibility))


def _evidence(row: Any, kind: str, evidence_id: str, said: tuple[str, str], audience: str) -> Evidence:
    title, text = (said[0] or said[1]), (said[1] if said[0] else "")
    place, source = (row.institution_id,), f"person:{row.id}"
    return Evidence(evidence_id, kind, title, text, (row.id,), place, audience, source=source)


def _expertise(row: Any, known: Any, words: Mapping[str, str]) -> Evidence:
    return Evidence(
        id=f"expertise:{known.id}",
        kind="expertise",
        title=known.topic,
        text=f"{known.statement} {words.get(known.topic_id, known.topic)}",
        people=(row.id,),
        institutions=(row.institution_id,),
        audience=_audience(row, known.visibility),
        language=known.language,
        topics=(known.topic_id,),
        source=f"person:{row.id}",
    )


def _facts(row: Any, knows: list[Any]) -> Facts:
    person = f"person:{row.id}"
    nodes = [Node(person, "person"), Node(f"position:{row.id}", "position")]
    edges = [
        Edge(person, f"institution:{row.institution_id}", "works_at"),
        Edge(person, f"position:{row.id}", "holds"),
    ]
    for known in knows:
        audience = _audience(row, known.visibility)
        statement, weight = f"expertise:{known.id}", float(1 + EXPERTISE_LEVELS.index(known.level))
        nodes.append(Node(statement, "expertise", audience))
        edges.append(Edge(person, statement, "knows", weight, audience))
        edges.append(Edge(statement, f"topic:{known.topic_id}", "about", weight, audience))
    return Facts(tuple(nodes), tuple(edges))

"""Rules of expertise: one entry a topic, seen as far as its owner chose, endorsed by others only."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.extensions import db, new_id, utc_now
from app.institutions.models import Institution
from app.people.models import Endorsement, Expertise, Person
from app.people.service import visible_expertise
from app.policy import require_reach
from app.topics.service import require_topics
from app.viewer import Viewer


def expertise_of(person: Person, viewer: Viewer) -> list[Expertise]:
    """The expertise of a person that the viewer may see, by topic."""
    found = select(Expertise).join(Expertise.person).join(Institution, Institution.id == Person.institution_id)
    found = found.where(Expertise.person_id == person.id, visible_expertise(viewer))
    found = found.options(joinedload(Expertise.topic), selectinload(Expertise.endorsements))
    return sorted(db.session.scalars(found).unique(), key=lambda each: (each.topic.name, each.id))


def replace_expertise(person: Person, said: list[dict[str, Any]]) -> None:
    """Set the whole expertise of a person; an entry on the same topic keeps its endorsements.

    Raises: Forbidden for another's, Invalid for an unknown topic or one named twice.
    """
    require_reach(person.institution_id, person.id)
    wanted = {entry["topic_id"]: entry for entry in said}
    if len(wanted) != len(said):
        raise Invalid("A topic is named twice.", items=["One entry a topic: merge the entries."])
    require_topics(wanted, "items")
    kept = {entry.topic_id: entry for entry in person.expertise}
    with db.session.no_autoflush:
        person.expertise = [_say(kept.get(topic) or Expertise(id=new_id()), entry) for topic, entry in wanted.items()]
    person.updated_at = utc_now()  # expertise is part of the person: of two who set it at once one is told so
    db.session.flush()


def _say(expertise: Expertise, said: dict[str, Any]) -> Expertise:
    for name, value in said.items():
        setattr(expertise, name, value)
    return expertise


def endorse(person: Person, topic_id: str, viewer: Viewer) -> Expertise:
    """The person's expertise on a topic with the viewer's endorsement; at work both must be people here.

    Raises: NotFound where the viewer sees no such expertise, Forbidden for one's own, Conflict for a second time.
    """
    expertise = next((each for each in expertise_of(person, viewer) if each.topic_id == topic_id), None)
    if expertise is None:
        raise NotFound
    if viewer.person_id is None or viewer.person_id == person.id:
        raise Forbidden("An endorsement comes from a colleague in the directory, not from oneself.")
    if any(given.person_id == viewer.person_id for given in expertise.endorsements):
        raise Conflict("You endorsed this already.", rule="endorsed-already")
    expertise.endorsements.append(Endorsement(person_id=viewer.person_id, given_on=utc_now().date()))
    db.session.flush()
    return expertise

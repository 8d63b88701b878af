"""Rules of people: who sees which card, who may say what, and the history of employment."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.errors import Forbidden, Invalid, NotFound
from app.extensions import db, new_id, utc_now
from app.facets import Facet, counted, narrowed
from app.institutions.models import Institution
from app.institutions.service import require_institution
from app.people.employment import begin_employment
from app.people.models import CARDS, Expertise, Person, PersonLanguage
from app.policy import require_reach
from app.rights.erasure import erase_person
from app.topics.service import topic_facet
from app.viewer import Viewer
from app.visibility import Ownership, can_see, is_visible

AVAILABILITY = ("time_zone", "working_days", "hours_per_month", "is_paused", "ring_open")
PRIVACY = (*(f"{card}_visibility" for card in CARDS), "objects_to_matching", "objects_to_risk")
# What the institution knows of its staff anyway, and may put right; the rest is for the person alone to say.
STAFF_RECORD = frozenset({"name", "position", "unit", "institution_id", "email"})
_JOB = ("institution_id", "position", "unit")


def shown(person: Person, viewer: Viewer) -> dict[str, Any]:
    """The person as this viewer may see it: cards that are not for him are None."""
    sees = {card: can_see(viewer, person.owns(getattr(person, f"{card}_visibility"))) for card in CARDS}
    is_self = viewer.person_id == person.id
    return {
        "id": person.id,
        "name": person.name,
        "position": person.position,
        "unit": person.unit,
        "institution": person.institution,
        "contact": {"email": person.email} if sees["contact"] else None,
        "about": person.about if sees["about"] and person.about else None,
        "languages": person.languages if sees["languages"] and person.languages else None,
        "availability": {name: getattr(person, name) for name in AVAILABILITY} if sees["availability"] else None,
        "privacy": {name: getattr(person, name) for name in PRIVACY} if is_self else None,
    }


def visible_expertise(viewer: Viewer) -> Any:
    """The SQL condition that an expertise joined to its person and institution may be seen."""
    return is_visible(
        viewer, Ownership(Expertise.visibility, Expertise.person_id, Person.institution_id, Institution.country)
    )


def people_facets(viewer: Viewer) -> dict[str, Facet]:
    """The filters of people; one on something hidden does not find its owner, nor count him."""
    owned = Ownership(Person.languages_visibility, Person.id, Person.institution_id, Institution.country)
    speaks = and_(PersonLanguage.person_id == Person.id, is_visible(viewer, owned))
    knows = and_(Expertise.person_id == Person.id, visible_expertise(viewer))
    return {
        "country": Facet(Institution.country),
        "institution_id": Facet(Person.institution_id, name=Institution.name),
        "topic_id": topic_facet(Expertise.topic_id, Expertise, knows),
        "language": Facet(PersonLanguage.language, PersonLanguage, speaks),
    }


def people_matching(asked: dict[str, Any], viewer: Viewer) -> Select[Any]:
    """The select of a list with these filters."""
    found = select(Person).join(Person.institution)
    found = found.options(joinedload(Person.institution), selectinload(Person.languages))
    found = narrowed(found, people_facets(viewer), asked)
    if asked.get("q"):
        columns = (Person.name, Person.position, Person.unit)
        found = found.where(or_(*(column.icontains(asked["q"], autoescape=True) for column in columns)))
    return found


def count_people(asked: dict[str, Any], viewer: Viewer) -> dict[str, Any]:
    """How many people the list has with these filters, and with each value of them."""
    return counted(lambda filters: people_matching(filters, viewer), Person, people_facets(viewer), asked)


def get_person(person_id: str) -> Person:
    """The person. Raises: NotFound."""
    person = db.session.get(Person, person_id)
    if person is None:
        raise NotFound
    return person


def require_people(person_ids: list[str], field: str) -> list[Person]:
    """The people that a request names, in that order. Raises: Invalid at that field for an unknown one."""
    found = {each.id: each for each in db.session.scalars(select(Person).where(Person.id.in_(person_ids)))}
    missing = sorted(set(person_ids) - found.keys())
    if missing:
        raise Invalid("Some people are not known.", **{field: [f"No person {each}." for each in missing]})
    return [found[each] for each in dict.fromkeys(person_ids)]


def create_person(said: dict[str, Any]) -> Person:
    """A new person, with everything private until he or she says otherwise. Raises: Forbidden, Invalid."""
    require_reach(said["institution_id"])
    institution = require_institution(said["institution_id"])
    person = Person(id=new_id(), **{"ref": new_id(), **said}, institution=institution)
    begin_employment(person)
    db.session.add(person)
    db.session.flush()
    return person


def update_person(person: Person, said: dict[str, Any], viewer: Viewer) -> Person:
    """The person with these changes.

    Raises: Forbidden where it is not the viewer's to say, Invalid for an unknown institution.
    """
    require_reach(person.institution_id, person.id)
    own = sorted(said.keys() - STAFF_RECORD)
    if own and viewer.person_id != person.id:
        raise Forbidden(f"Only the person can say this: {', '.join(own)}.")
    if said.get("institution_id", person.institution_id) != person.institution_id:
        require_reach(said["institution_id"])
        person.institution = require_institution(said["institution_id"])
    _apply(person, said)
    person.updated_at = utc_now()
    db.session.flush()
    return person


def _apply(person: Person, said: dict[str, Any]) -> None:
    with db.session.no_autoflush:
        if "languages" in said:
            levels = {spoken["language"]: spoken["level"] for spoken in said["languages"]}
            if len(levels) != len(said["languages"]):
                raise Invalid("A language is named twice.", languages=["One level a language: keep one."])
            person.languages = [PersonLanguage(language=name, level=level) for name, level in levels.items()]
        moves = any(name in said and said[name] != getattr(person, name) for name in _JOB)
        for name, value in said.items():
            if name != "languages":
                setattr(person, name, value)
        if moves and person.left_on is None:
            begin_employment(person)


def delete_person(person: Person) -> None:
    """Erase the person and all that is his or hers; shared lessons and challenges stay, without the name."""
    erase_person(db.session(), person.id)

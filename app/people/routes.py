"""The expert directory over HTTP: people, and what they know."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from app.exports import Listing, as_asked
from app.extensions import db
from app.people import expertise as expertise_rules
from app.people import service
from app.people.models import Expertise, Person
from app.people.schemas import (
    ExpertiseListSchema,
    ExpertiseSchema,
    ExpertiseSetSchema,
    PersonArgs,
    PersonCountArgs,
    PersonCounts,
    PersonCreateSchema,
    PersonPage,
    PersonPatchSchema,
    PersonSchema,
)
from app.requests import Blueprint
from app.viewer import current_viewer

people = Blueprint("people", __name__, url_prefix="/people", description="The expert directory")
LISTING = Listing(Person, {"name": Person.name}, PersonSchema)


@people.route("", methods=["GET"])
@people.arguments(PersonArgs, location="query")
@people.response(200, PersonPage)
def list_people(args: dict[str, Any]) -> Any:
    """People, by name; filters find only what their owners show you."""
    viewer = current_viewer()
    return as_asked(service.people_matching(args, viewer), LISTING, args, partial(service.shown, viewer=viewer))


@people.route("/counts", methods=["GET"])
@people.arguments(PersonCountArgs, location="query")
@people.response(200, PersonCounts)
def count_people(args: dict[str, Any]) -> dict[str, Any]:
    """How many people the list finds, and how many with each value of a filter in place of its own."""
    return service.count_people(args, current_viewer())


@people.route("", methods=["POST"])
@people.arguments(PersonCreateSchema)
@people.response(201, PersonSchema)
def create_person(said: dict[str, Any]) -> dict[str, Any]:
    """Add a colleague to the directory of your institution."""
    person = service.create_person(said)
    db.session.commit()
    return service.shown(person, current_viewer())


@people.route("/<uuid:person_id>", methods=["GET"])
@people.etag
@people.response(200, PersonSchema)
def get_person(person_id: UUID) -> dict[str, Any]:
    """One person, as far as you may see."""
    return service.shown(service.get_person(str(person_id)), current_viewer())


@people.route("/<uuid:person_id>", methods=["PATCH"])
@people.etag
@people.arguments(PersonPatchSchema(partial=True))
@people.response(200, PersonSchema)
def update_person(said: dict[str, Any], person_id: UUID) -> dict[str, Any]:
    """Alter a person; what is personal only that person can alter."""
    person = service.get_person(str(person_id))
    people.check_etag(service.shown(person, current_viewer()), PersonSchema)
    service.update_person(person, said, current_viewer())
    db.session.commit()
    return service.shown(person, current_viewer())


@people.route("/<uuid:person_id>", methods=["DELETE"])
@people.etag
@people.response(204)
def delete_person(person_id: UUID) -> None:
    """Remove a person and all that is his or hers; lessons stay, without the name."""
    person = service.get_person(str(person_id))
    service.require_reach(person.institution_id)
    people.check_etag(service.shown(person, current_viewer()), PersonSchema)
    service.delete_person(person)
    db.session.commit()


@people.route("/<uuid:person_id>/expertise", methods=["GET"])
@people.etag
@people.response(200, ExpertiseListSchema)
def get_expertise(person_id: UUID) -> dict[str, list[Expertise]]:
    """What a person knows, as far as you may see."""
    return _expertise(service.get_person(str(person_id)))


@people.route("/<uuid:person_id>/expertise", methods=["PUT"])
@people.etag
@people.arguments(ExpertiseSetSchema)
@people.response(200, ExpertiseListSchema)
def put_expertise(said: dict[str, Any], person_id: UUID) -> dict[str, list[Expertise]]:
    """Set all that you know; only you can."""
    person = service.get_person(str(person_id))
    people.check_etag(_expertise(person), ExpertiseListSchema)
    expertise_rules.replace_expertise(person, said["items"])
    db.session.commit()
    return _expertise(person)


def _expertise(person: Person) -> dict[str, list[Expertise]]:
    return {"items": expertise_rules.expertise_of(person, current_viewer())}


@people.route("/<uuid:person_id>/expertise/<uuid:topic_id>/endorsements", methods=["POST"])
@people.response(201, ExpertiseSchema)
def endorse(person_id: UUID, topic_id: UUID) -> Expertise:
    """Vouch for what a colleague knows."""
    endorsed = expertise_rules.endorse(service.get_person(str(person_id)), str(topic_id), current_viewer())
    db.session.commit()
    return endorsed

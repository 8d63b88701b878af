"""The directory: people, institutions and challenges, found by filters that find only what their owners show."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, render_template, request

from app.web import picking
from app.web.asking import Refused, ask
from app.web.forms import chosen, guard
from app.web.lists import country_choices, language_choices, topic_choices
from app.web.pages import again, pages, then

LIMIT = 18  # cards on a page
FEW = 6  # of each kind on a page that is about something else
NOTHING: dict[str, Any] = {"items": [], "next": None}


def listed(
    template: str, endpoint: str, asked: dict[str, Any], order: str | None = None, **shown: Any
) -> str | Response:
    """The page of a list with what the operation finds; a filter that it refuses is told beside an empty list."""
    try:
        found = ask(endpoint, query={**asked, "sort": order, "limit": LIMIT}).body
    except Refused as refused:
        return again(template, refused, found=NOTHING, asked=asked, **shown)
    return render_template(template, found=found, asked=asked, **shown)


@pages.get("/directory")
def directory() -> str | Response:
    """People, by name, with filters."""
    asked = chosen("q", "country", "institution_id", "topic_id", "language", "cursor")
    lists = {
        "topics": topic_choices(),
        "institutions": picking.institutions("institution_id", country=asked.get("country")),
        "countries": country_choices(),
        "languages": language_choices(),
    }
    return listed("directory.html", "people.list_people", asked, **lists)


@pages.get("/people/<uuid:someone>")
def person(someone: UUID) -> str:
    """One person: the cards that are shown, what he or she knows, and lessons."""
    return render_template("person.html", **_person(someone))


@pages.post("/people/<uuid:someone>/endorse")
def endorse(someone: UUID) -> Response:
    """Vouch for what a colleague knows."""
    try:
        ask("people.endorse", person_id=someone, topic_id=request.form.get("topic_id"), body={}, guard=guard())
    except Refused as refused:
        return again("person.html", refused, **_person(someone))
    return then("pages.person", someone=someone, done="endorsed")


def _person(someone: UUID) -> dict[str, Any]:
    return {
        "person": ask("people.get_person", person_id=someone).body,
        "expertise": ask("people.get_expertise", person_id=someone).body["items"],
        "lessons": ask("lessons.list_lessons", query={"contributor_id": someone, "limit": FEW}).body,
    }


@pages.get("/directory/institutions")
def institutions() -> str | Response:
    """Institutions, by name, with filters."""
    asked = chosen("q", "country", "kind", "level", "cursor")
    return listed("institutions.html", "institutions.list_institutions", asked, countries=country_choices())


@pages.get("/institutions/<uuid:where>")
def institution(where: UUID) -> str:
    """One institution: who works there, its parts, its lessons, and what it needs help with."""
    shown = ask("institutions.get_institution", institution_id=where).body
    above = shown["parent_id"] and ask("institutions.get_institution", institution_id=shown["parent_id"]).body
    within = {"institution_id": where, "limit": FEW}
    return render_template(
        "institution.html",
        institution=shown,
        above=above,
        parts_of_it=ask("institutions.list_institutions", query={"parent_id": where, "limit": LIMIT}).body,
        people=ask("people.list_people", query=within).body,
        lessons=ask("lessons.list_lessons", query=within).body,
        challenges=ask("challenges.list_challenges", query={**within, "status": "open"}).body,
    )


@pages.get("/directory/challenges")
def challenges() -> str | Response:
    """What institutions need help with."""
    asked = chosen("q", "country", "topic_id", "status", "cursor")
    lists = {"topics": topic_choices(), "countries": country_choices()}
    return listed("challenges.html", "challenges.list_challenges", asked, **lists)


@pages.get("/challenges/<uuid:which>")
def challenge(which: UUID) -> str:
    """One challenge."""
    return render_template("challenge.html", challenge=ask("challenges.get_challenge", challenge_id=which).body)

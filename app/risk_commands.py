"""`sankofa risk`: what an institution could lose, and what if these people left."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click
from sqlalchemy import or_, select

from app.audit.reads import note_look
from app.errors import DomainError
from app.extensions import db
from app.institutions.models import Institution
from app.knowledge_risk.report_schemas import ReportSchema, WhatIfAnswerSchema
from app.knowledge_risk.reports import if_they_leave, report
from app.knowledge_risk.settings import require_on, setting_of
from app.people.models import Person
from app.printing import table_lines
from app.terminal import as_json, show, show_json, with_app
from app.vocabulary import RISK_PURPOSES

_MOST = 10  # lines of a table


@click.command()
@click.argument("institution")
@click.option("--what-if", "emails", metavar="EMAIL", multiple=True, help="What is lost if this person leaves, too.")
@click.option("--purpose", type=click.Choice(RISK_PURPOSES), required=True, help="What for; kept in the audit log.")
@as_json
@with_app
def risk(institution: str, emails: tuple[str, ...], purpose: str, is_json: bool) -> None:
    """Knowledge-loss risk of INSTITUTION (its reference or acronym): posts, areas, departures that would hurt."""
    place = _place(institution)
    require_on(place.id)
    people = [_person(place, email) for email in emails]
    note_look("institution", [place.id], purpose)
    if people:
        note_look("person", people, purpose)
        answer = WhatIfAnswerSchema().dump(if_they_leave(place, people))
    else:
        answer = ReportSchema().dump(report(place, setting_of(place.id)))
    db.session.commit()
    if is_json:
        show_json(answer)
    else:
        show(_what_if_lines(answer) if people else _report_lines(answer))


def _place(name: str) -> Institution:
    wanted = or_(Institution.ref == name, Institution.acronym == name)
    found = list(db.session.scalars(select(Institution).where(wanted).limit(2)))
    if len(found) != 1:
        raise DomainError(f"{'No' if not found else 'More than one'} institution is called {name}. Give its reference.")
    return found[0]


def _person(place: Institution, email: str) -> str:
    found = db.session.scalar(
        select(Person.id).where(Person.email == email.strip().lower(), Person.institution_id == place.id)
    )
    if found is None:
        raise DomainError(f"Nobody at {place.name} has the address {email}.")
    return found


def _report_lines(answer: dict[str, Any]) -> Iterator[str]:
    yield f"{answer['institution']['name']}: posts by what is left of their risk"
    rated = [each for each in answer["positions"] if each["risk"]]
    yield from table_lines(
        ["post", "holder", "leaves", "risk", "left", "band"], [_post(each) for each in rated[:_MOST]]
    )
    if answer["not_rated"]:
        yield f"{answer['not_rated']} posts are not rated yet."
    yield "\nAreas that the fewest departures would lose"
    areas = sorted(answer["areas"], key=lambda each: each["fewest"]["people"])[:_MOST]
    yield from table_lines(
        ["area", "able here", "in the country", "abroad", "lessons", "departures"], [_area(each) for each in areas]
    )
    yield "\nDepartures that would hurt most"
    for each in answer["departures"][:_MOST]:
        parts = ", ".join(f"{part['count']} {part['name'].replace('_', ' ')}" for part in each["parts"])
        yield f"  {each['person']['name']}: {each['total']:.2f} ({parts})"
    yield f"\nScale: {answer['source']}"


def _post(each: dict[str, Any]) -> list[str]:
    scored, holder = each["risk"], each["holder"]["name"] if each["holder"] else "nobody named"
    band = scored["residual_band"].replace("_", " ")
    return [each["title"], holder, each["leaves_on"] or "-", str(scored["total"]), str(scored["residual"]), band]


def _area(each: dict[str, Any]) -> list[str]:
    near, fewest = each["competent"], each["fewest"]
    told = f"{'' if fewest['is_fewest'] else 'at most '}{fewest['people']}"
    return [
        each["name"],
        *(str(near[name]) for name in ("institution", "country", "abroad")),
        str(each["lessons"]),
        told,
    ]


def _what_if_lines(answer: dict[str, Any]) -> Iterator[str]:
    names = ", ".join(each["name"] for each in answer["people"]) or "them; nothing here hangs on them"
    yield f"Without {names}:"
    for words, lost in (("nobody is left for", answer["no_holder"]), ("one person is left for", answer["one_holder"])):
        for each in lost:
            yield f"  {words} {each['kind'].replace('_', ' ')}: {', '.join(item['name'] for item in each['items'])}"
    if answer["people_cut_off"]:
        yield f"  cut off from the others: {', '.join(each['name'] for each in answer['people_cut_off'])}"
    for each in answer["coverage"]:
        if each["before"] != each["after"]:
            level = each["level"].replace("_", " ")
            yield f"  {level} in the {each['proximity']}: {each['after']} of {each['before']} topics and things"
    if not any((answer["no_holder"], answer["one_holder"], answer["people_cut_off"])):
        yield "  everything has two holders or more"

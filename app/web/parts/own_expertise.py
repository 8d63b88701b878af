"""What one knows, entry by entry: a topic, how well, since when, in one's own words, and who sees it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, render_template, request

from app.errors import NotFound
from app.web.asking import Answer, Refused, ask
from app.web.forms import guard, maybe, said, whole
from app.web.lists import language_choices, topic_choices
from app.web.pages import again, pages, then
from app.web.parts.preview import CIRCLES, expertise_as_seen
from app.web.parts.profile import own_expertise, own_person

WRITTEN = ("level", "years", "statement", "language", "last_used", "visibility")
NEW: dict[str, Any] = {"topic": None, "level": "competent", "visibility": "private"}


@pages.get("/profile/expertise/new")
def new_expertise() -> str:
    """The form for one more topic."""
    return render_template("profile-expertise.html", **_entry(own_person().body, NEW), etag=own_expertise().etag)


@pages.get("/profile/expertise/<uuid:about>")
def edit_expertise(about: UUID) -> str:
    """The form for a topic that is there."""
    person, answer = own_person().body, own_expertise()
    return render_template("profile-expertise.html", **_entry(person, _find(answer, str(about))), etag=answer.etag)


@pages.post("/profile/expertise")
def save_expertise() -> str | Response:
    """Save one entry, or only look at what others would see; the others stay as they are."""
    person, answer = own_person().body, own_expertise()
    entry = {"years": 0, **said("level", "statement", "visibility", years=_years, language=maybe, last_used=maybe)}
    topic_id, is_new = request.form.get("topic_id", ""), "is_new" in request.form
    known = {} if is_new else _find(answer, topic_id)
    shown = {**_entry(person, {**NEW, **known, **entry, "topic_id": topic_id}), "etag": request.form.get("etag")}
    if request.form.get("act") == "preview":
        return render_template("profile-expertise.html", **shown)
    others = [_written(each) for each in answer.body["items"] if is_new or each["topic"]["id"] != topic_id]
    return _put(person, [*others, {"topic_id": topic_id or None, **entry}], shown)


@pages.post("/profile/expertise/<uuid:about>/remove")
def remove_expertise(about: UUID) -> str | Response:
    """Remove an entry with its endorsements."""
    person, answer = own_person().body, own_expertise()
    entry = _find(answer, str(about))
    others = [_written(each) for each in answer.body["items"] if each != entry]
    return _put(person, others, {**_entry(person, entry), "etag": answer.etag})


def _put(person: dict[str, Any], items: list[dict[str, Any]], shown: dict[str, Any]) -> str | Response:
    try:
        ask("people.put_expertise", person_id=person["id"], body={"items": items}, guard=guard())
    except Refused as refused:
        told = refused.errors.get("items", {})
        # What is wrong with the entry of the form, which is the last; or with all of them: a topic that is named twice.
        refused.errors = told.get(str(len(items) - 1), {}) if isinstance(told, dict) else {"topic_id": told}
        return again("profile-expertise.html", refused, **shown)
    return then("pages.profile", done="saved", _anchor="expertise")


def _years(text: str) -> Any:
    return whole(text) or 0


def _find(answer: Answer, topic_id: str) -> dict[str, Any]:
    found: list[dict[str, Any]] = [each for each in answer.body["items"] if each["topic"]["id"] == topic_id]
    if not found:
        raise NotFound
    return found[0]


def _written(entry: dict[str, Any]) -> dict[str, Any]:
    """An entry as it is written."""
    return {"topic_id": entry["topic"]["id"], **{name: entry[name] for name in WRITTEN}}


def _entry(person: dict[str, Any], entry: dict[str, Any]) -> dict[str, Any]:
    topics = topic_choices()
    named = entry["topic"] or {"id": entry.get("topic_id"), "name": dict(topics).get(entry.get("topic_id", ""), "")}
    shown = {"endorsements": 0, "last_verified": None, "years": 0, **entry, "topic": named}
    country = person["institution"]["country"]
    return {
        "entry": entry,
        "topics": topics,
        "languages": language_choices(),
        "seen": {circle: expertise_as_seen([shown], circle, country) for circle in CIRCLES},
    }

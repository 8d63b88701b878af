"""What institutions seek and offer in a round: forms for one entry, and many from a file."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from flask import Response, render_template, request

from app.web.asking import File, Refused, ask, ask_all
from app.web.forms import guard, number, said, whole
from app.web.pages import again, pages, then
from app.web.permitted import require_permission

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HOURS = "hours_of_"  # a field of the form for each person who may help, by his id
MOST = 10_000  # topics and people to choose from: what the form does not show, editing would lose
_LINE = re.compile(r"line (\d+)(?:, (\w+))?\Z")


class Operations(NamedTuple):
    """The operations of a kind of entries, and the name of an entry's id in them."""

    create: str
    get: str
    update: str
    delete: str
    id_name: str


KINDS = {
    "needs": Operations(*(f"round_entries.{act}_need" for act in ("create", "get", "update", "delete")), "need_id"),
    "offers": Operations(
        *(f"round_entries.{act}_round_offer" for act in ("create", "get", "update", "delete")), "offer_id"
    ),
}
_ENTRIES = "/rounds/<uuid:round_id>/<any(needs, offers):kind>"


def _body(kind: str) -> dict[str, Any]:
    """An entry as the form says it."""
    if kind == "needs":
        kinds = {"hours_per_month": number, "visitors": whole}
        body = said("challenge_id", "contact_id", many=("languages", "months"), **kinds)
    else:
        kinds = {"hours_per_month": number, "at_most": whole, "cost": whole}
        body = said("title", "description", many=("topic_ids", "months"), **kinds)
        hours = {name.removeprefix(_HOURS): number(text) for name, text in request.form.items() if _HOURS in name}
        body["experts"] = [{"person_id": who, "hours_per_month": each} for who, each in hours.items() if each]
    return {name: value for name, value in body.items() if value is not None}


def _form(kind: str, round_id: str, institution: dict[str, Any], typed: Any) -> dict[str, Any]:
    """What the form of an entry needs: the challenges, topics and people that can be chosen."""
    shown = {"kind": kind, "institution": institution, "typed": typed, "hours_of": _HOURS}
    shown["round"] = ask("rounds.get_round", round_id=round_id).body
    shown["people"] = ask_all("people.list_people", query={"institution_id": institution["id"]}, most=MOST)
    if kind == "needs":
        asked = {"institution_id": institution["id"], "status": "open"}
        found = ask_all("challenges.list_challenges", query=asked)
        shown["challenges"] = [each for each in found if each["visibility"] == "network"]
    else:
        shown["topics"] = ask_all("topics.list_topics", most=MOST)
    return {**shown, "months": _months(shown["round"])}


def _months(found: dict[str, Any]) -> list[str]:
    """The months of a round, as `2027-03`."""
    first, last = (int(each[:4]) * 12 + int(each[5:]) - 1 for each in (found["first_month"], found["last_month"]))
    return [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(first, last + 1)]


@pages.get(f"{_ENTRIES}/new")
def new_entry(round_id: str, kind: str) -> str:
    """The form for a need or an offer, once its institution is chosen."""
    require_permission(KINDS[kind].create)
    found = ask("rounds.get_round", round_id=round_id).body
    chosen = request.args.get("institution_id")
    if not chosen:
        places = ask_all("institutions.list_institutions")
        return render_template("round-entry-place.html", round=found, kind=kind, places=places)
    place = ask("institutions.get_institution", institution_id=chosen).body
    return render_template("round-entry.html", entry=None, **_form(kind, round_id, place, {}))


@pages.post(f"{_ENTRIES}/new")
def create_entry(round_id: str, kind: str) -> Response:
    """Enter it."""
    chosen = request.form.get("institution_id", "")
    place = ask("institutions.get_institution", institution_id=chosen).body
    try:
        body = {"institution_id": chosen, **_body(kind)}
        ask(KINDS[kind].create, body=body, guard=guard(), round_id=round_id)
    except Refused as refused:
        return again("round-entry.html", refused, entry=None, **_form(kind, round_id, place, _retyped()))
    return then("pages.show_round", round_id=round_id, done="saved", _anchor=kind)


def _retyped() -> dict[str, Any]:
    """What was typed, so that the form shows it again."""
    lists = {name: request.form.getlist(name) for name in ("languages", "months", "topic_ids")}
    return {**request.form, **lists}


def _entry(round_id: str, kind: str, entry_id: str) -> Any:
    return ask(KINDS[kind].get, round_id=round_id, **{KINDS[kind].id_name: entry_id})


def _as_typed(kind: str, entry: dict[str, Any]) -> dict[str, Any]:
    if kind == "needs":
        names = {name: entry[name]["id"] if entry[name] else "" for name in ("challenge", "contact")}
        return {**entry, "challenge_id": names["challenge"], "contact_id": names["contact"]}
    hours = {_HOURS + each["person"]["id"]: each["hours_per_month"] for each in entry["experts"]}
    return {**entry, **hours, "topic_ids": [each["id"] for each in entry["topics"]]}


@pages.get(f"{_ENTRIES}/<uuid:entry_id>")
def edit_entry(round_id: str, kind: str, entry_id: str) -> str:
    """A need or an offer in its form."""
    found = _entry(round_id, kind, entry_id)
    shown = _form(kind, round_id, found.body["institution"], _as_typed(kind, found.body))
    return render_template("round-entry.html", entry=found.body, etag=found.etag, **shown)


@pages.post(f"{_ENTRIES}/<uuid:entry_id>")
def update_entry(round_id: str, kind: str, entry_id: str) -> Response:
    """Alter it."""
    ids = {"round_id": round_id, KINDS[kind].id_name: entry_id}
    try:
        ask(KINDS[kind].update, body=_body(kind), guard=guard(), **ids)
    except Refused as refused:
        found, etag = _entry(round_id, kind, entry_id).body, request.form.get("etag")
        shown = _form(kind, round_id, found["institution"], _retyped())
        return again("round-entry.html", refused, entry=found, etag=etag, **shown)
    return then("pages.show_round", round_id=round_id, done="saved", _anchor=kind)


@pages.get(f"{_ENTRIES}/<uuid:entry_id>/withdraw")
def ask_about_entry(round_id: str, kind: str, entry_id: str) -> str:
    """Ask once more before an entry is withdrawn."""
    found = _entry(round_id, kind, entry_id)
    shown = {"round_id": round_id, "kind": kind, "entry": found.body, "etag": found.etag}
    return render_template("round-entry-sure.html", **shown)


@pages.post(f"{_ENTRIES}/<uuid:entry_id>/withdraw")
def withdraw_entry(round_id: str, kind: str, entry_id: str) -> Response:
    """Withdraw it."""
    try:
        ask(KINDS[kind].delete, guard=guard(), round_id=round_id, **{KINDS[kind].id_name: entry_id})
    except Refused as refused:
        found = _entry(round_id, kind, entry_id)
        shown = {"round_id": round_id, "kind": kind, "entry": found.body, "etag": found.etag}
        return again("round-entry-sure.html", refused, **shown)
    return then("pages.show_round", round_id=round_id, done="withdrawn", _anchor=kind)


@pages.post("/rounds/<uuid:round_id>/offers/<uuid:offer_id>/leave")
def leave_offer(round_id: str, offer_id: str) -> Response:
    """Take oneself out of an offer that names one."""
    me = ask("me.show_me").body
    ask("round_entries.remove_expert", round_id=round_id, offer_id=offer_id, person_id=me["person_id"])
    return then("pages.show_round", round_id=round_id, done="withdrawn", _anchor="offers")


@pages.get(f"{_ENTRIES}/import")
def import_form(round_id: str, kind: str) -> str:
    """The form that takes a file of needs or offers."""
    require_permission("round_entries.import_entries")
    return render_template("round-import.html", **_import(round_id, kind))


def _import(round_id: str, kind: str) -> dict[str, Any]:
    return {"round": ask("rounds.get_round", round_id=round_id).body, "kind": kind, "bad_rows": []}


@pages.post(f"{_ENTRIES}/import")
def import_entries(round_id: str, kind: str) -> str | Response:
    """Enter all rows of the file, or none and say which are bad and why."""
    sent = request.files.get("file")
    name, content = (sent.filename or "", sent.read()) if sent else ("", b"")
    media = SHEET if name.lower().endswith(".xlsx") else "text/csv"
    query = {"kind": kind}
    try:
        taken = ask(
            "round_entries.import_entries", query=query, body=File(content, media), guard=guard(), round_id=round_id
        )
    except Refused as refused:
        shown = {**_import(round_id, kind), "file_name": name, "bad_rows": _bad_rows(refused.errors)}
        return again("round-import.html", refused, **shown)
    return render_template("round-import.html", taken=taken.body, **_import(round_id, kind))


def _bad_rows(errors: dict[str, Any]) -> list[tuple[int, str, list[str]]]:
    """Line, column and reasons of each bad cell, in the order of the file."""
    found = [(match, reasons) for where, reasons in errors.items() if (match := _LINE.match(where))]
    return sorted((int(match[1]), match[2] or "", list(reasons)) for match, reasons in found)

"""Communities of practice: found by filters, founded, joined and left, and what their coordinators alter."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, render_template, request

from app.errors import Forbidden
from app.policy import is_within
from app.viewer import current_viewer
from app.web.asking import Refused, ask, ask_all
from app.web.facets import listed
from app.web.forms import chosen, guard, said
from app.web.gathering import explained, me, zone_of
from app.web.lists import language_choices, topic_choices
from app.web.pages import again, pages, require_sign_in, then
from app.web.parts.directory import FEW
from app.web.words import WORDS

NEW: dict[str, Any] = {"topics": [], "languages": [], "stage": "potential", "visibility": "network"}
PATH = "/directory/communities/<uuid:community_id>"
ABOUT = 4  # topics whose lessons are looked for


@pages.get("/directory/communities")
def communities() -> str | Response:
    """Communities, by name, with filters."""
    asked = chosen("q", "topic_id", "country", "institution_id", "language", "stage", "member_id", "cursor")
    return listed("communities.html", "communities", asked)


@pages.get(PATH)
def community(community_id: UUID) -> str:
    """One community: what it is about, who is in it, when it meets, and lessons on its topics."""
    return render_template("community.html", **_shown(community_id))


def _shown(community_id: UUID) -> dict[str, Any]:
    answer = ask("communities.get_community", community_id=community_id)
    its, which = answer.body, {"community_id": community_id}
    members = ask_all("communities.list_members", **which)
    return {
        **{"community": its, "etag": answer.etag, "zone": zone_of(me()), "typed": {}, "members": members},
        "by_role": [(each, [m for m in members if m["role"] == each]) for each in WORDS["community_roles"]],
        "coming": ask_all("gatherings.list_gatherings", query={"is_over": "false"}, **which),
        "over": ask(
            "gatherings.list_gatherings", query={"is_over": "true", "sort": "-starts", "limit": FEW}, **which
        ).body,
        "lessons": _lessons_about(its["topics"]),
        "may_alter": may_alter(its),
    }


def may_alter(community: dict[str, Any]) -> bool:
    """Whether to offer it; whether it is allowed the API says."""
    mine = community["mine"] or {}
    is_home = is_within(current_viewer(), "communities.update_community", community["institution"]["id"])
    return is_home or mine.get("role") == "coordinator"


def _lessons_about(topics: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The latest lessons on these topics, each once."""
    asked = [{"topic_id": each["id"], "sort": "-updated", "limit": FEW} for each in topics[:ABOUT]]
    found = [item for query in asked for item in ask("lessons.list_lessons", query=query).body["items"]]
    latest = sorted(
        {each["id"]: each for each in found}.values(), key=lambda each: str(each["updated_at"]), reverse=True
    )
    return latest[:FEW]


@pages.get("/directory/communities/new")
def new_community() -> str:
    """What to say of a community that one founds."""
    _own_institution()
    return render_template("community-form.html", **_form(NEW))


@pages.post("/directory/communities/new")
def found_community() -> Response:
    """Found it, at one's own institution."""
    body = {**_said(), "institution_id": _own_institution()}
    try:
        made = ask("communities.create_community", body=body, guard=guard())
    except Refused as refused:
        return again("community-form.html", refused, **_form(NEW))
    return then("pages.community", community_id=made.body["id"], done="founded")


def _own_institution() -> str:
    require_sign_in()
    institution_id = current_viewer().institution_id
    if institution_id is None:
        raise Forbidden("A community is founded at an institution, and this account belongs to none.")
    return institution_id


@pages.get(f"{PATH}/edit")
def edit_community(community_id: UUID) -> str:
    """The same, with what was said."""
    answer = ask("communities.get_community", community_id=community_id)
    return render_template("community-form.html", **_form(answer.body), etag=answer.etag)


@pages.post(f"{PATH}/edit")
def save_community(community_id: UUID) -> Response:
    """Say it anew."""
    try:
        ask("communities.update_community", body=_said(), guard=guard(), community_id=community_id)
    except Refused as refused:
        answer = ask("communities.get_community", community_id=community_id)
        return again("community-form.html", refused, **_form(answer.body), etag=request.form.get("etag"))
    return then("pages.community", community_id=community_id, done="saved")


def _said() -> dict[str, Any]:
    return said("name", "domain", "practice", "stage", "visibility", many=("topic_ids", "languages"))


def _form(community: dict[str, Any]) -> dict[str, Any]:
    """What the form is made of: what was typed, else what is there."""
    there = {**community, "topic_ids": [each["id"] for each in community["topics"]]}
    typed = {**request.form, **_said()} if request.method == "POST" else there
    lists = {"topics": topic_choices(), "languages": language_choices()}
    return {"community": community, "typed": typed, **lists}


@pages.post(f"{PATH}/join")
def join_community(community_id: UUID) -> Response:
    """Join it, or say anew who may see that one is in it."""
    return _do(community_id, "communities.join_community", "joined", said("visibility"), person_id=_me())


@pages.post(f"{PATH}/leave")
def leave_community(community_id: UUID) -> Response:
    """Leave it; who then sees it no more finds himself in the list."""
    try:
        ask("communities.remove_member", community_id=community_id, person_id=_me())
    except Refused as refused:
        return again("community.html", explained(refused), **_shown(community_id))
    return then("pages.communities", done="left")


def _me() -> str:
    require_sign_in()
    person_id = current_viewer().person_id
    if person_id is None:
        raise Forbidden("Only somebody in the directory joins a community, and this account is of nobody there.")
    return person_id


@pages.post(f"{PATH}/role")
def give_role(community_id: UUID) -> Response:
    """Give a member another role; the form says which one he had, for one is given over no other."""
    person_id, _, seen = request.form.get("person_id", "").partition(":")
    answer = ask("communities.get_member_role", community_id=community_id, person_id=person_id)
    etag = answer.etag if answer.body["role"] == seen else "another"
    return _do(community_id, "communities.put_member_role", "role_given", said("role"), etag, person_id=person_id)


def _do(community_id: UUID, endpoint: str, done: str, body: Any, etag: str | None = None, **ids: Any) -> Response:
    """Ask the operation; then the page says it is done, or why not, with what was typed."""
    guarded = {"etag": etag, **guard()} if etag else guard()
    try:
        ask(endpoint, body=body, guard=guarded, community_id=community_id, **ids)
    except Refused as refused:
        return again("community.html", explained(refused), **{**_shown(community_id), "typed": request.form})
    return then("pages.community", community_id=community_id, done=done)


@pages.get(f"{PATH}/remove")
def ask_to_remove_community(community_id: UUID) -> str:
    """Whether to remove it really."""
    answer = ask("communities.get_community", community_id=community_id)
    return render_template("community-sure.html", community=answer.body, etag=answer.etag)


@pages.post(f"{PATH}/remove")
def remove_community(community_id: UUID) -> Response:
    """Remove it."""
    try:
        ask("communities.delete_community", guard=guard(), community_id=community_id)
    except Refused as refused:
        answer = ask("communities.get_community", community_id=community_id)
        return again("community-sure.html", refused, community=answer.body, etag=request.form.get("etag"))
    return then("pages.communities", done="removed")

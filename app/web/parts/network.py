"""Network: who and what is around a person, drawn and as a list; who can introduce one; the graph as a file."""

from __future__ import annotations

from typing import Any

import networkx as nx
from flask import Response, current_app, render_template, request, url_for

from app.viewer import current_viewer
from app.web.asking import Refused, ask
from app.web.lists import topic_name
from app.web.pages import pages, require_sign_in
from app.web.parts.network_picture import HEIGHT, WIDTH, neighbourhood, picture, tie

KINDS = ("person", "institution", "topic", "lesson", "challenge", "engagement")
FORMATS = (("graphml", "GraphML"), ("json-ld", "JSON-LD"))
# Where a thing has its page: the endpoint and the name of its id there; others have none.
_PAGES = {
    "person": ("pages.network", "person"),
    "lesson": ("pages.lesson", "which"),
    "institution": ("pages.institution", "where"),
    "topic": ("pages.topic", "about"),
    "challenge": ("pages.challenge", "which"),
}


@pages.get("/network")
def network() -> str:
    """The neighbourhood of a person; without a name, one's own."""
    require_sign_in()
    viewer = current_viewer()
    person_id = request.args.get("person") or viewer.person_id
    if person_id is None:
        return render_template("network.html", person=None)
    person = ask("people.get_person", person_id=person_id).body
    centre = f"person:{person['id']}"
    told = ask("graph.show_neighbourhood", person_id=person_id).body
    graph = neighbourhood({**told, "nodes": [known_as(each) for each in told["nodes"]]}, centre)
    shown = {
        "person": person,
        "is_self": person["id"] == viewer.person_id,
        "centre": centre,
        "kinds": KINDS,
        "formats": FORMATS,
    }
    if centre not in graph:
        return render_template("network.html", **shown, drawn=None, chains=[])
    return render_template(
        "network.html",
        **shown,
        **{"drawn": picture(graph, centre), "width": WIDTH, "height": HEIGHT, "count": len(graph)},
        **_listed(graph, centre),
        chains=_introductions(person["id"]),
    )


@pages.app_template_filter("known_as")
def known_as(thing: dict[str, Any]) -> dict[str, Any]:
    """The thing with its name in the language of the page, where it is a topic."""
    if thing["kind"] != "topic" or not thing["name"]:
        return thing
    return {**thing, "name": topic_name({"id": thing["item_id"], "name": thing["name"]})}


def _listed(graph: nx.Graph, centre: str) -> dict[str, Any]:
    """The same as lists: what is tied directly and further away, by kind; bridges; groups."""
    near, far, groups = {}, {}, {}
    for node, facts in sorted(graph.nodes(data=True), key=lambda each: (each[1]["name"] == "", each[1]["name"])):
        if node == centre:
            continue
        if node in graph[centre]:
            near.setdefault(facts["kind"], []).append({**facts, "tie": tie(graph, centre, node)})
        elif facts["name"]:
            far.setdefault(facts["kind"], []).append(facts)
        groups.setdefault(facts["group"], []).append(facts)
    bridges = [facts for _, facts in graph.nodes(data=True) if facts["is_bridge"] and facts["name"]]
    told = [_group(each) for each in sorted(groups.values(), key=len, reverse=True)]
    return {"near": near, "further": far, "bridges": bridges, "groups": [each for each in told if len(each["all"]) > 2]}


def _group(things: list[dict[str, Any]]) -> dict[str, Any]:
    """A group by what it is about, and who is in it."""
    named = [each for each in things if each["name"]]
    return {
        "all": things,
        "topics": [each for each in named if each["kind"] == "topic"],
        "people": [each for each in named if each["kind"] == "person"],
    }


def _introductions(person_id: str) -> list[dict[str, Any]]:
    """Who can introduce the viewer; nobody to himself, and an account of nobody to nobody."""
    if current_viewer().person_id in (None, person_id):
        return []
    try:
        return ask("graph.show_introductions", person_id=person_id).body["items"]
    except Refused:
        return []


@pages.get("/network/export")
def export_network() -> Response:
    """The graph as a file, as far as one may see it."""
    query = {name: request.args[name] for name in ("format", "institution_id") if request.args.get(name)}
    answer = ask("graph.export_graph", query=query)
    data = answer.body if isinstance(answer.body, bytes) else current_app.json.dumps(answer.body).encode()
    file = Response(data, mimetype=(answer.headers.get("Content-Type") or "application/octet-stream").split(";")[0])
    file.headers["Content-Disposition"] = answer.headers.get("Content-Disposition", "attachment")
    return file


@pages.app_template_filter("page_of")
def page_of(thing: dict[str, Any]) -> str | None:
    """The address of the page about a thing of the graph, where there is one."""
    endpoint, name = _PAGES.get(thing["kind"], (None, ""))
    return url_for(endpoint, **{name: thing["item_id"]}) if endpoint else None

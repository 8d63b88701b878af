"""What the knowledge graph shows a viewer; everything by his keys, as in matching."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np

from app.engine import current_engine
from app.errors import Forbidden, Invalid
from app.institutions.service import get_institution
from app.knowledge_graph.labels import labels
from app.people.service import get_person
from app.viewer import Viewer
from graph.build import KnowledgeGraph, kind_of
from graph.communities import communities
from graph.export import graphml, json_ld
from graph.introductions import introductions
from graph.neighbourhood import neighbourhood
from graph.types import Facts
from graph.view import reached_from

HOPS = 4  # person - statement - topic - statement - person
MOST_DRAWN = 300  # nodes looked at; a picture of more shows nothing
MOST_EXPORTED = 50_000  # nodes in one file
_HUB = MOST_EXPORTED  # an export leaves nobody out for knowing many
_BETWEEN = ("expertise", "position")  # nodes that only tie two others


def around(person_id: str, viewer: Viewer) -> dict[str, Any]:
    """The things and people around a person: nodes with name, group and whether they are a bridge; and ties.

    Raises: NotFound.
    """
    person = get_person(person_id)
    seen = current_engine().look(
        viewer, lambda graph, keys: neighbourhood(graph, [f"person:{person.id}"], keys, HOPS, MOST_DRAWN)
    )
    drawn = _without_between(seen)
    names = labels(drawn, viewer)
    groups = {node: number for number, group in enumerate(communities(drawn)) for node in group}
    bridges = set(nx.articulation_points(drawn))
    return {
        "nodes": [
            {**_thing(node, names), "group": groups[node], "is_bridge": node in bridges} for node in sorted(drawn)
        ],
        "edges": [
            {"source": one, "target": other, "weight": weight}
            for one, other, weight in sorted(drawn.edges(data="weight"))
        ],
    }


def _without_between(seen: nx.Graph) -> nx.Graph:
    """The same with a tie in place of each statement that ties two, as strong as its weaker end; without positions."""
    drawn = nx.Graph()
    drawn.add_nodes_from(node for node in seen if kind_of(node) not in _BETWEEN)
    drawn.add_weighted_edges_from(
        (*sorted((one, other)), weight)
        for one, other, weight in seen.edges(data="weight")
        if {one, other} <= set(drawn)
    )
    for node in seen:
        ends = sorted(seen[node]) if kind_of(node) == "expertise" else []
        if len(ends) == 2:
            drawn.add_edge(*ends, weight=min(seen[node][end]["weight"] for end in ends))
    return drawn


def _thing(node: str, names: dict[str, str]) -> dict[str, Any]:
    kind, _, item_id = node.partition(":")
    return {"id": node, "kind": kind, "item_id": item_id, "name": names.get(node, "")}


def who_introduces(person_id: str, viewer: Viewer) -> list[dict[str, Any]]:
    """The shortest chains of colleagues from the viewer to a person, with what each link is known through.

    Raises: NotFound; Forbidden for an account of nobody.
    """
    person = get_person(person_id)
    if viewer.person_id is None:
        raise Forbidden("Only a person of the directory can be introduced to somebody.")
    ends = (f"person:{viewer.person_id}", f"person:{person.id}")
    chains = current_engine().look(viewer, lambda graph, keys: introductions(graph, ends, keys))
    told = {each for chain in chains for link in chain for each in (link.person, *link.why)}
    names = labels(told, viewer)
    return [
        {
            "links": [
                {"person": _thing(link.person, names), "through": [_thing(each, names) for each in link.why]}
                for link in chain
            ]
        }
        for chain in chains
    ]


def exported(kind: str, institution_id: str | None, viewer: Viewer) -> bytes:
    """What the viewer may see of the graph, all of it or around an institution, as "graphml" or "json-ld" in UTF-8.

    Raises: NotFound; Invalid where it is too large for one file.
    """
    start = f"institution:{get_institution(institution_id).id}" if institution_id else None
    facts = current_engine().look(viewer, lambda graph, keys: _facts(graph, keys, start))
    if facts is None:
        detail = f"There are more than {MOST_EXPORTED} things to export. Name an institution: ?institution_id="
        raise Invalid(detail, institution_id=[detail])
    names = labels((node.id for node in facts.nodes), viewer)
    return graphml(facts, names) if kind == "graphml" else json_ld(facts, names).encode()


def _facts(graph: KnowledgeGraph, keys: frozenset[str], start: str | None) -> Facts | None:
    """What is to be exported; None where it is too much, which is told before anything is gathered."""
    view = graph.view(keys)
    if start is None:
        return graph.stated(keys) if np.count_nonzero(view.weights[view.sight] > 0.0) <= MOST_EXPORTED else None
    near = {graph.name(node) for node in reached_from(view, graph.seen(view, [start]), HOPS, MOST_EXPORTED, _HUB)}
    return graph.stated(keys, sorted(near))

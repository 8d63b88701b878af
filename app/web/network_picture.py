"""A drawing of the neighbourhood of a person: which nodes are drawn, where they stand, and how their ties are called."""

from __future__ import annotations

from typing import Any

import networkx as nx

WIDTH, HEIGHT = 1000, 680  # units of the drawing
MOST = 22  # nodes drawn: a picture of more shows nothing; the list beside it has all
_EDGE = (95, 40)  # from the border, so that a label fits
_BOX = (150.0, 46.0)  # room for a node with its label
_LONGEST = 24  # characters of a label; the whole name is told when it is pointed at
_SEED = 7  # the same drawing every time


def neighbourhood(answer: dict[str, Any], centre: str) -> nx.Graph:
    """What was told as a graph, each node with its distance from the centre."""
    graph = nx.Graph()
    graph.add_nodes_from((each["id"], each) for each in answer["nodes"])
    graph.add_weighted_edges_from((each["source"], each["target"], each["weight"]) for each in answer["edges"])
    far = nx.single_source_shortest_path_length(graph, centre) if centre in graph else {}
    nx.set_node_attributes(graph, {node: far.get(node, len(graph)) for node in graph}, "far")
    return graph


def tie(graph: nx.Graph, one: str, other: str) -> str:
    """The code of what ties two nodes: their kinds, in order."""
    return "-".join(sorted((graph.nodes[one]["kind"], graph.nodes[other]["kind"])))


def picture(graph: nx.Graph, centre: str) -> dict[str, Any]:
    """The nodes nearest to the centre with their places, and the ties between them."""
    drawn = graph.subgraph(_nearest(graph, centre))
    places = _apart(_spread(drawn, centre), centre)
    nodes = [
        {**drawn.nodes[each], "x": round(x), "y": round(y), "label": _short(drawn.nodes[each]["name"])}
        for each, (x, y) in places.items()
    ]
    ties = [
        {"from": places[one], "to": places[other], "kind": tie(graph, one, other), "is_near": centre in (one, other)}
        for one, other in sorted(drawn.edges)
    ]
    for each in ties:
        each["middle"] = tuple(round((a + b) / 2) for a, b in zip(each["from"], each["to"], strict=True))
    return {"nodes": sorted(nodes, key=lambda each: (each["far"], each["id"])), "ties": ties}


def _nearest(graph: nx.Graph, centre: str) -> list[str]:
    """The centre, then ring by ring, those that are tied most strongly first."""
    strength = dict(graph.degree(weight="weight"))
    known = {node: graph.edges[centre, node]["weight"] for node in graph[centre]}
    order = sorted(graph, key=lambda node: (graph.nodes[node]["far"], -known.get(node, 0.0), -strength[node], node))
    return order[:MOST]


def _spread(drawn: nx.Graph, centre: str) -> dict[str, list[float]]:
    """Places by springs, stretched over the whole drawing, the centre in its middle."""
    loose = nx.Graph(sorted(drawn.edges))
    loose.add_nodes_from(sorted(drawn))
    at = nx.spring_layout(loose, k=1.6, iterations=200, seed=_SEED, weight=None)
    near = {node: (x - at[centre][0], y - at[centre][1]) for node, (x, y) in at.items()}
    wide = max((abs(x) for x, _ in near.values()), default=0) or 1
    high = max((abs(y) for _, y in near.values()), default=0) or 1
    half = (WIDTH / 2 - _EDGE[0], HEIGHT / 2 - _EDGE[1])
    return {
        node: [WIDTH / 2 + x / wide * half[0], HEIGHT / 2 + y / high * half[1]] for node, (x, y) in sorted(near.items())
    }


def _apart(places: dict[str, list[float]], centre: str) -> dict[str, list[float]]:
    """The same with nodes pushed away from each other until no label lies on another, as far as there is room."""
    names = sorted(places)
    for _ in range(150):
        for number, one in enumerate(names):
            for other in names[number + 1 :]:
                _push(places[one], places[other], one == centre, other == centre)
    return places


def _push(one: list[float], other: list[float], is_one_fixed: bool, is_other_fixed: bool) -> None:
    gaps = [_BOX[axis] - abs(one[axis] - other[axis]) for axis in (0, 1)]
    if min(gaps) <= 0:
        return
    axis = 0 if gaps[0] / _BOX[0] < gaps[1] / _BOX[1] else 1
    step = gaps[axis] / 4 * (1 if one[axis] >= other[axis] else -1)
    for place, is_fixed, by in ((one, is_one_fixed, step), (other, is_other_fixed, -step)):
        if not is_fixed:
            least, most = _EDGE[axis], (WIDTH, HEIGHT)[axis] - _EDGE[axis]
            place[axis] = min(most, max(least, place[axis] + by))


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else name[: _LONGEST - 1].rstrip() + "…"

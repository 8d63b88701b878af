"""A drawing of the neighbourhood of a person: which nodes it has, where they stand, and what their ties are called."""

from __future__ import annotations

from typing import Any

import networkx as nx

WIDTH, HEIGHT = 1000, 680  # units of the drawing
MOST = 22  # nodes drawn: a picture of more shows nothing; the list beside it has all
_EDGE = (95, 40)  # from the border, so that a label fits
_BOX = (150.0, 46.0)  # room for a node with its label
_LONGEST = 24  # characters of a label; the whole name is told when it is pointed at
_ALONG = (0.5, 0.42, 0.58, 0.35, 0.65, 0.3, 0.7)  # where on a tie its name may stand, the best first
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
    places = _apart(_spread(drawn))
    nodes = [
        {**drawn.nodes[each], "x": round(x), "y": round(y), "label": _short(drawn.nodes[each]["name"])}
        for each, (x, y) in places.items()
    ]
    ties = [
        {"from": places[one], "to": places[other], "kind": tie(graph, one, other), "is_near": centre in (one, other)}
        for one, other in _edges(drawn)
    ]
    _call(
        [each for each in ties if each["is_near"]], [[x, y + 14] for x, y in places.values()]
    )  # a node with its label below
    return {"nodes": sorted(nodes, key=lambda each: (each["far"], each["id"])), "ties": ties}


def _nearest(graph: nx.Graph, centre: str) -> list[str]:
    """The centre, then ring by ring, those that are tied most strongly first."""
    strength = dict(graph.degree(weight="weight"))
    known = {node: graph.edges[centre, node]["weight"] for node in graph[centre]}
    order = sorted(graph, key=lambda node: (graph.nodes[node]["far"], -known.get(node, 0.0), -strength[node], node))
    return order[:MOST]


def _edges(drawn: nx.Graph) -> list[tuple[str, str]]:
    """The ties in an order that is the same every time: that of a part of a graph follows the hashes of its nodes."""
    return sorted((min(one, other), max(one, other)) for one, other in drawn.edges)


def _spread(drawn: nx.Graph) -> dict[str, list[float]]:
    """Places by springs, stretched over the whole drawing."""
    loose = nx.Graph(_edges(drawn))
    loose.add_nodes_from(sorted(drawn))
    at = nx.spring_layout(loose, k=1.8, iterations=200, seed=_SEED, weight=None)
    places: dict[str, list[float]] = {node: [] for node in sorted(at)}
    for axis, size in enumerate((WIDTH, HEIGHT)):
        values = [float(at[node][axis]) for node in at]
        least, span = min(values), (max(values) - min(values)) or 1.0
        room = size - 2 * _EDGE[axis]
        for node, place in places.items():
            place.append(_EDGE[axis] + (float(at[node][axis]) - least) / span * room)
    return places


def _apart(places: dict[str, list[float]]) -> dict[str, list[float]]:
    """The same with nodes pushed away from each other until no label lies on another, as far as there is room."""
    names = sorted(places)
    for _ in range(150):
        for number, one in enumerate(names):
            for other in names[number + 1 :]:
                _push(places[one], places[other])
    return places


def _push(one: list[float], other: list[float]) -> None:
    gaps = [_BOX[axis] - abs(one[axis] - other[axis]) for axis in (0, 1)]
    if min(gaps) <= 0:
        return
    axis = 0 if gaps[0] / _BOX[0] < gaps[1] / _BOX[1] else 1
    step = gaps[axis] / 4 * (1 if one[axis] >= other[axis] else -1)
    for place, by in ((one, step), (other, -step)):
        least, most = _EDGE[axis], (WIDTH, HEIGHT)[axis] - _EDGE[axis]
        place[axis] = min(most, max(least, place[axis] + by))


def _call(ties: list[dict[str, Any]], taken: list[list[float]]) -> None:
    """Say where each tie is called by its name: somewhere along it where nothing else is written, if there is room."""
    for each in ties:
        (x, y), (to_x, to_y) = each["from"], each["to"]
        spots = [[x + (to_x - x) * share, y + (to_y - y) * share] for share in _ALONG]
        each["middle"] = max(spots, key=lambda spot: min(1.0, *(_gap(spot, other) for other in taken)))
        taken.append(each["middle"])


def _gap(one: list[float], other: list[float]) -> float:
    """How far apart two labels are; from 1 on they do not touch."""
    return max(abs(one[0] - other[0]) / 130, abs(one[1] - other[1]) / 34)


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else name[: _LONGEST - 1].rstrip() + "…"

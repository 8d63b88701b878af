"""Circles among rows that stand above one another: parents of institutions, broader topics."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import networkx as nx

from app.imports.kinds import Item
from app.imports.linking import refs_in
from app.imports.report import Problems


def check_circles(items: Sequence[Item], name: str, stored: Iterable[Sequence[str]], problems: Problems) -> None:
    """Report every row that stands above itself; `stored` are the (ref, ref above) of the database.

    What the file says of a row takes the place of what is stored. Of circles that share a row one is named.
    """
    speaking = {item.given["ref"]: item for item in items if "ref" in item.given and name in item.given}
    above = nx.DiGraph((low, high) for low, high in stored if low not in speaking)
    for ref, item in speaking.items():
        if ref in refs_in(item, name):
            problems.add(item.line, name, f"{ref} can't stand above itself: name another or leave it empty")
        above.add_edges_from((ref, high) for high in refs_in(item, name) if high != ref)
    for circle in _circles(above):
        lines = [speaking[ref].line for ref in circle if ref in speaking]
        if lines:
            problems.add(min(lines), name, f"goes round in a circle ({_told(circle)}): take one of these links out")


def _circles(above: nx.DiGraph) -> Iterable[list[str]]:
    for tangle in nx.strongly_connected_components(above):
        if len(tangle) > 1:
            yield [low for low, _ in nx.find_cycle(above.subgraph(tangle), source=min(tangle))]


def _told(circle: list[str]) -> str:
    shown = [*circle[:8], "…"] if len(circle) > 8 else circle
    return " -> ".join([*shown, circle[0]])

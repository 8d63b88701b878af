"""The values a knowledge graph is built from: frozen, no I/O.

Node ids carry their kind: "person:<id>", "institution:<id>", "topic:<id>", "challenge:<id>", "lesson:<id>",
"expertise:<id>" (the statement that ties a person to a topic), "position:<person id>".
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Node:
    """A thing in the graph; only viewers who hold `audience` may see it or be influenced by it."""

    id: str
    kind: str
    audience: str = "network"


@dataclass(frozen=True, slots=True)
class Edge:
    """A tie between two nodes: kind ("works_at", "knows", "wrote", "about", "asks", "broader"), weight > 0."""

    source: str
    target: str
    kind: str
    weight: float = 1.0
    audience: str = "network"

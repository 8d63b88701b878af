"""The values a knowledge graph is built from: frozen, no I/O.

Node ids carry their kind: "person:<id>", "institution:<id>", "topic:<id>", "challenge:<id>", "lesson:<id>",
"engagement:<id>", "expertise:<id>" (the statement that ties a person to a topic), "position:<person id>".
"""

from __future__ import annotations

from dataclasses import dataclass

NETWORK = "network"  # the key of what everyone may see
NODE_KINDS = frozenset({"person", "institution", "topic", "challenge", "lesson", "engagement", "expertise", "position"})
EDGE_KINDS = frozenset({"works_at", "knows", "wrote", "about", "asks", "broader", "holds", "helped"})
LIGHTEST, HEAVIEST = 1e-100, 1e100  # far from where sums or reciprocals of weights leave the floating-point numbers


@dataclass(frozen=True, slots=True)
class Node:
    """A thing in the graph; only viewers who hold `audience` may see it or be influenced by it.

    Raises ValueError for a kind that is not in NODE_KINDS, or an id that does not start with "<kind>:", so two owners
    who name the same node can never disagree about what it is.

    >>> Node("person:ama", "person").audience
    'network'
    """

    id: str
    kind: str
    audience: str = NETWORK

    def __post_init__(self) -> None:
        if self.kind not in NODE_KINDS:
            raise ValueError(f"unknown node kind {self.kind!r}; known: {sorted(NODE_KINDS)}")
        if not self.id.startswith(f"{self.kind}:"):
            raise ValueError(f"node id {self.id!r} must start with {self.kind + ':'!r}")


@dataclass(frozen=True, slots=True)
class Edge:
    """A tie between two nodes, read in both directions: a kind out of EDGE_KINDS, a weight > 0 without unit.

    Raises ValueError for an unknown kind and for a weight outside LIGHTEST to HEAVIEST. A tie of a node to
    itself is allowed and never counts.

    >>> Edge("person:ama", "institution:volta", "works_at").weight
    1.0
    """

    source: str
    target: str
    kind: str
    weight: float = 1.0
    audience: str = NETWORK

    def __post_init__(self) -> None:
        if self.kind not in EDGE_KINDS:
            raise ValueError(f"unknown edge kind {self.kind!r}; known: {sorted(EDGE_KINDS)}")
        if not LIGHTEST <= self.weight <= HEAVIEST:
            raise ValueError(f"edge weight must be from {LIGHTEST} to {HEAVIEST}, not {self.weight!r}")


@dataclass(frozen=True, slots=True)
class Facts:
    """What one owner ("person:<id>", "lesson:<id>", ...) contributes; replaced and withdrawn as a whole.

    An edge may name nodes that another owner contributes, now or later.

    >>> Facts().nodes
    ()
    """

    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()

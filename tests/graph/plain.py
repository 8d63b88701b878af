"""The plain definition of what a viewer sees, of what is near, and of experience: slow, and worked out afresh."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from math import fsum

import numpy as np

from graph.centrality import ALPHA, MAX_STEPS, TOLERANCE
from graph.types import Facts

Ties = dict[str, dict[str, float]]  # of each node that is seen, its visible ties


def seen_ties(facts: Iterable[Facts], audiences: frozenset[str]) -> Ties:
    """Return all nodes and ties that any owner contributed to a key the viewer holds."""
    facts = list(facts)
    seen = {node.id for each in facts for node in each.nodes if node.audience in audiences}
    strongest: dict[tuple[str, str], dict[str, float]] = {}
    for edge in (edge for each in facts for edge in each.edges if edge.audience in audiences):
        if edge.source != edge.target and {edge.source, edge.target} <= seen:
            kinds = strongest.setdefault((min(edge.source, edge.target), max(edge.source, edge.target)), {})
            kinds[edge.kind] = max(edge.weight, kinds.get(edge.kind, 0.0))
    ties: Ties = {node: {} for node in seen}
    for (one, other), kinds in strongest.items():
        ties[one][other] = ties[other][one] = fsum(kinds.values())
    return ties


def reach(ties: Ties, seeds: Iterable[str], hops: int, limit: int, hub: int) -> list[str]:
    """Return the nodes of the neighbourhood, sorted."""
    ring = sorted(set(seeds) & ties.keys())[:limit]
    reached = set(ring)
    for _ in range(hops):
        frontier, ring = sorted(ring, key=lambda node: (min(len(ties[node]), hub), node)), []
        for node in frontier:
            fresh = sorted(ties[node].keys() - reached, key=lambda other: (-ties[node][other], other))
            fresh = fresh[: limit - len(reached)]
            reached.update(fresh)
            ring += fresh
    return sorted(reached)


def drawn(ties: Ties, nodes: Iterable[str]) -> tuple[list[str], list[tuple[str, str, float]]]:
    """Return the nodes, and the ties between them, each once."""
    nodes = sorted(nodes)
    return nodes, [(one, other, ties[one][other]) for one in nodes for other in nodes if one < other in ties[one]]


def experience(
    ties: Ties, scores: Mapping[str, float], kinds: Collection[str], limit: int, hub: int
) -> dict[str, float]:
    """Return the experience of these kinds within two ties of the evidence."""
    found = {node: scores[node] for node in sorted(scores) if scores[node] > 0.0 and node in ties}
    best = sorted(found, key=lambda node: (-found[node], node))[:limit]
    if not best:
        return {}
    nodes = reach(ties, best, 2, limit, hub)
    restart = np.array([found[node] / found[best[0]] if node in best else 0.0 for node in nodes])
    shares = dict(zip(nodes, _walk(ties, nodes, (restart / restart.sum()).tolist()), strict=True))
    experienced: dict[str, float] = {}
    for kind in kinds:
        of_kind = {node: share for node, share in shares.items() if node.startswith(f"{kind}:") and share > 0.0}
        experienced |= {node: share / max(of_kind.values()) for node, share in of_kind.items()}
    return experienced


def _walk(ties: Ties, nodes: list[str], restart: list[float]) -> list[float]:
    place = {node: at for at, node in enumerate(nodes)}
    near = [[(place[other], ties[node][other]) for other in sorted(ties[node].keys() & place.keys())] for node in nodes]
    sums = [_added(weight for _, weight in each) for each in near]
    ways = [[(other, weight / sums[other]) for other, weight in each] for each in near]
    shares = [1.0 / len(nodes)] * len(nodes)
    for _ in range(MAX_STEPS):
        come = [_added(chance * shares[other] for other, chance in each) for each in ways]
        after = [ALPHA * reached + (1.0 - ALPHA) * start for reached, start in zip(come, restart, strict=True)]
        change = _added(abs(new - old) for new, old in zip(after, shares, strict=True))
        shares = after
        if change < len(nodes) * TOLERANCE:
            break
    return shares


def _added(parts: Iterable[float]) -> float:
    """Return the sum as adding one after the other gives it: the built-in `sum` does not always."""
    total = 0.0
    for part in parts:
        total += part
    return total

"""Whole-graph passes as ratios: all single departures to one breadth-first search, measures to networkx and peers.

Run: make bench-graph (NODES="100000 1000000"). What is compared runs in turns, so that a busy
machine slows all alike; what is counted is processor time, of all threads.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable

import networkit as nk
import networkx as nx
import numpy as np
import rustworkx as rx

from graph.betweenness import betweenness
from graph.csr import Csr, pieces
from graph.knowledge import KINDS, Holdings, Knowledge, knowledge_of
from graph.pagerank import pagerank
from graph.singles import all_departures

ROUNDS = 11
PEOPLE, HOLDINGS, TIES = 0.4, 1.5, 0.1  # of each node: people, holdings, further ties
RANKED, SAMPLED, PIVOTS, WHOLE = 100_000, 20_000, 16, 1_000  # nodes, where networkx ends within a minute
TOLERANCE = 1e-10  # all changes of a step of PageRank together


def knowledge(nodes: int, holdings: float) -> Knowledge:
    """People who hold things at some level: few things are held by many, many by one or two."""
    dice = np.random.default_rng(1)
    people, many = int(nodes * PEOPLE), int(nodes * holdings)
    things = nodes - people
    institutions = dice.integers(0, max(people // 200, 1), people)
    places = np.stack((institutions % 50, institutions, dice.integers(0, 10, people)), axis=1).astype(np.int32)
    held = (things * dice.random(many) ** 2).astype(np.int64)
    told = Holdings(dice.integers(0, people, many), held, dice.integers(1, 6, many))
    kinds = dice.integers(0, len(KINDS), things).astype(np.int8)
    return knowledge_of(places, kinds, told, dice.integers(0, nodes, (int(nodes * TIES), 2)))


def in_turns(acts: dict[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Processor seconds of each act, in turns, after one of each that is not counted."""
    spent: dict[str, list[float]] = {name: [] for name in acts}
    for act in acts.values():
        act()
    for _ in range(rounds):
        for name, act in acts.items():
            started = time.process_time()
            act()
            spent[name].append(time.process_time() - started)
    return spent


def told(title: str, spent: dict[str, list[float]], of: str) -> None:
    """Print the median of each act, and the median of its ratios to one of them, turn by turn."""
    print(title)
    for name, seconds in spent.items():
        ratios = [one / other for one, other in zip(seconds, spent[of], strict=True)]
        median = 1000.0 * statistics.median(seconds)
        print(f"  {name:34} {median:11.2f} ms   x {statistics.median(ratios):9.3f} of {of}")


def departures(nodes: int, holdings: float) -> None:
    known, nobody = knowledge(nodes, holdings), np.zeros(0, np.int32)
    acts: dict[str, Callable[[], object]] = {
        "one breadth-first search": lambda: pieces(known.ties, nobody),
        "all single departures": lambda: all_departures(known),
    }
    ties = len(known.ties.targets) // 2
    told(f"{nodes} nodes, {ties} ties, {known.people} people", in_turns(acts, ROUNDS), "one breadth-first search")


def measured(nodes: int) -> tuple[nx.Graph, Csr]:
    known = knowledge(nodes, HOLDINGS).ties
    ones = np.repeat(np.arange(known.size), np.diff(known.starts))
    graph = nx.empty_graph(known.size)
    graph.add_weighted_edges_from(zip(ones.tolist(), known.targets.tolist(), known.weights.tolist(), strict=True))
    return graph, known


def ranks() -> None:
    graph, csr = measured(RANKED)
    rust, kit, small = rx.networkx_converter(graph).to_directed(), nk.nxadapter.nx2nk(graph), TOLERANCE / csr.size
    acts: dict[str, Callable[[], object]] = {
        "sankofa": lambda: pagerank(csr),
        "networkx": lambda: nx.pagerank(graph, tol=small, max_iter=1000),
        "rustworkx": lambda: rx.pagerank(rust, tol=small, max_iter=1000),
        "networkit": lambda: nk.centrality.PageRank(kit, 0.85, TOLERANCE / csr.size**0.5).run(),
    }
    told(f"PageRank, {csr.size} nodes, {graph.number_of_edges()} ties", in_turns(acts, ROUNDS), "networkx")
    found, expected = pagerank(csr), nx.pagerank(graph, tol=small, max_iter=1000)
    print(f"  furthest from networkx: {max(abs(found[node] - share) for node, share in expected.items()):.1e}")


def sampled() -> None:
    graph, csr = measured(SAMPLED)
    kit, drawn = nk.nxadapter.nx2nk(graph), random.Random(3).sample(list(graph), PIVOTS)
    pivots = np.array(drawn, np.int32)
    acts: dict[str, Callable[[], object]] = {
        "sankofa": lambda: betweenness(csr, pivots),
        "networkx": lambda: nx.betweenness_centrality(graph, k=PIVOTS, seed=random.Random(3)),
        "networkit (pivots of its own)": lambda: nk.centrality.EstimateBetweenness(kit, PIVOTS).run(),
    }
    told(f"betweenness from {PIVOTS} of {csr.size} nodes", in_turns(acts, 5), "networkx")
    lies = nx.betweenness_centrality(graph, k=PIVOTS, seed=random.Random(3))
    print(f"  furthest from networkx: {np.abs(betweenness(csr, pivots) - list(lies.values())).max():.1e}")


def whole() -> None:
    graph, csr = measured(WHOLE)
    rust, kit = rx.networkx_converter(graph), nk.nxadapter.nx2nk(graph)
    acts: dict[str, Callable[[], object]] = {
        "sankofa": lambda: betweenness(csr, np.arange(csr.size, dtype=np.int32)),
        "networkx": lambda: nx.betweenness_centrality(graph),
        "rustworkx": lambda: rx.betweenness_centrality(rust, parallel_threshold=10**9),
        "networkit": lambda: nk.centrality.Betweenness(kit).run(),
    }
    told(f"betweenness from all of {csr.size} nodes", in_turns(acts, 3), "networkx")


def main() -> None:
    for nodes in map(int, sys.argv[1:] or ["100000"]):
        departures(nodes, HOLDINGS)
        departures(nodes, 2 * HOLDINGS)
    nk.setNumberOfThreads(1)
    ranks()
    sampled()
    whole()


if __name__ == "__main__":
    main()

"""Measures of a whole graph: held against networkx."""

import random

import networkx as nx
import numpy as np
import pytest

from graph.betweenness import betweenness, pivots_of, sampling_error
from graph.build import KnowledgeGraph
from graph.communities import communities
from graph.csr import Csr, csr_of, csr_of_view
from graph.pagerank import pagerank
from graph.types import Edge, Facts, Node

NETWORK = frozenset({"network"})


def by_lot(seed: int, size: int, ties: int) -> tuple[nx.Graph, Csr]:
    """A graph with nodes without ties, weights that differ, and pairs told twice; and its integer copy."""
    dice = np.random.default_rng(seed)
    ends, weights = dice.integers(0, size, (2, ties)), dice.integers(1, 5, ties).astype(float)
    graph = nx.empty_graph(size)
    for one, other, weight in zip(*ends.tolist(), weights.tolist(), strict=True):
        if one != other:
            graph.add_edge(one, other, weight=weight + graph.get_edge_data(one, other, {"weight": 0.0})["weight"])
    return graph, csr_of(size, *ends, weights)


@pytest.mark.parametrize("seed", range(6))
def test_the_integer_copy_has_the_ties_of_the_graph(seed):
    graph, csr = by_lot(seed, 40, 90)
    found = {
        (node, int(csr.targets[at])): float(csr.weights[at])
        for node in range(40)
        for at in range(csr.starts[node], csr.starts[node + 1])
    }
    assert found == {(one, other): graph[one][other]["weight"] for one in graph for other in graph[one]}


@pytest.mark.parametrize("ends", [([0], [3]), ([-1], [0]), ([0], [])])
def test_a_tie_without_two_known_ends_is_refused(ends):
    with pytest.raises(ValueError, match="tie"):
        csr_of(3, *map(np.array, ends))


@pytest.mark.parametrize("alpha", [0.5, 0.85, 0.95])
@pytest.mark.parametrize(("size", "ties"), [(1, 0), (3, 0), (60, 50), (500, 2000)])
def test_pagerank_is_that_of_networkx(alpha, size, ties):
    graph, csr = by_lot(size, size, ties)
    expected = nx.pagerank(graph, alpha=alpha, tol=1e-13 / size, max_iter=2000)
    assert pagerank(csr, alpha).tolist() == pytest.approx([expected[node] for node in range(size)], abs=1e-9, rel=0)


@pytest.mark.parametrize("alpha", [0.0, 1.0, 1.5])
def test_a_walk_that_never_starts_afresh_or_always_does_is_refused(alpha):
    with pytest.raises(ValueError, match="alpha"):
        pagerank(by_lot(1, 3, 2)[1], alpha)


def test_a_walk_that_does_not_settle_says_so():
    round_and_round = np.array([9.0, 1.0, 1.0, 1.0, 9.0, 9.0, 1.0, 1.0])  # a tie that does not weigh alike at both ends
    lopsided = Csr(np.array([0, 3, 5, 7, 8]), np.array([1, 2, 3, 0, 2, 0, 1, 0], np.int32), round_and_round)
    with pytest.raises(ArithmeticError, match="still moves"):
        pagerank(lopsided)


@pytest.mark.parametrize(("size", "ties", "pivots"), [(2, 1, 2), (40, 45, 7), (40, 45, 40), (300, 500, 60)])
def test_betweenness_is_that_of_networkx_with_the_same_pivots(size, ties, pivots):
    graph, csr = by_lot(pivots, size, ties)
    drawn = random.Random(3).sample(list(graph), pivots)
    expected = nx.betweenness_centrality(graph, k=pivots, seed=random.Random(3))
    found = betweenness(csr, np.array(drawn, np.int32))
    assert found.tolist() == pytest.approx([expected[node] for node in range(size)], abs=1e-9, rel=0)


def test_sampled_betweenness_is_off_by_less_than_the_stated_error():
    _, csr = by_lot(9, 400, 700)
    exact = betweenness(csr, np.arange(400, dtype=np.int32))
    off = [np.abs(betweenness(csr, pivots_of(400, 50, seed)) - exact).max() for seed in range(40)]
    assert 0.0 < max(off) < sampling_error(400, 50)
    assert sampling_error(400, 400) == 0.0


@pytest.mark.parametrize("pivots", [[], [1], [1, 1], [0, 9], [-1, 0]])
def test_pivots_that_give_no_estimate_are_refused(pivots):
    with pytest.raises(ValueError, match="pivots"):
        betweenness(by_lot(1, 9, 9)[1], np.array(pivots, np.int32))


def test_pivots_are_drawn_by_lot_none_twice_the_same_for_a_seed():
    assert pivots_of(50, 20, 1).tolist() == pivots_of(50, 20, 1).tolist() != pivots_of(50, 20, 2).tolist()
    assert len(set(pivots_of(50, 50, 1).tolist())) == 50


def test_the_integer_copy_of_a_view_has_only_what_the_viewer_sees():
    shown = Facts(
        (Node("person:ama", "person"), Node("lesson:1", "lesson")), (Edge("person:ama", "lesson:1", "wrote"),)
    )
    hidden = Facts((Node("lesson:0", "lesson", "rare"),), (Edge("person:ama", "lesson:0", "wrote", 1.0, "rare"),))
    graph = KnowledgeGraph.of({"a": shown, "b": hidden})
    nodes, csr = csr_of_view(graph.view(NETWORK))
    assert [graph.name(node) for node in nodes] == ["lesson:1", "person:ama"]
    assert (csr.starts.tolist(), csr.targets.tolist()) == ([0, 1, 2], [1, 0])
    assert len(csr_of_view(graph.view(NETWORK | {"rare"}))[0]) == 3


def test_everybody_is_in_one_community_however_the_graph_was_told():
    dice, told = random.Random(4), nx.petersen_graph()  # where one group is as good as another
    found = set()
    for _ in range(30):
        graph = nx.Graph()
        graph.add_nodes_from(dice.sample("abcdefghij", 10))
        graph.add_edges_from(
            ("abcdefghij"[one], "abcdefghij"[other]) for one, other in dice.sample(list(told.edges), 15)
        )
        found.add(communities(graph))
    (groups,) = found
    assert sorted(name for group in groups for name in group) == list("abcdefghij")


def test_communities_are_told_apart_where_they_hardly_touch():
    graph = nx.relabel_nodes(nx.barbell_graph(6, 0), lambda node: f"person:{node:02}")
    assert communities(graph) == (
        tuple(f"person:{node:02}" for node in range(6)),
        tuple(f"person:{node:02}" for node in range(6, 12)),
    )


def test_a_graph_too_large_for_communities_is_refused(monkeypatch):
    monkeypatch.setattr("graph.communities.LARGEST", 3)
    with pytest.raises(ValueError, match="at most 3 nodes"):
        communities(nx.path_graph(4))

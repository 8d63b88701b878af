"""The bounded part of the graph around some nodes, in the eyes of one viewer."""

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.build import KnowledgeGraph
from graph.neighbourhood import HUB, neighbourhood
from graph.types import Edge, Facts, Node

NETWORK = frozenset({"network"})
IDS = [f"{kind}:{name}" for kind in ("person", "lesson", "topic") for name in "abc"]

ids = st.sampled_from(IDS)
pairs = st.lists(st.tuples(ids, ids, st.sampled_from([0.5, 1.0, 2.0])), max_size=30)
people = st.lists(ids, max_size=9)
most = st.lists(ids, min_size=6, max_size=9, unique=True)
dense = st.lists(st.tuples(ids, ids, st.sampled_from([0.5, 1.0, 2.0])), min_size=6, max_size=20)


def node(name: str, audience: str = "network") -> Node:
    return Node(name, name.partition(":")[0], audience)


def world(names: list[str], ties: list[tuple[str, str, float]], audience: str = "network") -> Facts:
    edges = tuple(Edge(one, other, "about", weight, audience) for one, other, weight in ties)
    return Facts(tuple(node(name, audience) for name in names), edges)


def graph_of(names: list[str], ties: list[tuple[str, str]]) -> KnowledgeGraph:
    return KnowledgeGraph.of({"lesson:all": world(names, [(one, other, 1.0) for one, other in ties])})


def drawn(graph: nx.Graph) -> bytes:
    return repr((list(graph.nodes(data=True)), list(graph.edges(data=True)))).encode()


@settings(max_examples=400)
@given(st.tuples(most, dense), st.tuples(people, dense, pairs), st.sets(ids), st.integers(0, 3), st.integers(2, 9))
def test_what_the_viewer_does_not_see_changes_no_byte(seen, unseen, seeds, hops, limit):
    names, ties, half_open = unseen
    # Hidden nodes, hidden ties between visible nodes, and open ties whose other end is hidden.
    open_ties = [(one, f"lesson:hidden {other}", weight) for one, other, weight in half_open]
    shown = {"person:a": world(*seen)}
    more = {
        "person:b": world(names, ties, "institution:x"),
        "person:c": world([end for _, end, _ in open_ties], [], "country:KE"),
        "person:d": world([], open_ties),
    }
    one = neighbourhood(KnowledgeGraph.of(shown), seeds, NETWORK, hops, limit)
    other = neighbourhood(KnowledgeGraph.of(more | shown), seeds, NETWORK, hops, limit)
    assert drawn(one) == drawn(other)


@given(people, pairs, st.sets(ids), st.integers(0, 3))
def test_without_a_cut_it_is_the_ego_graph_of_the_seeds(seen, ties, seeds, hops):
    graph = KnowledgeGraph.of({"person:a": world(seen, ties)})
    whole = graph.visible(NETWORK)
    near = set()
    for seed in seeds & set(whole):
        near |= set(nx.single_source_shortest_path_length(whole, seed, cutoff=hops))
    expected = whole.subgraph(near)
    found = neighbourhood(graph, seeds, NETWORK, hops)
    assert (found.nodes, found.adj) == (expected.nodes, expected.adj)


@given(people, pairs, st.sets(ids), st.integers(0, 3), st.integers(0, 20))
def test_it_never_holds_more_nodes_than_the_limit(seen, ties, seeds, hops, limit):
    graph = KnowledgeGraph.of({"person:a": world(seen, ties)})
    assert len(neighbourhood(graph, seeds, NETWORK, hops, limit)) <= limit


@given(people, pairs, st.sets(ids, min_size=1), st.randoms(use_true_random=False))
def test_the_order_of_seeds_and_owners_does_not_matter(seen, ties, seeds, random):
    owners = {f"person:{at}": world([name], []) for at, name in enumerate(seen)}
    owners |= {f"lesson:{at}": world([], [tie]) for at, tie in enumerate(ties)}
    mixed, shuffled = list(owners), sorted(seeds)
    random.shuffle(mixed)
    random.shuffle(shuffled)
    one = neighbourhood(KnowledgeGraph.of(owners), sorted(seeds), NETWORK, limit=8)
    other = neighbourhood(KnowledgeGraph.of({owner: owners[owner] for owner in mixed}), shuffled, NETWORK, limit=8)
    assert drawn(one) == drawn(other)


def test_a_quiet_node_is_expanded_before_a_hub():
    crowd = [f"person:{at:03}" for at in range(10)]
    names = ["topic:hub", "topic:quiet", "person:zoe", *crowd]
    graph = graph_of(names, [("topic:quiet", "person:zoe"), *(("topic:hub", member) for member in crowd)])
    found = neighbourhood(graph, ["topic:hub", "topic:quiet"], NETWORK, hops=1, limit=4)
    assert set(found) == {"topic:hub", "topic:quiet", "person:zoe", "person:000"}


def test_hidden_ties_do_not_make_a_quiet_node_a_hub():
    names = ["lesson:quiet", "person:zoe", "topic:pair", "person:a", "person:b"]
    ties = [("lesson:quiet", "person:zoe"), ("topic:pair", "person:a"), ("topic:pair", "person:b")]
    graph = graph_of(names, ties)
    crowd = [f"person:{at}" for at in range(9)]
    graph.fold({"person:x": world(crowd, [("lesson:quiet", member, 1.0) for member in crowd], "institution:x")})
    found = neighbourhood(graph, ["lesson:quiet", "topic:pair"], NETWORK, hops=1, limit=3)
    assert set(found) == {"lesson:quiet", "topic:pair", "person:zoe"}


def test_a_cut_hub_keeps_its_strongest_ties():
    ties = [("topic:hub", f"person:{at}", float(at)) for at in range(1, 6)]
    names = [name for _, name, _ in ties]
    graph = KnowledgeGraph.of({"topic:hub": world(["topic:hub", *names], ties)})
    assert set(neighbourhood(graph, ["topic:hub"], NETWORK, limit=3)) == {"topic:hub", "person:5", "person:4"}


def test_hubs_beyond_the_bound_are_expanded_by_id():
    small = [f"person:s{at:04}" for at in range(HUB)]
    large = [f"person:l{at:04}" for at in range(HUB + 5)]
    ties = [("topic:b", member) for member in small] + [("topic:a", member) for member in large]
    graph = graph_of(["topic:a", "topic:b", *small, *large], ties)
    found = neighbourhood(graph, ["topic:b", "topic:a"], NETWORK, hops=1, limit=4)
    assert set(found) == {"topic:a", "topic:b", "person:l0000", "person:l0001"}


def test_ties_between_the_outermost_nodes_come_along():
    graph = graph_of(["lesson:a", "person:a", "person:b"], [("lesson:a", "person:a"), ("lesson:a", "person:b")])
    graph.fold({"person:a": world([], [("person:a", "person:b", 2.0)])})
    assert neighbourhood(graph, ["lesson:a"], NETWORK, hops=1).edges["person:a", "person:b"]["weight"] == 2.0


def test_an_unseen_seed_is_ignored():
    graph = KnowledgeGraph.of({"person:a": world(["person:a"], [], "institution:x")})
    assert len(neighbourhood(graph, ["person:a", "person:nobody"], NETWORK)) == 0


def test_negative_hops_are_refused():
    with pytest.raises(ValueError, match="must not be negative"):
        neighbourhood(KnowledgeGraph(), [], NETWORK, hops=-1)

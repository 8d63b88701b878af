"""Who can introduce whom: held against the shortest paths of networkx."""

import random

import networkx as nx
import pytest

from graph.build import KnowledgeGraph, kind_of
from graph.introductions import KNOWING, Link, introductions
from graph.types import Edge, Facts, Node

NETWORK = frozenset({"network"})


def graph_of(*ties: tuple[str, str], audience: str = "network") -> KnowledgeGraph:
    return KnowledgeGraph.of({"all": facts_of(*ties, audience=audience)})


def facts_of(*ties: tuple[str, str], audience: str = "network") -> Facts:
    nodes = sorted({end for tie in ties for end in tie})
    return Facts(
        tuple(Node(name, kind_of(name), audience) for name in nodes),
        tuple(Edge(one, other, "knows", 1.0, audience) for one, other in ties),
    )


def known(graph: nx.Graph) -> nx.Graph:
    """People who know each other, by pairs."""
    people = [node for node in graph if kind_of(node) == "person"]
    pairs = nx.Graph()
    pairs.add_nodes_from(people)
    for one in people:
        for near in graph[one]:
            if kind_of(near) == "person":
                pairs.add_edge(one, near)
            elif kind_of(near) in KNOWING:
                pairs.add_edges_from(
                    (one, other) for other in graph[near] if kind_of(other) == "person" and other != one
                )
    return pairs


def worlds(count: int) -> list[KnowledgeGraph]:
    made = []
    for seed in range(count):
        dice = random.Random(seed)
        ends = [
            f"{kind}:{at}" for kind in ("lesson", "institution", "topic", "person", "engagement") for at in range(3)
        ]
        people = [f"person:{at}" for at in range(7)]
        made.append(
            graph_of(
                ("person:0", "topic:0"),
                ("person:1", "topic:0"),
                *zip(dice.choices(people, k=11), dice.choices(ends, k=11), strict=True),
            )
        )
    return made


def test_chains_are_all_the_shortest_ones_of_people_who_know_each_other():
    lengths = set()
    for graph in worlds(150):
        whole = graph.visible(NETWORK)
        pairs, chains = known(whole), introductions(graph, ("person:0", "person:1"), NETWORK, limit=1000, links=9)
        expected = []
        if nx.has_path(pairs, "person:0", "person:1"):
            expected = sorted(path[1:] for path in nx.all_shortest_paths(pairs, "person:0", "person:1"))
        assert sorted([link.person for link in chain] for chain in chains) == expected
        lengths |= {len(chain) for chain in chains}
        for chain in chains:
            for before, link in zip(("person:0", *(each.person for each in chain)), chain, strict=False):
                both = {name for name in set(whole[before]) & set(whole[link.person]) if kind_of(name) in KNOWING}
                assert set(link.why) <= both
                assert len(link.why) == min(3, len(both))
    assert {1, 2, 3} <= lengths


def test_a_closer_way_to_know_somebody_is_told_first():
    graph = graph_of(
        ("person:me", "institution:i"),
        ("person:kofi", "institution:i"),
        ("person:kofi", "lesson:x"),
        ("person:me", "lesson:l"),
        ("person:zoe", "lesson:l"),
        ("person:zoe", "lesson:x"),
        ("person:you", "lesson:x"),
    )
    assert introductions(graph, ("person:me", "person:you"), NETWORK) == (
        (Link("person:zoe", ("lesson:l",)), Link("person:you", ("lesson:x",))),
        (Link("person:kofi", ("institution:i",)), Link("person:you", ("lesson:x",))),
    )
    assert len(introductions(graph, ("person:me", "person:you"), NETWORK, limit=1)) == 1


def test_nothing_the_viewer_does_not_see_introduces_anybody():
    ties = [
        ("person:me", "lesson:l"),
        ("person:ama", "lesson:l"),
        ("person:ama", "lesson:k"),
        ("person:you", "lesson:k"),
    ]
    shown = facts_of(*ties)
    hidden = facts_of(("person:me", "lesson:secret"), ("person:you", "lesson:secret"), audience="rare")
    hidden = Facts(hidden.nodes, (*hidden.edges, Edge("person:you", "lesson:l", "knows", 1.0, "rare")))
    graph = KnowledgeGraph.of({"a": shown, "b": hidden})
    assert introductions(graph, ("person:me", "person:you"), NETWORK) == introductions(
        KnowledgeGraph.of({"a": shown}), ("person:me", "person:you"), NETWORK
    )
    (short,) = introductions(graph, ("person:me", "person:you"), NETWORK | {"rare"})
    assert short == (Link("person:you", ("lesson:l", "lesson:secret")),)


def test_a_chain_longer_than_asked_for_is_not_told():
    ties = [("person:a", "lesson:1"), ("person:b", "lesson:1"), ("person:b", "lesson:2"), ("person:c", "lesson:2")]
    graph = graph_of(*ties)
    pair = ("person:a", "person:c")
    assert (introductions(graph, pair, NETWORK, links=1), len(introductions(graph, pair, NETWORK, links=2))) == ((), 1)


def test_nobody_is_introduced_to_himself_or_to_whom_the_viewer_does_not_see():
    graph = graph_of(("person:a", "person:b"))
    assert introductions(graph, ("person:a", "person:a"), NETWORK) == ()
    assert introductions(graph, ("person:a", "person:z"), NETWORK) == ()
    assert introductions(graph, ("person:a", "person:b"), NETWORK) == ((Link("person:b", ()),),)


@pytest.mark.parametrize(("other", "limit"), [("lesson:1", 5), ("person:b", -1)])
def test_what_is_no_person_or_no_limit_is_refused(other, limit):
    with pytest.raises(ValueError, match="from a person to a person"):
        introductions(graph_of(("person:a", "lesson:1")), ("person:a", other), NETWORK, limit)

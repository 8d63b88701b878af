"""Experience: personalised PageRank around the evidence of a query."""

import random

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.build import KnowledgeGraph
from graph.centrality import ALPHA, experience
from graph.types import HEAVIEST, LIGHTEST, Edge, Facts, Node

NETWORK = frozenset({"network"})
IDS = [f"{kind}:{name}" for kind in ("person", "institution", "lesson", "topic") for name in "abcd"]

ids = st.sampled_from(IDS)
pairs = st.lists(st.tuples(ids, ids, st.sampled_from([LIGHTEST, 0.5, 1.0, 2.0, HEAVIEST])), max_size=30)
names = st.lists(ids, max_size=16)
scores = st.dictionaries(ids, st.floats(0.0, 1e300), max_size=6)


def world(seen: list[str], ties: list[tuple[str, str, float]], audience: str = "network") -> Facts:
    nodes = tuple(Node(name, name.partition(":")[0], audience) for name in seen)
    return Facts(nodes, tuple(Edge(one, other, "about", weight, audience) for one, other, weight in ties))


def graph_of(*ties: tuple[str, str, float]) -> KnowledgeGraph:
    ends = sorted({end for one, other, _ in ties for end in (one, other)})
    return KnowledgeGraph.of({"lesson:all": world(ends, list(ties))})


@given(names, pairs, scores, names, pairs)
def test_what_the_viewer_does_not_see_moves_no_bit_of_experience(seen, ties, found, unseen, hidden):
    shown = {"person:a": world(seen, ties)}
    more = {"person:b": world(unseen, hidden, "institution:x")}
    one = experience(KnowledgeGraph.of(shown), found, NETWORK)
    other = experience(KnowledgeGraph.of(more | shown), found, NETWORK)
    assert repr(one) == repr(other)


@given(names, pairs, scores)
def test_experience_lies_above_0_and_the_best_of_each_kind_is_1(seen, ties, found):
    values = experience(KnowledgeGraph.of({"person:a": world(seen, ties)}), found, NETWORK)
    bests = {kind: max(values[name] for name in values if name.startswith(kind)) for kind in kinds_of(values)}
    assert all(0.0 < value <= 1.0 for value in values.values())
    assert set(bests.values()) <= {1.0}


def kinds_of(values: dict[str, float]) -> set[str]:
    return {name.partition(":")[0] for name in values}


def test_experience_is_the_stationary_share_of_a_walk_that_restarts_at_the_evidence():
    dice = random.Random(7)
    ties = [
        (f"lesson:{dice.randrange(40)}", f"person:{dice.randrange(20)}", dice.choice([0.5, 1, 2])) for _ in range(90)
    ]
    graph = graph_of(*ties)
    found = {"lesson:1": 2.0, "lesson:2": 1.0, "person:3": 0.5}
    whole = graph.visible(NETWORK)
    near = whole.subgraph({end for seed in found for end in nx.ego_graph(whole, seed, radius=2)})
    shares = nx.pagerank(near, alpha=ALPHA, personalization=found, tol=1e-15, max_iter=500)
    people = {name: share for name, share in shares.items() if name.startswith("person:")}
    expected = {name: share / max(people.values()) for name, share in people.items()}
    assert experience(graph, found, NETWORK) == pytest.approx(expected, rel=1e-6)


def test_the_order_in_which_facts_came_moves_no_bit_of_experience():
    dice = random.Random(11)
    ties = [(f"lesson:{dice.randrange(30)}", f"person:{at}", dice.choice([0.1, 0.2, 0.3, 0.7])) for at in range(200)]
    owners = {f"person:{at}": world(list(tie[:2]), [tie]) for at, tie in enumerate(ties)}
    found = {"lesson:1": 1.0, "lesson:2": 0.3, "person:3": 0.7}
    values = []
    for _ in range(5):
        mixed = dice.sample(sorted(owners), len(owners))
        values.append(repr(experience(KnowledgeGraph.of({owner: owners[owner] for owner in mixed}), found, NETWORK)))
    assert len(set(values)) == 1


def test_two_evidence_lessons_count_more_than_one():
    graph = graph_of(("person:ama", "lesson:1", 1.0), ("person:ama", "lesson:2", 1.0), ("person:kofi", "lesson:3", 1.0))
    values = experience(graph, {"lesson:1": 1.0, "lesson:2": 1.0, "lesson:3": 1.0}, NETWORK)
    assert values["person:kofi"] < values["person:ama"] == 1.0


def test_an_institution_gains_by_the_lessons_of_its_people():
    graph = graph_of(
        ("person:ama", "lesson:1", 1.0),
        ("person:ama", "institution:a", 1.0),
        ("person:kofi", "institution:b", 1.0),
        ("person:kofi", "person:ama", 0.1),
    )
    values = experience(graph, {"lesson:1": 1.0}, NETWORK)
    assert (values["institution:a"], "institution:b" in values) == (1.0, False)


def test_evidence_without_any_tie_still_counts_for_its_own_node():
    graph = KnowledgeGraph.of({"person:a": world(["person:a", "person:b"], [])})
    assert experience(graph, {"person:a": 4.0, "person:b": 2.0}, NETWORK) == {"person:a": 1.0, "person:b": 0.5}


def test_no_visible_evidence_gives_no_experience():
    graph = graph_of(("person:ama", "lesson:1", 1.0))
    assert experience(graph, {"lesson:9": 1.0, "lesson:1": 0.0}, NETWORK) == {}


def test_only_the_kinds_asked_for_are_given():
    graph = graph_of(("person:ama", "lesson:1", 1.0), ("lesson:1", "topic:flood", 1.0))
    assert experience(graph, {"lesson:1": 1.0}, NETWORK, kinds=("topic",)) == {"topic:flood": 1.0}


def test_a_star_as_large_as_the_bound_converges():
    ties = [("topic:hub", f"person:{at:04}", 1.0) for at in range(3000)]
    values = experience(graph_of(*ties), {"topic:hub": 1.0}, NETWORK)
    assert len(values) == 1999


def test_scores_given_stay_as_they_were():
    found = {"lesson:1": 2.0}
    experience(graph_of(("person:ama", "lesson:1", 1.0)), found, NETWORK)
    assert found == {"lesson:1": 2.0}


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match=r"unknown node kinds \['robot'\]"):
        experience(KnowledgeGraph(), {}, NETWORK, kinds=("robot",))


@pytest.mark.parametrize("score", [-1.0, float("nan"), float("inf")])
def test_a_score_that_is_no_amount_of_evidence_is_refused(score):
    with pytest.raises(ValueError, match="finite number of 0 or more"):
        experience(KnowledgeGraph(), {"lesson:1": score}, NETWORK)

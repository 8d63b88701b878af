"""Numbered, folded in place and compiled, the graph answers to the last bit as its plain definition does."""

import random
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import graph.centrality
import graph.names
import graph.neighbourhood
from graph.build import KnowledgeGraph
from graph.centrality import experience
from graph.neighbourhood import neighbourhood
from graph.types import Edge, Facts, Node
from tests.graph import plain

KINDS = ("person", "institution", "lesson", "topic")
IDS = [f"{kind}:{name}" for kind in KINDS for name in "abcd"]
OWNERS = [f"person:{name}" for name in "abcd"]
KEYS = ("network", "country:KE", "institution:a")
VIEWERS = [frozenset(keys) for keys in (KEYS[:1], KEYS[:2], KEYS, KEYS[1:], ())]

ids = st.sampled_from(IDS)
audiences = st.sampled_from(["network", *KEYS])
nodes = st.builds(lambda node, key: Node(node, node.partition(":")[0], key), ids, audiences)
weights = st.sampled_from([0.1, 0.2, 0.3, 1.0, 2.5])
edges = st.builds(Edge, ids, ids, st.sampled_from(["knows", "about", "wrote"]), weights, audiences)
facts = st.builds(Facts, st.lists(nodes, max_size=16).map(tuple), st.lists(edges, max_size=16).map(tuple))
folds = st.lists(st.dictionaries(st.sampled_from(OWNERS), st.none() | facts, max_size=3), min_size=1, max_size=8)
scores = st.dictionaries(ids, st.sampled_from([0.0, 0.5, 1.0, 1e300]), max_size=8)


def agree(folded: KnowledgeGraph, left: dict[str, Facts], found: dict[str, float], limit: int, hub: int) -> None:
    """Compare what every viewer is told with the plain definition."""
    for viewer in VIEWERS:
        ties = plain.seen_ties(left.values(), viewer)
        whole = folded.visible(viewer)
        assert (list(whole), list(whole.edges.data("weight"))) == plain.drawn(ties, ties)
        near = neighbourhood(folded, found, viewer, 2, limit)
        assert (list(near), list(near.edges.data("weight"))) == plain.drawn(
            ties, plain.reach(ties, found, 2, limit, hub)
        )
        assert experience(folded, found, viewer, KINDS) == plain.experience(ties, found, KINDS, limit, hub)


@settings(max_examples=300)
@given(folds, scores, st.integers(1, 12), st.integers(1, 5))
def test_after_every_fold_each_viewer_is_told_what_the_plain_definition_tells(sequence, found, limit, hub):
    folded, left = KnowledgeGraph(), {}
    with (
        patch.object(graph.centrality, "LIMIT", limit),
        patch.object(graph.centrality, "HUB", hub),
        patch.object(graph.neighbourhood, "HUB", hub),
    ):
        for changed in sequence:
            folded.fold(changed)
            left = {owner: kept for owner, kept in (left | changed).items() if kept is not None}
            agree(folded, left, found, limit, hub)


@settings(max_examples=300)
@given(folds)
def test_the_ties_a_node_is_sure_of_are_those_everyone_sees_and_never_more_than_a_viewer_sees(sequence):
    folded, left = KnowledgeGraph(), {}
    for changed in sequence:
        folded.fold(changed)
        left = {owner: kept for owner, kept in (left | changed).items() if kept is not None}
    for viewer in VIEWERS:
        ties, view = plain.seen_ties(left.values(), viewer), folded.view(viewer)
        sure = view.sure[folded.seen(view, ties)].tolist()
        seen = [len(others) for others in ties.values()]
        assert sure == seen if viewer == {"network"} else all(one <= most for one, most in zip(sure, seen, strict=True))


def of_many(dice: random.Random, count: int) -> Facts:
    """Nodes of all kinds, ties by lot among 4,000, most at few hubs; a tenth of all not for everyone."""

    def key() -> str:
        return dice.choice(KEYS) if dice.random() < 0.1 else "network"

    names = [f"{KINDS[number % 4]}:{number:04}" for number in range(4000)]
    hubs = [f"topic:{number:04}" for number in range(3, 43, 4)]
    ties = [(dice.choice(names), dice.choice(hubs if dice.random() < 0.4 else names)) for _ in range(count)]
    stated = tuple(Edge(*tie, "about", dice.choice([0.3, 1.0, 2.0]), key()) for tie in ties)
    return Facts(tuple(Node(end, end.partition(":")[0], key()) for end in sorted({*sum(ties, ())})), stated)


def test_a_world_that_the_limit_cuts_is_told_as_the_plain_definition_tells_it():
    dice = random.Random(5)
    left = {owner: of_many(dice, 4000) for owner in OWNERS}
    folded = KnowledgeGraph.of(left)
    for owner in OWNERS:
        left[owner] = of_many(dice, 1000)
        folded.fold({owner: left[owner]})
        found = {f"lesson:{dice.randrange(2, 4000, 4):04}": dice.random() for _ in range(200)}
        for viewer in VIEWERS[:3]:
            ties = plain.seen_ties(left.values(), viewer)
            assert experience(folded, found, viewer) == plain.experience(ties, found, KINDS[:2], 2000, 256)


@given(st.lists(st.lists(st.tuples(ids, st.booleans()), max_size=6), max_size=12), st.sampled_from([1, 2, 64]))
def test_ranks_sort_as_names_do_however_names_come_and_go(turns, step):
    names = graph.names.Names()
    kept: set[str] = set()
    with patch.multiple(graph.names, SPAN=1 << 10, STEP=step, MANY=5):
        for turn in turns:
            for name, is_kept in turn:
                if is_kept:
                    names.number(name)
                elif name in kept:
                    names.forget(names.find(name))
                (kept.add if is_kept else kept.discard)(name)
            ranks = names.ranks()
            assert sorted(kept, key=lambda name: ranks[names.find(name)]) == sorted(kept)
            assert len({int(ranks[names.find(name)]) for name in kept}) == len(kept)


@pytest.mark.parametrize("audience", ["network", "country:KE"])
def test_folding_back_and_forth_takes_no_more_room(audience):
    owned = Facts(
        tuple(Node(name, name.partition(":")[0], audience) for name in IDS),
        tuple(Edge(IDS[0], other, "about", 1.0, audience) for other in IDS[1:]),
    )
    folded = KnowledgeGraph()
    sizes = set()
    for _ in range(20):
        folded.fold({"person:a": owned})
        sizes.add(tuple(each.size for each in folded.view(frozenset({audience}))))
        folded.fold({"person:a": None})
    assert len(sizes) == 1

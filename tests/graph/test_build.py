"""What a viewer sees of the knowledge graph, and that folding equals rebuilding."""

import pickle

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.build import KnowledgeGraph
from graph.centrality import ALPHA, HOPS, experience
from graph.types import Edge, Facts, Node

NETWORK = frozenset({"network"})
KENYAN = frozenset({"network", "country:KE"})
IDS = [f"{kind}:{name}" for kind in ("person", "institution", "lesson", "topic") for name in "abc"]
OWNERS = [f"person:{name}" for name in "abcd"]

ids = st.sampled_from(IDS)
audiences = st.sampled_from(["network", "country:KE", "institution:a"])
nodes = st.builds(lambda node, key: Node(node, node.partition(":")[0], key), ids, audiences)
weights = st.sampled_from([0.1, 0.2, 0.3, 1.0, 2.5])
edges = st.builds(Edge, ids, ids, st.sampled_from(["knows", "about", "wrote", "works_at"]), weights, audiences)
facts = st.builds(
    Facts,
    st.lists(nodes, max_size=8).map(tuple),
    st.lists(edges, max_size=8).map(tuple),
)
folds = st.lists(st.dictionaries(st.sampled_from(OWNERS), st.none() | facts, max_size=3), max_size=8)
viewers = st.frozensets(audiences, min_size=1)


def person(name: str, audience: str = "network") -> Node:
    return Node(f"person:{name}", "person", audience)


def knows(one: str, other: str, weight: float = 1.0, audience: str = "network") -> Edge:
    return Edge(f"person:{one}", f"person:{other}", "knows", weight, audience)


def drawn(graph: nx.Graph) -> bytes:
    return repr((list(graph.nodes(data=True)), list(graph.edges(data=True)))).encode()


@given(folds, viewers)
def test_folding_shows_the_same_graph_as_building_from_the_facts_left(sequence, viewer):
    folded, left = KnowledgeGraph(), {}
    for changed in sequence:
        folded.fold(changed)
        left |= changed
    fresh = KnowledgeGraph.of({owner: left[owner] for owner in sorted(left) if left[owner] is not None})
    assert drawn(folded.visible(viewer)) == drawn(fresh.visible(viewer))


@given(folds, viewers, st.dictionaries(ids, st.floats(0.0, 50.0), max_size=6))
def test_folding_gives_the_same_experience_to_the_last_bit(sequence, viewer, scores):
    folded, left = KnowledgeGraph(), {}
    for changed in sequence:
        folded.fold(changed)
        left |= changed
    fresh = KnowledgeGraph.of({owner: left[owner] for owner in sorted(left) if left[owner] is not None})
    assert repr(experience(folded, scores, viewer)) == repr(experience(fresh, scores, viewer))


@given(folds, viewers, st.dictionaries(ids, st.sampled_from([0.0, 0.5, 1.0, 40.0]), max_size=6))
def test_after_any_folds_experience_is_what_networkx_makes_of_the_drawn_graph(sequence, viewer, scores):
    graph = KnowledgeGraph()
    for changed in sequence:
        graph.fold(changed)
    whole = graph.visible(viewer)
    seeds = {node: score for node, score in scores.items() if score and node in whole}
    near = whole.subgraph({end for seed in seeds for end in nx.ego_graph(whole, seed, radius=HOPS)})
    shares = nx.pagerank(near, ALPHA, personalization=seeds, tol=1e-13, max_iter=500) if seeds else {}
    for kind in ("person", "institution", "lesson", "topic"):
        of_kind = {node: share for node, share in shares.items() if node.startswith(kind) and share > 0.0}
        expected = {node: share / max(of_kind.values()) for node, share in of_kind.items()}
        assert experience(graph, scores, viewer, (kind,)) == pytest.approx(expected, rel=1e-6, abs=1e-7)


@given(folds)
def test_withdrawing_everybody_leaves_no_name_and_no_key_behind(sequence):
    graph = KnowledgeGraph()
    for changed in sequence:
        graph.fold(changed)
    graph.fold(dict.fromkeys(OWNERS))
    graph.visible(NETWORK)
    left = pickle.dumps(vars(graph))
    assert not [word for word in (*IDS, "network", "country:KE", "institution:a") if word.encode() in left]


@given(st.dictionaries(st.sampled_from(OWNERS), facts), viewers)
def test_a_viewer_sees_exactly_the_nodes_and_ties_whose_keys_he_holds(world, viewer):
    seen = {node.id for owned in world.values() for node in owned.nodes if node.audience in viewer}
    ties = {
        frozenset((edge.source, edge.target))
        for owned in world.values()
        for edge in owned.edges
        if edge.audience in viewer and {edge.source, edge.target} <= seen and edge.source != edge.target
    }
    graph = KnowledgeGraph.of(world).visible(viewer)
    assert (set(graph), {frozenset(edge) for edge in graph.edges}) == (seen, ties)


def test_a_tie_waits_until_both_its_ends_are_contributed():
    graph = KnowledgeGraph.of({"person:ama": Facts((person("ama"),), (knows("ama", "kofi"),))})
    before = graph.visible(NETWORK).number_of_edges()
    graph.fold({"person:kofi": Facts((person("kofi"),))})
    assert (before, graph.visible(NETWORK).number_of_edges()) == (0, 1)


def test_a_tie_two_owners_state_outlives_the_withdrawal_of_one():
    both = Facts((person("ama"), person("kofi")), (knows("ama", "kofi"),))
    graph = KnowledgeGraph.of({"person:ama": both, "person:kofi": both})
    graph.fold({"person:ama": None})
    assert list(graph.visible(NETWORK).edges) == [("person:ama", "person:kofi")]


def test_the_strongest_statement_of_a_tie_counts_once():
    pair = (person("ama"), person("kofi"))
    stated = Facts(pair, (knows("ama", "kofi", 1.0), knows("kofi", "ama", 3.0)))
    assert KnowledgeGraph.of({"person:ama": stated}).weight("person:ama", "person:kofi", NETWORK) == 3.0


def test_different_kinds_of_tie_add_up():
    pair = (person("ama"), person("kofi"))
    works = Edge("person:ama", "person:kofi", "works_at", 0.5)
    graph = KnowledgeGraph.of({"person:ama": Facts(pair, (knows("ama", "kofi"), works))})
    assert graph.weight("person:ama", "person:kofi", NETWORK) == 1.5


def test_a_stronger_statement_for_other_eyes_does_not_change_the_weight():
    stated = (knows("ama", "kofi", 1.0), knows("ama", "kofi", 9.0, "country:KE"))
    graph = KnowledgeGraph.of({"person:ama": Facts((person("ama"), person("kofi")), stated)})
    weights_seen = [graph.weight("person:ama", "person:kofi", keys) for keys in (NETWORK, KENYAN)]
    assert weights_seen == [1.0, 9.0]


def test_a_tie_to_itself_never_counts():
    graph = KnowledgeGraph.of({"person:ama": Facts((person("ama"),), (knows("ama", "ama"),))})
    assert list(graph.visible(NETWORK).edges) == []


def test_facts_given_to_the_graph_stay_as_they_were():
    given_facts = {"person:ama": Facts((person("ama"),), (knows("ama", "kofi"),))}
    kept = dict(given_facts)
    KnowledgeGraph.of(given_facts).fold({"person:ama": None})
    assert given_facts == kept


@pytest.mark.parametrize("weight", [0.0, -1.0, float("nan"), float("inf"), 1e-200])
def test_a_weight_that_could_break_the_arithmetic_is_refused(weight):
    with pytest.raises(ValueError, match="edge weight"):
        knows("ama", "kofi", weight)


def test_an_unknown_node_kind_is_refused():
    with pytest.raises(ValueError, match="unknown node kind 'robot'"):
        Node("robot:1", "robot")


def test_a_node_whose_id_names_another_kind_is_refused():
    with pytest.raises(ValueError, match="must start with 'person:'"):
        Node("lesson:1", "person")


def test_an_unknown_edge_kind_is_refused():
    with pytest.raises(ValueError, match="unknown edge kind 'likes'"):
        Edge("person:ama", "person:kofi", "likes")


def test_a_person_who_is_gone_is_nobodys_neighbour_though_a_tie_to_him_is_still_stated():
    stated = Facts((person("ama"),), (knows("ama", "kofi"),))
    graph = KnowledgeGraph.of({"person:kofi": Facts((person("kofi"),)), "person:ama": stated})
    graph.fold({"person:kofi": None})
    assert list(graph.visible(NETWORK)) == ["person:ama"]

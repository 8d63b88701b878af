"""What others are given of the graph: read back, it is what the viewer sees."""

import json
from io import BytesIO

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.build import KnowledgeGraph
from graph.export import BASE, CONTEXT, graphml, json_ld
from graph.types import EDGE_KINDS, NODE_KINDS, Edge, Facts, Node

NETWORK = frozenset({"network"})
NODES = [f"{kind}:{at}" for kind in sorted(NODE_KINDS) for at in "ab"]

ends = st.sampled_from(NODES)
edges = st.builds(Edge, ends, ends, st.sampled_from(sorted(EDGE_KINDS)), st.sampled_from([0.5, 1.0, 2.0]))
audiences = st.sampled_from(["network", "rare"])


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    nodes = [Node(name, name.partition(":")[0], draw(audiences)) for name in draw(st.sets(ends))]
    told = [Edge(each.source, each.target, each.kind, each.weight, draw(audiences)) for each in draw(st.lists(edges))]
    return Facts(tuple(nodes), tuple(told))


@given(facts(), facts())
def test_what_is_stated_to_a_viewer_is_what_he_sees(one, other):
    graph = KnowledgeGraph.of({"a": one, "b": other})
    stated, seen = graph.stated(NETWORK), graph.visible(NETWORK)
    assert [(node.id, node.kind) for node in stated.nodes] == list(seen.nodes(data="kind"))
    assert {frozenset((edge.source, edge.target)) for edge in stated.edges} == {frozenset(tie) for tie in seen.edges}
    assert {each.audience for each in (*stated.nodes, *stated.edges)} <= {"network"}
    assert KnowledgeGraph.of({"b": other, "a": one}).stated(NETWORK) == stated


@given(facts(), st.dictionaries(ends, st.text(st.characters(codec="utf-8"))))
def test_graphml_read_back_by_networkx_is_the_graph_that_was_written(told, names):
    stated = KnowledgeGraph.of({"a": told}).stated(NETWORK)
    read = nx.read_graphml(BytesIO(graphml(stated, names)), force_multigraph=True)
    assert read.is_directed()
    assert {(node, data["kind"]) for node, data in read.nodes(data=True)} == {(n.id, n.kind) for n in stated.nodes}
    assert sorted((one, other, tie["kind"], tie["weight"]) for one, other, tie in read.edges(data=True)) == [
        (edge.source, edge.target, edge.kind, edge.weight) for edge in stated.edges
    ]


@pytest.mark.parametrize(
    ("name", "read_back"),
    [("Ñuñoa & <b>", "Ñuñoa & <b>"), ("سد", "سد"), ("bell\x07 end", "bell\ufffd end"), ("\ud800", "\ufffd")],
)
def test_names_come_back_and_letters_that_xml_cannot_hold_are_shown_as_such(name, read_back):
    document = graphml(Facts((Node("topic:a", "topic"),)), {"topic:a": name})
    assert nx.read_graphml(BytesIO(document)).nodes["topic:a"]["name"] == read_back


@given(facts())
def test_json_ld_tells_every_node_and_tie_once(told):
    stated = KnowledgeGraph.of({"a": told}).stated(NETWORK)
    graph = json.loads(json_ld(stated, {}))["@graph"]
    ties = [(node["@id"], other, kind) for node in graph for kind in EDGE_KINDS & node.keys() for other in node[kind]]
    assert [node["@id"] for node in graph] == [BASE + node.id for node in stated.nodes]
    assert sorted(ties) == [(BASE + edge.source, BASE + edge.target, edge.kind) for edge in stated.edges]


def test_the_context_is_inside_and_knows_every_word_that_is_used():
    document = json.loads(json_ld(Facts(tuple(Node(name, name.partition(":")[0]) for name in NODES)), {}))
    prefixes = {"schema", "skos", "vivo"}
    words = [term.get("@id", term.get("@reverse")) for term in document["@context"].values() if isinstance(term, dict)]
    assert document["@context"] == CONTEXT
    assert CONTEXT.keys() >= EDGE_KINDS
    assert {word.partition(":")[0] for word in words} <= prefixes
    assert {node["@type"].partition(":")[0] for node in document["@graph"]} == prefixes


def test_an_id_becomes_an_address_that_nothing_can_break_out_of():
    told = Facts((Node("topic:a b/<ü>", "topic"),))
    (node,) = json.loads(json_ld(told, {"topic:a b/<ü>": "Straßen"}, "https://example.org/graph/"))["@graph"]
    assert node == {
        "@id": "https://example.org/graph/topic:a%20b%2F%3C%C3%BC%3E",
        "@type": "skos:Concept",
        "label": "Straßen",
    }

"""What somebody may see of the graph, for other programs: GraphML, and JSON-LD in words that others know."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import networkx as nx

from graph.types import Facts

# What each kind is in schema.org, SKOS (https://www.w3.org/TR/skos-reference/) and VIVO
# (http://vivoweb.org/ontology/core).
_TYPES: Mapping[str, str] = {
    "person": "schema:Person",
    "institution": "schema:Organization",
    "topic": "skos:Concept",
    "challenge": "schema:Question",
    "lesson": "schema:LearningResource",
    "engagement": "schema:Event",
    "expertise": "schema:DefinedTerm",
    "position": "vivo:Position",
}
# A tie is told at its source. Where the vocabulary only has the word for the way back, the word is turned round.
_TERMS: Mapping[str, str | Mapping[str, str]] = {
    "works_at": {"@id": "schema:worksFor", "@type": "@id"},
    "knows": {"@id": "schema:knowsAbout", "@type": "@id"},
    "about": {"@id": "schema:about", "@type": "@id"},
    "broader": {"@id": "skos:broader", "@type": "@id"},
    "holds": {"@id": "vivo:relatedBy", "@type": "@id"},
    "wrote": {"@reverse": "schema:author", "@type": "@id"},
    "asks": {"@reverse": "schema:author", "@type": "@id"},
    "helped": {"@reverse": "schema:performer", "@type": "@id"},
}
CONTEXT: Mapping[str, str | Mapping[str, str]] = {
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vivo": "http://vivoweb.org/ontology/core#",
    "name": "schema:name",
    "label": "skos:prefLabel",
    **_TERMS,
}
BASE = "urn:sankofa:"
# Letters that no XML document can hold (XML 1.0, section 2.2), not even written as a number.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def graphml(facts: Facts, names: Mapping[str, str]) -> bytes:
    """Return these nodes (`kind`, `name`) and ties (`kind`, `weight`) as a GraphML document, directed, in UTF-8.

    `names` tells what nodes are called; one that is not named has no name. Letters that XML cannot hold are shown as
    U+FFFD. `networkx.read_graphml` reads it back as a directed multigraph.

    >>> from graph.types import Node
    >>> b'<node id="topic:dykes">' in graphml(Facts((Node("topic:dykes", "topic"),)), {"topic:dykes": "Dykes"})
    True
    """
    graph = nx.MultiDiGraph()
    for node in facts.nodes:
        named = {"name": _NO_XML.sub("\ufffd", names[node.id])} if node.id in names else {}
        graph.add_node(node.id, kind=node.kind, **named)
    for number, edge in enumerate(facts.edges):
        graph.add_edge(edge.source, edge.target, key=f"tie{number}", kind=edge.kind, weight=float(edge.weight))
    lines = "\n".join(nx.generate_graphml(graph, named_key_ids=True))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{lines}\n'.encode()


def json_ld(facts: Facts, names: Mapping[str, str], base: str = BASE) -> str:
    """Return these nodes and ties as JSON-LD 1.1, its @context inside, so nothing has to be fetched to read it.

    Types and terms are those of schema.org, SKOS and VIVO. JSON-LD gives a tie no place for a weight: it is left out,
    GraphML tells it. Each @id is `base` and the node's id, percent-encoded.

    >>> from graph.types import Node
    >>> json.loads(json_ld(Facts((Node("topic:dykes", "topic"),)), {"topic:dykes": "Dykes"}))["@graph"]
    [{'@id': 'urn:sankofa:topic:dykes', '@type': 'skos:Concept', 'label': 'Dykes'}]
    """
    told: dict[str, dict[str, Any]] = {}
    for node in facts.nodes:
        told[node.id] = {"@id": _iri(base, node.id), "@type": _TYPES[node.kind]}
        if node.id in names:
            told[node.id]["label" if node.kind == "topic" else "name"] = names[node.id]
    for edge in facts.edges:
        told[edge.source].setdefault(edge.kind, []).append(_iri(base, edge.target))
    return json.dumps({"@context": CONTEXT, "@graph": list(told.values())}, ensure_ascii=False, indent=1)


def _iri(base: str, node: str) -> str:
    return base + quote(node, safe=":@-._~")

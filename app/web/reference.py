"""The OpenAPI document as pages are made of it: operations by group, and the shapes that some of them use."""

from __future__ import annotations

import re
from typing import Any

Operation = tuple[str, str, dict[str, Any]]  # method, path, what the document says of it
_REF = re.compile(r"'#/components/schemas/([^']+)'")


def operations_by_group(document: dict[str, Any]) -> dict[str, list[Operation]]:
    """Every operation, in the order of the document, with the parameters of its path."""
    groups: dict[str, list[Operation]] = {tag["name"]: [] for tag in document["tags"]}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if method != "parameters":
                shared = [*operations.get("parameters", []), *operation.get("parameters", [])]
                groups[operation["tags"][0]].append((method.upper(), path, {**operation, "parameters": shared}))
    return groups


def shapes_in(document: dict[str, Any], operations: list[Operation]) -> dict[str, Any]:
    """The schemas that these operations name, and those that they name in turn, by name."""
    known, found = document["components"]["schemas"], set[str]()
    edge = set(_REF.findall(str(operations)))
    while edge:
        found |= edge
        edge = {name for each in edge for name in _REF.findall(str(known[each]))} - found
    return {name: known[name] for name in sorted(found)}

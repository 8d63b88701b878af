"""Pages rendered on the server: the front door, and the API reference drawn from the same document machines read."""

from __future__ import annotations

from flask import Blueprint, render_template

from app.openapi import current_document

web = Blueprint("web", __name__)


@web.get("/")
def home() -> str:
    """What this is, and where to go."""
    return render_template("home.html")


@web.get("/api/docs")
def docs() -> str:
    """Every operation with its roles, parameters and answers."""
    document = current_document()
    groups: dict[str, list[tuple[str, str, dict[str, object]]]] = {tag["name"]: [] for tag in document["tags"]}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if method != "parameters":
                shared = operations.get("parameters", [])
                operation_shown = {**operation, "parameters": [*shared, *operation.get("parameters", [])]}
                groups[operation["tags"][0]].append((method.upper(), path, operation_shown))
    return render_template("docs.html", document=document, groups=groups)

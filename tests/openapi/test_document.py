"""The OpenAPI document is what was agreed on (docs/openapi.json), whole, and true to the policy."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.policy_table import POLICY, PUBLIC
from config import Settings

SNAPSHOT = Path(__file__).parents[2] / "docs" / "openapi.json"
METHODS = ("get", "post", "put", "patch", "delete")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """No database is needed to read the contract."""
    address = f"sqlite:///{tmp_path_factory.mktemp('document')}/none.db"
    return create_app(Settings(env="test", database_url=address)).test_client()


@pytest.fixture(scope="module")
def document(client: FlaskClient) -> dict[str, Any]:
    return client.get("/api/v1/openapi.json").get_json()


@pytest.fixture(scope="module")
def operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Every operation by its method and path."""
    return {
        f"{method.upper()} {path}": operation
        for path, shared in document["paths"].items()
        for method, operation in shared.items()
        if method in METHODS
    }


PLACE, INTO = re.compile(r"<\w+:(\w+)>"), r"{\1}"  # as Flask writes a part of a path, and as the document does


def endpoints(application: Flask) -> dict[str, str]:
    """The endpoint behind every operation of the API, by method and path in the document's spelling."""
    return {
        f"{method} {PLACE.sub(INTO, rule.rule)}": rule.endpoint
        for rule in application.url_map.iter_rules()
        for method in rule.methods or ()
        if rule.rule.startswith("/api/v1/") and method.lower() in METHODS and rule.endpoint != "openapi.document"
    }


def test_the_document_served_is_the_one_committed(document: dict[str, Any]) -> None:
    served = json.dumps(document, indent=2, ensure_ascii=False) + "\n"

    assert served == SNAPSHOT.read_text(encoding="utf-8"), "The contract changed. If that is meant, run: make openapi"


def test_the_document_is_openapi_3_1(document: dict[str, Any]) -> None:
    schemathesis.openapi.from_dict(document).validate()

    assert document["openapi"].startswith("3.1.")


def test_every_endpoint_of_the_api_is_documented(client: FlaskClient, operations: dict[str, dict[str, Any]]) -> None:
    assert sorted(endpoints(client.application)) == sorted(operations)


def test_every_operation_has_a_summary_and_an_id_of_its_own(operations: dict[str, dict[str, Any]]) -> None:
    ids = [operation["operationId"] for operation in operations.values()]

    assert len(set(ids)) == len(ids)
    assert [name for name, operation in operations.items() if not operation["summary"].strip()] == []


def test_the_roles_of_every_operation_are_those_of_the_policy(
    client: FlaskClient, operations: dict[str, dict[str, Any]]
) -> None:
    found = endpoints(client.application)

    told = {name: operation.get("x-roles", dict(PUBLIC)) for name, operation in operations.items()}

    assert told == {name: POLICY[found[name]] for name in operations}


def test_an_operation_needs_no_token_exactly_where_the_policy_is_public(
    client: FlaskClient, operations: dict[str, dict[str, Any]]
) -> None:
    found = endpoints(client.application)

    open_ones = {name for name, operation in operations.items() if operation.get("security") == []}

    assert open_ones == {name for name in operations if "public" in POLICY[found[name]]}


def test_every_error_is_problem_json(document: dict[str, Any], operations: dict[str, dict[str, Any]]) -> None:
    known = document["components"]["responses"]
    kinds = {
        f"{name}: {status}": list(known[answer["$ref"].rpartition("/")[2]]["content"])
        for name, operation in operations.items()
        for status, answer in operation["responses"].items()
        if status >= "400"
    }

    assert {name: kind for name, kind in kinds.items() if kind != ["application/problem+json"]} == {}


def test_every_answer_with_an_etag_is_guarded_when_it_is_altered(operations: dict[str, dict[str, Any]]) -> None:
    read_with_etag = {name.removeprefix("GET ") for name, each in operations.items() if "304" in each["responses"]}
    altered = {name for name in operations if name.partition(" ")[0] in ("PATCH", "PUT", "DELETE")}

    unguarded = {name for name in altered if "428" not in operations[name]["responses"]}

    assert {name for name in unguarded if name.partition(" ")[2] in read_with_etag} == set()


def test_the_docs_page_lists_every_operation(client: FlaskClient, operations: dict[str, dict[str, Any]]) -> None:
    page = client.get("/api/docs").get_data(as_text=True)

    assert [each["operationId"] for each in operations.values() if f'id="{each["operationId"]}"' not in page] == []

"""Every operation of the contract with generated requests: no server error, answers as documented, most succeed."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, settings
from schemathesis import Case

from tests.openapi.world import World

DOCUMENT = json.loads((Path(__file__).parents[2] / "docs" / "openapi.json").read_text(encoding="utf-8"))
# Well-shaped requests may still break a rule (422), meet another fact (409) or be told they are stale (412): our
# answers to a missing If-Match (428) and to an unknown id (404) are as good a refusal as the ones it knows.
CONFIG = {
    "seed": 1,
    "cache": {"enabled": False},
    "generation": {"deterministic": True, "max-examples": 4, "no-shrink": True},
    "checks": {
        "missing_required_header": {"expected-statuses": [404, 422, 428]},
        "positive_data_acceptance": {"expected-statuses": ["2xx", 304, 409, 412, 422]},
    },
}
ENOUGH = 0.8
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@schemathesis.serializer(SHEET)
def as_it_is(_context: object, value: object) -> bytes:
    """Workbooks are bytes."""
    return value if isinstance(value, bytes) else str(value).encode()


contract = schemathesis.openapi.from_dict(DOCUMENT, config=schemathesis.Config.from_dict(CONFIG))


@pytest.fixture(scope="module")
def answers(request: pytest.FixtureRequest) -> Iterator[dict[str, Counter[int]]]:
    """How many answers of each status every operation gave; in the end most operations must have succeeded."""
    given: dict[str, Counter[int]] = defaultdict(Counter)
    yield given
    never = sorted(name for name, statuses in given.items() if not any(200 <= status < 300 for status in statuses))
    well, sent = len(given) - len(never), sum(map(Counter.total, given.values()))
    told = "".join(f"\n{name}: {dict(given[name])}" for name in never)
    with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        writer = request.config.get_terminal_writer()
        writer.line(f"\n{sent} requests, {well} of {len(given)} operations with a 2xx{told}")
    assert well >= ENOUGH * len(given), f"tests/openapi/world.py does not know what these need:{told}"


@pytest.fixture
def world(application: Flask) -> World:
    return World(application)


def is_refused_for_its_shape(case: Case) -> bool:
    return case.meta is not None and case.meta.generation.mode.is_negative


@contract.parametrize()
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
def test_an_operation_answers_as_it_is_documented(
    case: Case, application: Flask, world: World, answers: dict[str, Counter[int]]
) -> None:
    database, _, _ = application.config["SETTINGS"].database_url.partition(":")
    if database != "sqlite" and is_refused_for_its_shape(case):
        return  # it never gets to the database: SQLite's turn shows it
    case.operation.schema.app = application  # for the probes that the checks send themselves
    world.ground(case)

    said = {"headers": world.headers} if is_refused_for_its_shape(case) else world.file(case)
    response = case.call(app=application, **said)

    answers[f"{case.operation.label} on {database}"][response.status_code] += 1
    case.validate_response(response, headers=world.headers, transport_kwargs={"app": application})

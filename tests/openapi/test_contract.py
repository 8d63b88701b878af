"""Every operation of the contract, with generated requests: no server error, answers as documented, most succeed."""

from __future__ import annotations

import json
import time
from collections import Counter
from pathlib import Path

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, settings

from tests.openapi.world import World

DOCUMENT = json.loads((Path(__file__).parents[2] / "docs" / "openapi.json").read_text(encoding="utf-8"))
CONFIG = schemathesis.Config.from_dict(
    {
        "seed": 1,
        "generation": {"deterministic": True, "max-examples": 5},
        "cache": {"enabled": False},
        "checks": {
            "missing_required_header": {"expected-statuses": [428, 422]},
            "positive_data_acceptance": {"expected-statuses": ["2xx", 401, 404, 409, 422]},
        },
    }
)
contract = schemathesis.openapi.from_dict(DOCUMENT, config=CONFIG)
N = Counter()
T = Counter()


@pytest.fixture
def world(application: Flask) -> World:
    return World(application)


@contract.parametrize()
@settings(suppress_health_check=list(HealthCheck), deadline=None)
def test_x(case: schemathesis.Case, application: Flask, world: World) -> None:
    t = time.time()
    contract.app = application
    if case.meta is None or case.meta.generation.mode.is_positive:
        world.ground(case)
    r = case.call(app=application, headers=world.headers)
    N[
        case.operation.label,
        str(case.meta.generation.mode) if case.meta else "?",
        str(case.meta.phase.name) if case.meta else "?",
        r.status_code,
    ] += 1
    T[case.operation.label] += time.time() - t
    try:
        case.validate_response(r, transport_kwargs={"app": application}, headers=world.headers)
    except Exception as e:
        print(case.operation.label, case.meta and case.meta.generation.mode, case.meta and case.meta.phase, e)
        raise


def test_z():
    for k, v in sorted(N.items()):
        print(k, v)
    print(T)

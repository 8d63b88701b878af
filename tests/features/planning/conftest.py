"""A round to plan, and who plans it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tests.factories.plan_rows import a_round_to_plan


@pytest.fixture
def planner(make, sign_in):
    """Who coordinates the network, as a person of the directory."""
    return sign_in(make.person(), "network_coordinator")


@pytest.fixture
def fair(make, planner):
    """A round of two exchanges that fit, with a function that plans it."""
    planned = a_round_to_plan(make, "radio", "land")
    return SimpleNamespace(rows=planned, path=planned.path, plan=lambda: planner.post(f"{planned.path}/plan"))

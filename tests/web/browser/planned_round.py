"""A round of the demo world with its entries closed and a plan, by the API: where looking at plans begins."""

from __future__ import annotations

from typing import Any

from flask import Flask

from app.accounts.service import create_token, find_account
from app.extensions import db
from tests.factories.api import ApiClient
from tests.features.demo.entering import MONTHS

JIHO = "jiho@kdi.kr.example"
TITLE = "South-South exchanges 2027"
RULES = {"first_month": MONTHS[0], "last_month": MONTHS[-1], "budget": 3_600, "currency": "USD"}
RULES |= {"interpretation_cost": 300, "most_given": 3, "most_taken": 2, "least_fit": 0.05}


def as_jiho(world: Flask) -> ApiClient:
    """The API as Ji-ho asks it."""
    with world.app_context():
        secret, _ = create_token(find_account(JIHO), "test", "full")
        db.session.commit()
        db.session.remove()
    return ApiClient(world, secret)


def planned_round(jiho: ApiClient, entered: list[Any], **rules: Any) -> tuple[str, Any]:
    """The address of the round in the API, and the plan."""
    answer = jiho.post("/rounds", {"title": TITLE, **RULES, **rules})
    assert answer.status_code == 201, answer.json
    path = f"/rounds/{answer.json['id']}"
    for needs, offer in entered:
        assert all(jiho.post(f"{path}/needs", need).status_code == 201 for need in needs)
        assert jiho.post(f"{path}/offers", offer).status_code == 201
    assert jiho.post(f"{path}/close-entries").status_code == 200
    return path, jiho.post(f"{path}/plan").json

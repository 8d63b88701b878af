"""The demo world from end to end: the key statistician retires, and his know-how stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts.service import create_token, find_account
from app.demo.load import load_world
from app.extensions import db, utc_now
from app.institutions.models import Institution
from app.topics.models import Topic
from tests.factories.api import ApiClient

PURPOSE = {"purpose": "retention_planning"}


@pytest.fixture
def enter(application):
    """The demo world, and a function that signs in somebody of it."""
    with application.app_context():
        load_world(lambda _: None)
        db.session.commit()
        db.session.remove()

    def client(email):
        with application.app_context():
            secret, _ = create_token(find_account(email), "test", "full")
            db.session.commit()
            db.session.remove()
        return ApiClient(application, secret)

    return client


@pytest.fixture
def ids(application, enter):
    """Ids of the institution and of the topic of censuses."""
    with application.app_context():
        place = db.session.scalar(select(Institution.id).where(Institution.ref == "co-dane"))
        topic = db.session.scalar(select(Topic.id).where(Topic.ref == "theme:census"))
        db.session.remove()
    return place, topic


def risk_of_censuses(manager, place):
    """(total, residual, band) of the post of census design."""
    report = manager.get(f"/risk/institutions/{place}", **PURPOSE).get_json()
    risk = next(each["risk"] for each in report["positions"] if each["title"] == "Diseño censal")
    return risk["total"], risk["residual"], risk["residual_band"]


def test_the_key_statistician_retires_and_what_he_knows_stays(enter, ids):
    place, census = ids
    manager, holder = enter("liliana@dane.co.example"), enter("nelson@dane.co.example")
    assert risk_of_censuses(manager, place) == (5, 5, "important")

    leaves_on = (utc_now().date() + timedelta(days=100)).isoformat()
    assert holder.post("/departures", {"kind": "retirement", "leaves_on": leaves_on}).status_code == 201
    assert risk_of_censuses(manager, place) == (25, 25, "high_priority")

    (post,) = holder.get("/positions").get_json()["items"]
    plan = manager.post("/retention-plans", {"position_id": post["id"]}).get_json()
    gaps = {each["topic"]["name"] for each in plan["actions"] if each["kind"] == "capture_interview"}
    assert gaps == {"Population and housing census", "Statistical quality assurance"}
    successors = {each["topic"]["id"]: each["person"] for each in plan["actions"] if each["kind"] == "successor"}
    assert len(successors) == 2
    assert None not in successors.values()
    assert risk_of_censuses(manager, place) == (25, 25, "high_priority")  # a plan alone keeps nothing

    said = {"title": "Cómo corregimos la omisión censal", "question": "¿Cómo se corrige la omisión censal?"}
    lesson = holder.post("/lessons", {**said, "institution_id": place, "topic_ids": [census]}).get_json()["id"]
    assert risk_of_censuses(manager, place) == (25, 25, "high_priority")
    validated = {"step": "validated", "validated_by_id": manager.get("/me").get_json()["person_id"]}
    validated["validated_on"] = utc_now().date().isoformat()
    assert manager.patch(f"/lessons/{lesson}", validated).status_code == 200
    assert risk_of_censuses(manager, place) == (25, 20, "high_priority")

    left = []
    for topic, person in sorted(successors.items(), key=lambda each: each[0] != census):
        named = {"person_id": person["id"], "topic_ids": [topic]}
        assert manager.post(f"/positions/{post['id']}/successors", named).status_code == 201
        left.append(risk_of_censuses(manager, place)[1])
    assert left == [15, 5]

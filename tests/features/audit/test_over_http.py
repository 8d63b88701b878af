"""GET /audit-events: administrators read it, page by page; that they did is an event itself."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import text

from app.extensions import db, new_id
from app.purposes import AUDITED_READS


def numbers(answer):
    return [each["number"] for each in answer.json["items"]]


def test_an_event_is_shown_with_all_that_it_says(admin, make):
    place = admin.post("/institutions", {"name": "Ministry of Water"}).json["id"]
    newest = admin.get("/audit-events", limit=1).json["items"][0]
    assert newest["items"] == [{"kind": "institution", "item_id": place, "act": "created", "fields": [], "count": 1}]
    assert (newest["actor"], newest["doing"]) == ("account", "institutions.create_institution")
    assert (newest["purpose"], len(newest["mac"])) == ("directory", 64)


def test_reading_the_log_is_one_event_and_the_answer_does_not_hold_it_yet(admin, during):
    found = during(lambda: [admin.get("/audit-events"), admin.get("/audit-events", limit=5)])
    assert [(each.doing, each.items[0].act) for each in found] == [("audit_events.list_audit_events", "read")] * 2


@pytest.mark.parametrize("refused", [{"limit": 0}, {"cursor": "x"}, {"nonsense": 1}])
def test_a_reading_that_is_refused_is_no_event(admin, during, refused):
    assert during(lambda: admin.get("/audit-events", **refused)) == []


def test_a_reading_by_who_may_not_is_no_event(sign_in, make, during):
    client = sign_in(None, ("coordinator", make.institution()), "network_coordinator", "manager")
    assert during(lambda: client.get("/audit-events")) == []
    assert client.get("/audit-events").status_code == 403


def test_what_can_not_be_recorded_is_not_shown(admin, make, monkeypatch, events):
    def fail(*_):
        raise RuntimeError("the book is full")

    make.institution()
    before = len(events())
    monkeypatch.setattr("app.audit.recording.seal_of_event", fail)
    answer = admin.get("/audit-events")
    assert (answer.status_code, "items" in answer.json, len(events())) == (500, False, before)


def test_pages_go_through_all_of_it_once(admin, make):
    for _ in range(7):
        make.institution()
    seen, cursor = [], {}
    while cursor is not None:
        page = admin.get("/audit-events", limit=3, **cursor)
        seen += numbers(page)
        cursor = {"cursor": page.json["next"]} if page.json["next"] else None
    assert seen == list(range(seen[0], 0, -1))
    assert seen[0] >= 7


def test_upwards_from_the_first(admin, make):
    assert numbers(admin.get("/audit-events", sort="number", limit=1)) == [1]


def test_by_account(admin, sign_in, make):
    me = make.person()
    client = sign_in(me)
    client.patch(f"/people/{me}", {"unit": "Law"})
    admin.post("/institutions", {"name": "Other"})
    found = admin.get("/audit-events", account_id=client.get("/me").json["account_id"]).json["items"]
    assert [each["doing"] for each in found] == ["people.update_person"]


def test_by_kind_and_by_thing(admin, make):
    lesson, other = make.lesson(), make.lesson()
    admin.delete(f"/lessons/{lesson}")
    assert len(numbers(admin.get("/audit-events", kind="lesson"))) == 3
    assert len(numbers(admin.get("/audit-events", item_id=lesson))) == 2
    assert len(numbers(admin.get("/audit-events", item_id=other, kind="lesson"))) == 1
    assert numbers(admin.get("/audit-events", item_id=other, kind="topic")) == []


def test_from_a_moment_to_another(admin, make):
    for _ in range(3):
        make.institution()
    second = admin.get("/audit-events", sort="number").json["items"][1]
    assert numbers(admin.get("/audit-events", sort="number", limit=1, **{"from": second["at"]})) == [2]
    assert numbers(admin.get("/audit-events", sort="number", to=second["at"])) == [1]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nobody_writes_into_it_over_http(admin, method):
    assert admin.send(method, "/audit-events").status_code == 405
    assert admin.send(method, f"/audit-events/{new_id()}").status_code == 404


def test_every_audited_read_is_an_endpoint_that_may_write_on_sqlite(application, admin):
    assert {rule.endpoint for rule in application.url_map.iter_rules()} >= AUDITED_READS
    with application.app_context():
        holding = db.engine.begin() if db.engine.dialect.name == "sqlite" else None
        if holding is None:
            return
        reader = threading.Thread(target=admin.get, args=("/audit-events",))
        with holding as writer:
            writer.execute(text("SELECT 1"))
            reader.start()
            reader.join(timeout=0.5)
            assert reader.is_alive()  # it waits for the write lock, and does not begin by reading
        reader.join(timeout=20)
        assert not reader.is_alive()

"""Reminders of retention plans: one before an action is due, one once it is overdue, none for what is over."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.extensions import db, utc_now
from app.knowledge_risk.plan_models import PlanAction
from app.people.models import Person
from app.worker_commands import work
from tests.features.knowledge_risk.plan_world import PlanWorld
from tests.features.knowledge_risk.test_plans import object_to_risk

KINDS = ("plan_action_due", "plan_action_overdue")


@pytest.fixture
def world(application, make):
    return PlanWorld(application, make)


@pytest.fixture
def plan(world, make):
    return make.plan(world.post, world.boss)


@pytest.fixture
def pass_by(world, monkeypatch):
    """A function that lets so many days pass, and a worker look twice on the last."""

    def wait(days):
        monkeypatch.setattr("app.worker_commands.utc_now", lambda: utc_now() + timedelta(days=days))
        with world.application.app_context():
            work()
            work()
        return [each.kind for each in world.mails(*KINDS)]

    return wait


def test_the_owner_is_told_once_within_a_week_and_once_when_it_is_overdue(world, make, plan, pass_by):
    action = make.plan_action(plan, due_on=world.today + timedelta(days=30))
    assert [pass_by(days) for days in (22, 23, 30, 31, 40)] == [[], [KINDS[0]], [KINDS[0]], [*KINDS], [*KINDS]]
    mail = world.mails(KINDS[0])[0]
    assert (mail.person_id, mail.facts["title"]) == (world.boss, "Chief hydrologist")
    assert mail.facts["path"] == f"/api/v1/retention-plans/{plan}/actions/{action}"


def test_another_day_is_reminded_of_anew(world, make, plan, pass_by):
    action = make.plan_action(plan, due_on=world.today + timedelta(days=5))
    assert pass_by(0) == [KINDS[0]]
    path = f"/retention-plans/{plan}/actions/{action}"
    assert world.alter(path, due_on=(world.today + timedelta(days=6)).isoformat()).status_code == 200
    assert pass_by(0) == [KINDS[0]] * 2


@pytest.mark.parametrize("ended", ["done", "closed", "switched off", "owner left", "holder objects"])
def test_nobody_is_told_where_nothing_is_to_be_done(world, make, plan, pass_by, ended):
    action = make.plan_action(plan, kind="shadowing", due_on=world.today)
    with world.application.app_context():
        if ended == "done":
            db.session.get_one(PlanAction, action).done_at = utc_now()
        if ended == "owner left":
            db.session.get_one(Person, world.boss).left_on = world.today
        db.session.commit()
        db.session.remove()
    if ended == "closed":
        world.manager.post(f"/retention-plans/{plan}/close", {"reason": "Given up."})
    if ended == "switched off":
        world.manager.patch(f"/risk/institutions/{world.place}/settings", {"is_on": False})
    if ended == "holder objects":
        object_to_risk(world, world.holder)
    assert pass_by(0) == pass_by(1) == []


def test_a_reminder_is_no_change_that_an_editor_would_lose(world, make, plan, pass_by):
    action = make.plan_action(plan, due_on=world.today)
    path = f"/retention-plans/{plan}/actions/{action}"
    etag = world.manager.get(path, purpose="retention_planning").headers["ETag"]
    assert pass_by(0) == [KINDS[0]]
    assert world.manager.patch(path, {"what": "Soon."}, etag).status_code == 200

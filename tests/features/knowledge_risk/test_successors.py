"""Successors: named by a manager, told by mail, counted once competent, and gone when they object."""

from __future__ import annotations

import pytest

from app.extensions import new_id
from tests.features.knowledge_risk.plan_world import LOOK, PlanWorld
from tests.features.knowledge_risk.test_plans import object_to_risk


@pytest.fixture
def world(application, make):
    return PlanWorld(application, make)


@pytest.fixture
def path(world):
    return f"/positions/{world.post}/successors"


def name(world, path, person, *topics):
    return world.manager.post(path, {"person_id": person, "topic_ids": topics or [world.topic]})


def test_who_is_named_is_told_once_and_by_whom(world, path):
    person = world.colleague()
    named = [name(world, path, person) for _ in range(2)]
    assert [each.status_code for each in named] == [201, 201]
    (item,) = named[1].json["items"]
    assert (item["person"]["id"], item["named_by"]["id"]) == (person, world.boss)
    (mail,) = world.mails("successor_named")
    assert (mail.person_id, mail.other_id, mail.facts["title"]) == (person, world.boss, "Chief hydrologist")
    assert mail.facts["path"] == f"/api/v1{path}"


def test_who_is_named_sees_that_and_nothing_of_others_without_a_purpose(world, path):
    first, second = world.colleague(), world.colleague()
    for person in (first, second):
        name(world, path, person)
    told = world.client(first).get(path).json
    assert [each["person"]["id"] for each in told["items"]] == [first]
    assert world.client(world.colleague()).get(path).status_code == 404
    assert len(world.client(world.holder).get(path).json["items"]) == 2
    assert world.manager.get(path).status_code == 422
    assert len(world.manager.get(path, **LOOK).json["items"]) == 2


def test_nobody_is_named_who_objects_works_elsewhere_or_holds_the_post(world, path, make):
    objector, outsider = world.colleague(objects_to_risk=True), make.person()
    told = [name(world, path, each) for each in (objector, outsider)]
    assert [each.status_code for each in told] == [422, 422]
    assert told[0].data == told[1].data
    assert name(world, path, world.holder).status_code == 422
    assert name(world, path, world.colleague(), make.topic()).status_code == 422
    assert name(world, path, new_id()).status_code == 422
    assert world.mails("successor_named") == []


def test_a_successor_who_is_removed_or_objects_counts_and_shows_no_more(world, path):
    able, objector = world.colleague("expert"), world.colleague("expert")
    plan = world.plan()
    name(world, path, able)
    name(world, path, objector)
    assert world.now(plan)["residual_now"] == 5
    assert world.manager.delete(f"{path}/{able}").status_code == 204
    assert world.now(plan)["residual_now"] == 5
    object_to_risk(world, objector)
    assert world.now(plan)["residual_now"] == 25
    assert world.manager.get(path, **LOOK).json["items"] == []
    assert world.manager.delete(f"{path}/{able}").status_code == 404


def test_who_is_named_already_comes_before_whom_the_engine_suggests(world, path):
    world.colleague("novice")
    chosen = world.colleague()
    name(world, path, chosen)
    assert world.act(world.plan(), "successor")[1]["person"]["id"] == chosen

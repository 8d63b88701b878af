"""Retention plans over HTTP: what they propose, whom they show to whom, and when the risk falls."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.extensions import db, new_id
from app.people.models import Person
from tests.features.knowledge_risk.plan_world import DAYS, LOOK, PlanWorld


@pytest.fixture
def world(application, make):
    return PlanWorld(application, make)


def as_missing(answer, missing):
    """Whether the two say the same but for the address that was asked."""
    told = [{**each.json, "instance": ""} for each in (answer, missing)]
    return answer.status_code == missing.status_code == 404 and told[0] == told[1]


def kinds(plan):
    return [each["kind"] for each in plan["actions"]]


def test_it_proposes_interview_lesson_successor_and_shadowing_in_order_before_the_holder_leaves(world):
    able = world.colleague("proficient")
    plan = world.plan()

    assert (plan["residual_at_start"], plan["residual_now"], plan["band_now"]) == (25, 25, "high_priority")
    assert (plan["owner"]["id"], plan["holder"]["id"]) == (world.boss, world.holder)
    assert kinds(plan) == ["capture_interview", "lesson", "successor", "shadowing"]
    assert [each["person"] and each["person"]["id"] for each in plan["actions"]] == [None, None, able, able]
    days = [(date.fromisoformat(each["due_on"]) - world.today).days for each in plan["actions"]]
    assert (days, days[-1] < DAYS) == ([20, 40, 50, 80], True)


def test_without_a_declared_departure_the_usual_days_count(world):
    quiet = world.post_about(world.topic, holder=world.colleague())
    days = [(date.fromisoformat(each["due_on"]) - world.today).days for each in world.plan(quiet)["actions"]]
    assert days == [30, 60, 90, 150, 180]


def test_a_departure_that_is_over_leaves_today(world, make):
    late = world.colleague()
    make.departure(late, leaves_on=world.today - timedelta(days=3))
    plan = world.plan(world.post_about(world.topic, holder=late))
    assert {each["due_on"] for each in plan["actions"]} == {world.today.isoformat()}


def test_a_lesson_that_is_written_down_is_named_and_what_the_author_hides_is_not(world, make):
    draft = make.lesson(world.holder, [world.topic], step="captured", visibility="institution")
    make.lesson(world.holder, [world.topic], step="captured", visibility="private")
    plan = world.plan()
    named = [each["lesson"] and each["lesson"]["id"] for each in plan["actions"] if each["kind"] == "lesson"]
    assert named == [draft]


def test_a_competent_colleague_is_named_before_a_novice_who_is_named_already(world, make):
    make.successor(world.post, world.colleague("novice"), world.topic)
    able = world.colleague("competent")
    assert world.act(world.plan(), "successor")[1]["person"]["id"] == able


def test_a_level_that_is_kept_private_makes_nobody_competent(world, make):
    known = world.colleague("expert", visibility="private")
    make.lesson(known, [world.topic], title="River gauging", question="River gauging?", language="en")
    plan = world.plan()
    assert world.act(plan, "successor")[1]["person"]["id"] == known
    assert "competent in River gauging yet" in world.act(plan, "successor")[1]["what"]
    assert kinds(plan)[-1] == "mentoring"


def test_where_nobody_inside_is_competent_a_learner_is_named_and_a_peer_of_the_country_before_one_abroad(world, make):
    learner = world.colleague("novice")
    world.colleague("expert", at=make.institution(country="SN"))
    peer = world.colleague("proficient", at=make.institution())
    plan = world.plan()
    assert kinds(plan)[-1] == "mentoring"
    assert [each["person"]["id"] for each in plan["actions"][2:]] == [learner, learner, peer]


def test_abroad_is_asked_where_the_country_has_nobody(world, make):
    world.colleague("novice", at=make.institution())
    abroad = world.colleague("expert", at=make.institution(country="SN"))
    assert world.act(world.plan(), "mentoring")[1]["person"]["id"] == abroad


def test_where_there_is_nobody_it_says_so(world):
    plan = world.plan()
    said = {each["kind"]: (each["person"], each["what"]) for each in plan["actions"]}
    assert said["successor"][0] is said["mentoring"][0] is None
    assert "was found" in said["successor"][1]
    assert "was found" in said["mentoring"][1]


@pytest.mark.parametrize(
    "hidden",
    [
        {"visibility": "private"},
        {"objects_to_risk": True},
        {"objects_to_matching": True},
        {"left_on": date(2026, 1, 1)},
    ],
    ids=lambda said: next(iter(said)),
)
def test_who_hides_objects_or_left_is_proposed_to_nobody(world, hidden):
    world.colleague("expert", **hidden)
    assert world.act(world.plan(), "successor")[1]["person"] is None


def test_the_risk_falls_when_the_lesson_is_validated_and_not_before(world, make):
    author = world.client(world.holder)
    plan = world.plan()
    path, _ = world.act(plan, "lesson")
    nothing = world.manager.post(f"{path}/done")
    draft = make.lesson(world.holder, [world.topic], step="captured", visibility="institution")
    assert world.alter(path, lesson_id=draft).json["lesson"]["id"] == draft
    too_soon, before = world.manager.post(f"{path}/done"), world.now(plan)["residual_now"]
    validated = {"step": "validated", "validated_by_id": world.boss, "validated_on": world.today.isoformat()}
    assert author.patch(f"/lessons/{draft}", validated).status_code == 200
    after, done = world.now(plan), world.manager.post(f"{path}/done")

    assert (nothing.status_code, too_soon.status_code, done.status_code) == (409, 409, 200)
    assert "No lesson is named" in nothing.json["detail"]
    assert "once somebody else has validated it" in too_soon.json["detail"]
    assert (before, after["residual_now"], after["residual_at_start"]) == (25, 15, 25)
    assert world.manager.post(f"{path}/done").json["detail"] == "This action is done."


def test_the_risk_falls_when_the_successor_is_competent_and_not_before(world):
    learner = world.colleague("novice")
    plan = world.plan()
    path, action = world.act(plan, "successor")
    assert action["person"]["id"] == learner
    unnamed = world.manager.post(f"{path}/done")
    said = {"person_id": learner, "topic_ids": [world.topic]}
    assert world.manager.post(f"/positions/{world.post}/successors", said).status_code == 201
    too_soon, before = world.manager.post(f"{path}/done"), world.now(plan)["residual_now"]
    now_able = [{"topic_id": world.topic, "level": "competent", "years": 1, "visibility": "institution"}]
    assert world.client(learner).put(f"/people/{learner}/expertise", {"items": now_able}).status_code == 200
    after, done = world.now(plan)["residual_now"], world.manager.post(f"{path}/done")

    assert (unnamed.status_code, too_soon.status_code, done.status_code) == (409, 409, 200)
    assert "name the person as successor first" in unnamed.json["detail"]
    assert "counts once competent" in too_soon.json["detail"]
    assert (before, after) == (25, 5)


def test_a_topic_with_a_lesson_needs_no_interview_and_one_with_a_successor_nothing(world, make):
    taught, open_topic = make.topic(), make.topic()
    make.lesson(world.holder, [taught], step="validated", visibility="institution")
    post = world.post_about(world.topic, taught, open_topic)
    make.successor(post, world.colleague("expert"), world.topic)
    plan = world.plan(post)
    by_topic = {
        topic: {each["kind"] for each in plan["actions"] if each["topic"]["id"] == topic}
        for topic in (world.topic, taught, open_topic)
    }
    assert by_topic[world.topic] == set()
    assert by_topic[taught] == {"successor", "shadowing", "mentoring"}
    assert by_topic[open_topic] == {"capture_interview", "lesson", "successor", "shadowing", "mentoring"}


def test_a_post_has_one_open_plan(world):
    plan = world.plan()
    second = world.open()
    assert (second.status_code, "A plan is open" in second.json["detail"]) == (409, True)
    assert world.manager.post(f"/retention-plans/{plan['id']}/close", {"reason": "Begin anew."}).status_code == 200
    assert world.open().status_code == 201


def test_a_post_that_nobody_rated_or_that_nothing_is_open_of_gets_no_plan(world):
    unrated = world.open(world.post_about(world.topic, factor=None, evidence="", rated_at=None))
    about_nothing = world.open(world.post_about())
    assert (unrated.status_code, "rate it first" in unrated.json["detail"]) == (409, True)
    assert (about_nothing.status_code, "No topic" in about_nothing.json["detail"]) == (409, True)


def test_a_manager_who_is_no_person_owns_no_plan(world):
    nobody = world.client(None, ("manager", world.place))
    assert nobody.post("/retention-plans", {"position_id": world.post}).status_code == 403


def test_it_is_closed_once_all_is_done_or_with_a_reason_and_takes_no_more_changes(world):
    plan = world.plan()
    path, address = f"/retention-plans/{plan['id']}/close", world.act(plan, "mentoring")[0]
    refused = world.manager.post(path, {})
    closed = world.manager.post(path, {"reason": "The post is given up."})
    assert (refused.status_code, refused.json["detail"].startswith("5 of the actions")) == (409, True)
    assert (closed.status_code, closed.json["close_reason"]) == (200, "The post is given up.")
    again = [world.manager.post(path, {}), world.manager.post(f"{address}/done"), world.alter(address, what="Other")]
    assert [each.status_code for each in again] == [409] * 3


def test_all_that_is_done_closes_without_a_reason(world, make):
    plan = make.plan(world.post, world.boss)
    action = make.plan_action(plan)
    assert world.manager.post(f"/retention-plans/{plan}/actions/{action}/done").status_code == 200
    assert world.manager.post(f"/retention-plans/{plan}/close", {}).status_code == 200


def test_what_is_late_is_overdue_until_it_is_done(world, make):
    plan = make.plan(world.post, world.boss)
    yesterday = world.today - timedelta(days=1)
    action = make.plan_action(plan, due_on=yesterday)
    make.plan_action(plan, due_on=world.today)
    late = [each["is_overdue"] for each in world.now({"id": plan})["actions"]]
    done = world.manager.post(f"/retention-plans/{plan}/actions/{action}/done").json
    assert (late, done["is_overdue"]) == ([True, False], False)


def test_an_action_takes_another_day_person_and_words_and_guards_against_lost_updates(world):
    plan, colleague = world.plan(), world.colleague()
    path, _ = world.act(plan, "shadowing")
    day = (world.today + timedelta(days=3)).isoformat()
    etag = world.manager.get(path, **LOOK).headers["ETag"]
    said = {"due_on": day, "person_id": colleague, "what": "Two days at the weir."}
    altered = world.manager.patch(path, said, etag)
    assert (altered.status_code, altered.json["due_on"], altered.json["person"]["id"]) == (200, day, colleague)
    assert world.manager.patch(path, {"what": "Late."}, etag).status_code == 412
    assert world.manager.send("PATCH", path, json={"what": "Bare."}).status_code == 428


def test_an_action_names_nobody_and_nothing_that_does_not_belong_there(world, make):
    plan = world.plan()
    lesson, shadowing = world.act(plan, "lesson")[0], world.act(plan, "shadowing")[0]
    outsider, objector = make.person(), world.colleague(objects_to_risk=True)
    for person in (outsider, objector):
        assert world.alter(shadowing, person_id=person).status_code == 422
    assert world.alter(world.act(plan, "mentoring")[0], person_id=outsider).status_code == 200
    wrong = [
        make.lesson(world.holder, [make.topic()]),
        make.lesson(world.boss, [world.topic]),
        make.lesson(world.holder, [world.topic], visibility="private"),
        new_id(),
    ]
    told = {world.alter(lesson, lesson_id=each).get_data(as_text=True) for each in wrong}
    assert len(told) == 1
    assert "can't be named here" in told.pop()
    assert world.alter(shadowing, lesson_id=make.lesson(world.holder, [world.topic])).status_code == 422
    assert world.alter(shadowing, due_on=(world.today - timedelta(days=1)).isoformat()).status_code == 422


def test_the_holder_reads_his_plan_without_a_purpose_and_nobody_else_does(world):
    plan = world.plan()
    path = f"/retention-plans/{plan['id']}"
    holder, other = world.client(world.holder), world.client(world.colleague())
    assert holder.get(path).json["actions"] == plan["actions"]
    assert [each["id"] for each in holder.get("/retention-plans").json["items"]] == [plan["id"]]
    assert holder.post(f"{path}/close", {"reason": "No."}).status_code == 403
    assert as_missing(other.get(path), other.get(f"/retention-plans/{new_id()}"))
    assert other.get("/retention-plans").json["items"] == []


def test_a_manager_elsewhere_is_told_that_there_is_nothing(world, make):
    plan = world.plan()
    action, _ = world.act(plan, "lesson")
    place = make.institution()
    other = world.client(make.person(place), ("manager", place))
    for path in (f"/retention-plans/{plan['id']}", action):
        assert as_missing(other.get(path, **LOOK), other.get(path.replace(plan["id"], new_id()), **LOOK))
    opened = [other.post("/retention-plans", {"position_id": each}) for each in (world.post, new_id())]
    assert (opened[0].status_code, opened[0].data) == (404, opened[1].data)
    assert other.get("/retention-plans", **LOOK, institution_id=world.place).json["items"] == []


def test_a_manager_says_what_he_looks_for_and_it_is_kept(world, events):
    plan = world.plan()
    for path in ("/retention-plans", f"/retention-plans/{plan['id']}", world.act(plan, "lesson")[0]):
        assert world.manager.get(path).status_code == 422
        before = len(events())
        assert world.manager.get(path, **LOOK).status_code == 200
        (event,) = events()[before:]
        assert (event.purpose, event.items[0].act) == ("retention_planning", "read")


def test_switched_off_nothing_is_shown_or_written(world):
    plan = world.plan()
    path, (action, _) = f"/retention-plans/{plan['id']}", world.act(plan, "mentoring")
    settings = f"/risk/institutions/{world.place}/settings"
    assert world.manager.patch(settings, {"is_on": False}).status_code == 200
    refused = [
        world.manager.get(path, **LOOK),
        world.manager.get("/retention-plans", **LOOK, institution_id=world.place),
        world.manager.get(action, **LOOK),
        world.manager.post(f"{action}/done"),
        world.manager.post(f"{path}/close", {"reason": "Off."}),
        world.open(),
        world.client(world.holder).get(path),
    ]
    assert {(each.status_code, each.json["type"].rpartition(":")[2]) for each in refused} == {
        (409, "risk-switched-off")
    }
    assert world.manager.get("/retention-plans", **LOOK).json["items"] == []


def object_to_risk(world, person):
    with world.application.app_context():
        db.session.get_one(Person, person).objects_to_risk = True
        db.session.commit()
        db.session.remove()


def test_a_holder_who_objects_is_shown_no_more_nor_what_is_done_with_him(world):
    plan = world.plan()
    path, _ = world.act(plan, "capture_interview")
    object_to_risk(world, world.holder)
    now = world.now(plan)
    assert (now["holder"], kinds(now), "Ama" in str(now)) == (None, ["successor", "mentoring"], False)
    assert world.manager.get(path, **LOOK).status_code == 404
    assert kinds(world.client(world.holder).get(f"/retention-plans/{plan['id']}").json) == kinds(plan)


def test_a_post_whose_holder_objects_gets_a_plan_without_him(world):
    object_to_risk(world, world.holder)
    assert kinds(world.plan()) == ["successor", "mentoring"]


def test_a_colleague_who_objects_later_is_not_shown_in_it_any_more(world):
    able = world.colleague("expert")
    plan = world.plan()
    assert world.act(plan, "successor")[1]["person"]["id"] == able
    object_to_risk(world, able)
    assert able not in str(world.now(plan))

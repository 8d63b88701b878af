"""Posts are named and rated by managers; the holder sees his entry and contests it."""

import pytest
from sqlalchemy import select

from app.extensions import db, new_id
from app.knowledge_risk.models import PositionContest
from tests.features.errors.problems import problem_of
from tests.features.knowledge_risk.conftest import PURPOSE, etag

RATING = {"factor": 5, "evidence": "Nobody else gauges the river."}


@pytest.fixture
def post(make, office):
    return f"/positions/{make.position(office.holder, office.place)}"


def contests(application):
    with application.app_context():
        found = [(each.text, each.position_id) for each in db.session.scalars(select(PositionContest))]
        db.session.remove()
    return found


def test_a_manager_names_a_post_with_its_holder_and_areas_and_it_is_not_rated_yet(make, office):
    topic = make.topic()
    said = {"title": "Chief", "unit": "Rivers", "institution_id": office.place, "holder_id": office.holder}
    answer = office.manager.post("/positions", {**said, "topic_ids": [topic]})
    assert answer.status_code == 201
    told = answer.json
    assert (told["title"], told["unit"], told["holder"]["id"]) == ("Chief", "Rivers", office.holder)
    assert [each["id"] for each in told["topics"]] == [topic]
    assert (told["factor"], told["evidence"], told["rated_by"], told["rated_at"]) == (None, "", None, None)


def test_the_holder_sees_factor_evidence_and_the_name_of_who_rated(office, post):
    assert office.manager.post(f"{post}/rate", RATING).status_code == 200
    told = office.member.get(post).json
    assert (told["factor"], told["evidence"]) == tuple(RATING.values())
    assert told["rated_by"] == {"id": office.boss, "name": "Mwangi Boss"}
    assert told["rated_at"] is not None


@pytest.mark.parametrize("wrong", [{"factor": 0}, {"factor": 6}, {"factor": 4.5}, {"evidence": " "}])
def test_a_rating_is_one_to_five_with_evidence(office, post, wrong):
    assert office.manager.post(f"{post}/rate", {**RATING, **wrong}).status_code == 422
    assert office.manager.post(f"{post}/rate", {"factor": 5}).status_code == 422


def test_an_account_of_nobody_rates_nothing_for_a_rating_has_a_name(sign_in, office, post):
    assert sign_in(None, ("manager", office.place)).post(f"{post}/rate", RATING).status_code == 403


@pytest.mark.parametrize("stands_against", ["works elsewhere", "left", "objects"])
def test_who_can_not_be_named_as_holder_is_refused_in_the_same_words(make, office, post, stands_against):
    said = {"left": {"left_on": make.day(-1)}, "objects": {"objects_to_risk": True}}.get(stands_against, {})
    other = make.person(None if stands_against == "works elsewhere" else office.place, **said)
    refused = office.manager.patch(post, {"holder_id": other}, etag(office.manager, post))
    assert (refused.status_code, refused.json["errors"]) == (
        422,
        {"holder_id": ["Name somebody of this institution who can be."]},
    )


def test_a_new_holder_does_not_alter_the_rating_for_it_is_the_post_s(make, office, post):
    other = make.person(office.place)
    before = office.manager.get(post, **PURPOSE)
    told = office.manager.patch(post, {"holder_id": other}, before.headers["ETag"]).json
    assert told["holder"]["id"] == other
    assert [told[name] for name in ("factor", "evidence", "rated_at")] == [
        before.json[name] for name in ("factor", "evidence", "rated_at")
    ]


def test_the_holder_contests_his_entry_and_a_manager_answers_by_name(office, post):
    made = office.member.post(f"{post}/contest", {"text": "Two others know it."})
    assert (made.status_code, made.json["person"]["id"]) == (201, office.holder)
    seen = office.manager.get(post, **PURPOSE).json["contests"]
    assert [(each["text"], each["answered_at"]) for each in seen] == [("Two others know it.", None)]
    answered = office.manager.post(f"{post}/answer", {"text": "You are right."})
    assert answered.status_code == 200
    told = office.member.get(post).json["contests"][0]
    assert (told["answer"], told["answered_by"]["name"]) == ("You are right.", "Mwangi Boss")


def test_only_the_holder_contests_not_even_his_manager(make, sign_in, office, post):
    colleague = sign_in(make.person(office.place))
    tried = [client.post(f"{post}/contest", {"text": "No."}) for client in (colleague, office.manager)]
    assert [each.status_code for each in tried] == [404, 404]


def test_who_waits_for_an_answer_does_not_contest_again_and_then_may(office, post):
    words = {"text": "No."}
    statuses = [office.member.post(f"{post}/contest", words).status_code for _ in range(2)]
    assert office.manager.post(f"{post}/answer", words).status_code == 200
    assert [*statuses, office.member.post(f"{post}/contest", words).status_code] == [201, 409, 201]


def test_where_nobody_contests_there_is_nothing_to_answer(office, post):
    assert office.manager.post(f"{post}/answer", {"text": "No."}).status_code == 409


def test_a_manager_removes_no_contest_neither_open_nor_answered(application, office, post):
    office.member.post(f"{post}/contest", {"text": "No."})
    assert office.manager.delete(post, etag(office.manager, post)).status_code == 409
    office.manager.post(f"{post}/answer", {"text": "Yes."})
    assert office.manager.delete(post, etag(office.manager, post)).status_code == 204
    assert contests(application) == [("No.", None)]
    assert [each["text"] for each in office.member.get("/me/export").json["contests"]] == ["No."]


def test_the_next_holder_is_not_shown_what_the_one_before_contested(make, sign_in, office, post):
    office.member.post(f"{post}/contest", {"text": "I know it alone."})
    other = make.person(office.place)
    office.manager.patch(post, {"holder_id": other}, etag(office.manager, post))
    assert sign_in(other).get(post).json["contests"] == []
    assert office.member.get(post).status_code == 404
    assert len(office.manager.get(post, **PURPOSE).json["contests"]) == 1


def test_a_member_lists_what_he_holds_and_a_manager_what_he_manages(make, office, post):
    make.position(institution=office.place)
    make.position()
    held, managed = office.member.get("/positions").json, office.manager.get("/positions", **PURPOSE).json
    assert ([each["id"] for each in held["items"]], len(managed["items"])) == ([post.split("/")[2]], 2)


def test_who_is_no_person_does_not_hold_the_posts_that_nobody_holds(make, sign_in, office):
    make.position(institution=office.place)
    assert sign_in(None, ("member", office.place)).get("/positions").json["items"] == []


def test_a_list_goes_through_pages_and_by_area(make, office):
    wide = make.topic()
    known = [make.position(institution=office.place, topics=[make.topic(broader=[wide])]) for _ in range(3)]
    make.position(institution=office.place)
    seen, cursor = [], {}
    while cursor is not None:
        page = office.manager.get("/positions", limit=2, topic_id=wide, **PURPOSE, **cursor).json
        seen += [each["id"] for each in page["items"]]
        cursor = {"cursor": page["next"]} if page["next"] else None
    assert sorted(seen) == sorted(known)


def test_a_manager_writes_nothing_at_another_institution(make, office, post):
    said = {"title": "T", "institution_id": office.place}
    assert office.elsewhere.post("/positions", said).status_code == 403
    there, absent = (office.elsewhere.post(f"{each}/rate", RATING) for each in (post, f"/positions/{new_id()}"))
    assert problem_of(there) == problem_of(absent) == (404, "not-found")


def test_two_who_alter_a_post_at_once_do_not_overwrite_each_other(office, post):
    read = etag(office.manager, post)
    answers = [office.manager.patch(post, {"unit": unit}, read).status_code for unit in ("Law", "Rivers")]
    assert answers == [200, 412]


def test_a_manager_rates_no_post_of_his_own_and_answers_not_himself(make, office):
    post = make.position(office.boss, office.place)
    assert office.manager.post(f"/positions/{post}/rate", {"factor": 1, "evidence": "Easy."}).status_code == 403
    assert office.manager.post(f"/positions/{post}/contest", {"text": "Too low."}).status_code == 201

    assert office.manager.post(f"/positions/{post}/answer", {"text": "So it is."}).status_code == 403

"""Engagements over HTTP: sessions, notes of the two, how they end, what came of it, and who sees what of it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.engagements.models import Engagement
from app.extensions import db
from tests.features.match_requests.conftest import QUESTION

SOON = "2099-03-01T09:00:00+03:00"
JUDGED = {"outcome": "yes", "intermediate": ["new_knowledge", "enhanced_skill"], "would_again": True}


@pytest.fixture
def peer(known):
    return known()


@pytest.fixture
def helping(sign_in, peer):
    """The peer's requests."""
    return sign_in(peer)


@pytest.fixture
def path(make, peer, seeker):
    """The address of an active engagement of the two."""
    return f"/engagements/{make.learning(peer, seeker, question=QUESTION, language='en')}"


def test_a_meeting_is_told_to_both_in_its_moment(asking, path, mails, seeker, peer):
    answer = asking.post(f"{path}/sessions", {"starts_at": SOON, "minutes": 60, "agenda": "Sensors"})
    assert answer.status_code == 201
    assert answer.json["starts_at"] == "2099-03-01T06:00:00+00:00"
    assert sorted(mails()) == sorted([("session_planned", seeker), ("session_planned", peer)])
    assert [each["agenda"] for each in asking.get(path).json["sessions"]] == ["Sensors"]


@pytest.mark.parametrize("said", [{"starts_at": "2001-01-01T09:00:00Z"}])
def test_no_meeting_is_planned_for_the_past(asking, path, said):
    assert asking.post(f"{path}/sessions", {"minutes": 60, **said}).status_code == 409


@pytest.mark.parametrize("said", [{"starts_at": "2099-01-01T09:00:00"}, {"minutes": 4}, {"minutes": 601}])
def test_a_meeting_has_a_moment_and_a_length(asking, path, said):
    assert asking.post(f"{path}/sessions", {"starts_at": SOON, "minutes": 60, **said}).status_code == 422


def test_a_meeting_can_be_taken_out_again(asking, helping, path):
    made = asking.post(f"{path}/sessions", {"starts_at": SOON, "minutes": 60}).json
    assert helping.delete(f"{path}/sessions/{made['id']}").status_code == 204
    assert helping.delete(f"{path}/sessions/{made['id']}").status_code == 404
    assert asking.get(path).json["sessions"] == []


def test_notes_are_for_the_two_only(asking, helping, path, make, sign_in, seeker, application):
    helping.post(f"{path}/notes", {"text": "Call the met office."})
    assert [each["text"] for each in asking.get(f"{path}/notes").json["items"]] == ["Call the met office."]
    with application.app_context():
        home = db.session.scalars(select(Engagement)).one().seeker.institution_id
        db.session.remove()
    coordinator = sign_in(make.person(home), ("coordinator", home), ("admin", None))
    assert coordinator.get(path).status_code == 200
    assert coordinator.get(f"{path}/notes").status_code == 404
    assert coordinator.post(f"{path}/notes", {"text": "Seen."}).status_code in (404, 409)
    assert "met office" not in coordinator.get("/engagements").text


def test_both_are_asked_what_came_of_it_when_it_is_completed(asking, path, mails, seeker, peer):
    answer = asking.post(f"{path}/complete").json
    assert (answer["status"], answer["outcome"], answer["completed_on"] is not None) == ("completed", None, True)
    assert sorted(mails()) == sorted([("feedback_asked", seeker), ("engagement_completed", peer)])


def test_what_the_seeker_says_is_the_outcome_whatever_the_peer_says(asking, helping, path):
    asking.post(f"{path}/complete")
    assert helping.post(f"{path}/feedback", JUDGED).status_code == 201
    assert helping.get(path).json["outcome"] is None
    asking.post(f"{path}/feedback", {**JUDGED, "outcome": "partly"})
    assert helping.get(path).json["outcome"] == "partly"


def test_what_came_of_it_is_said_once(asking, path):
    asking.post(f"{path}/complete")
    answers = [asking.post(f"{path}/feedback", JUDGED).status_code for _ in range(2)]
    assert answers == [201, 409]


def test_whether_one_would_do_it_again_nobody_else_is_ever_shown(asking, helping, path, sign_in, admin):
    asking.post(f"{path}/complete")
    asking.post(f"{path}/feedback", {**JUDGED, "would_again": False})
    shown = [client.get(each) for client in (helping, admin) for each in (path, "/engagements")]
    assert not any("would_again" in each.text for each in shown)


def test_one_reads_back_what_oneself_said_and_never_the_other_one(asking, helping, path, admin, sign_in, make):
    asking.post(f"{path}/complete")
    assert asking.get(f"{path}/feedback").status_code == 404  # nothing is said yet
    asking.post(f"{path}/feedback", {**JUDGED, "would_again": False})
    assert asking.get(f"{path}/feedback").json == {**JUDGED, "would_again": False}
    others = (helping, admin, sign_in(make.person()))
    assert [each.get(f"{path}/feedback").status_code for each in others] == [404, 403, 404]
    helping.post(f"{path}/feedback", {**JUDGED, "outcome": "partly"})
    assert helping.get(f"{path}/feedback").json == {**JUDGED, "outcome": "partly"}


@pytest.mark.parametrize("said", [{"outcome": "well"}, {"intermediate": ["fame"]}, {"would_again": "yes"}])
def test_what_came_of_it_is_said_in_the_words_of_the_field(asking, path, said):
    asking.post(f"{path}/complete")
    assert asking.post(f"{path}/feedback", {**JUDGED, **said}).status_code == 422


def found_by(client):
    items = client.post("/peer-search", {"text": QUESTION, "limit": 50}).json["items"]
    return {hit["kind"] for item in items for hit in item["evidence"]}


def test_a_completed_engagement_is_evidence_once_the_peer_agrees(asking, helping, path, sign_in, make):
    other = sign_in(make.person())
    asking.post(f"{path}/complete")
    asking.post(f"{path}/feedback", JUDGED)
    assert "engagement" not in found_by(other)
    assert helping.patch(path, {"visibility": "network"}).status_code == 200
    assert "engagement" in found_by(other)
    assert helping.patch(path, {"visibility": "private"}).status_code == 200
    assert "engagement" not in found_by(other)


def test_without_a_word_of_the_seeker_it_is_no_evidence(asking, helping, path, sign_in, make):
    helping.post(f"{path}/complete")
    helping.patch(path, {"visibility": "network"})
    helping.post(f"{path}/feedback", JUDGED)
    assert "engagement" not in found_by(sign_in(make.person()))
    asking.post(f"{path}/feedback", JUDGED)
    assert "engagement" in found_by(sign_in(make.person()))


def test_the_seeker_does_not_say_who_sees_what_the_peer_helped_with(asking, path):
    asking.post(f"{path}/complete")
    assert asking.patch(path, {"visibility": "network"}).status_code == 409


def test_whoever_did_not_cancel_is_told_and_reads_why(asking, helping, path, mails, peer):
    assert asking.post(f"{path}/cancel", {"reason": "The project ended."}).json["status"] == "cancelled"
    assert mails() == [("engagement_cancelled", peer)]
    assert helping.get(path).json["cancel_reason"] == "The project ended."


def test_it_is_not_cancelled_without_a_reason(asking, path):
    assert asking.post(f"{path}/cancel", {"reason": " "}).status_code == 422


def test_what_nobody_says_anything_about_ends_after_half_a_year(asking, path, after, mails, seeker, peer):
    after(179, passes=1)
    assert asking.get(path).json["status"] == "active"
    after(180, passes=2)
    assert asking.get(path).json["status"] == "cancelled"
    assert sorted(mails()) == sorted([("engagement_cancelled", seeker), ("engagement_cancelled", peer)])


def test_a_meeting_to_come_puts_its_end_off(asking, path, after):
    asking.post(f"{path}/sessions", {"starts_at": SOON, "minutes": 60})
    after(400, passes=1)
    assert asking.get(path).json["status"] == "active"


def test_a_seeker_who_is_removed_keeps_nobody_busy(asking, helping, path, admin, seeker, make, sign_in, peer):
    searching = sign_in(make.person())
    load = [item["load"] for item in searching.post("/peer-search", {"text": QUESTION}).json["items"]]
    assert [each["hours_taken"] for each in load] == [2.0]
    assert admin.delete(f"/people/{seeker}").status_code == 204
    assert (helping.get(path).json["status"], helping.get(path).json["seeker"]) == ("cancelled", None)
    load = [item["load"] for item in searching.post("/peer-search", {"text": QUESTION}).json["items"]]
    assert [each["hours_taken"] for each in load] == [0.0]


def test_only_the_two_and_their_coordinators_see_an_engagement(path, make, sign_in, peer, application):
    with application.app_context():
        engagement = db.session.scalars(select(Engagement)).one()
        places = [engagement.seeker.institution_id, engagement.peer.institution_id]
        db.session.remove()
    coordinators = [sign_in(None, ("coordinator", each)) for each in places]
    strangers = [sign_in(make.person(each)) for each in places] + [sign_in(None, ("coordinator", make.institution()))]
    assert {each.get(path).status_code for each in coordinators} == {200}
    assert {each.get(path).status_code for each in strangers} == {404}
    assert [len(each.get("/engagements").json["items"]) for each in coordinators] == [1, 1]
    assert [len(each.get("/engagements").json["items"]) for each in strangers] == [0, 0, 0]

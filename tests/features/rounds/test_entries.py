"""Coordinators enter what their institution seeks and offers, while the round is open."""

import pytest
from sqlalchemy import select

from app.extensions import db
from app.outbox.models import Message
from app.rounds.entries import needs_to_plan, offers_to_plan
from app.rounds.models import Round
from tests.factories.round_rows import ABROAD, a_need, an_offer
from tests.features.errors.problems import problem_of


def need_said(office, **said):
    return {"institution_id": office.place, "challenge_id": office.challenge, "contact_id": office.learner, **said}


def offer_said(office, **said):
    experts = [{"person_id": office.expert, "hours_per_month": 2}]
    return {"institution_id": office.place, "title": "Meters", "experts": experts, **said}


def round_id(office):
    return office.round.rpartition("/")[2]


def plannable(application, office):
    """Ids of the contacts and of the experts whom a plan is made with."""
    with application.app_context():
        found = db.session.get_one(Round, round_id(office))
        needs = [each.contact_id for each in needs_to_plan(found)]
        experts = [each.person_id for _, named in offers_to_plan(found) for each in named]
        db.session.remove()
    return needs, experts


def test_a_coordinator_enters_a_challenge_and_who_would_learn(office):
    said = need_said(office, languages=["fr", "en"], months=["2027-03", "2027-02"], hours_per_month=3, visitors=2)
    answer = office.coordinator.post(f"{office.round}/needs", said)
    assert answer.status_code == 201
    told = office.planner.get(f"{office.round}/needs").json["items"][0]
    assert (told["challenge"]["id"], told["contact"]["id"]) == (office.challenge, office.learner)
    assert (told["languages"], told["months"]) == (["en", "fr"], ["2027-02", "2027-03"])
    assert (told["hours_per_month"], told["visitors"]) == (3, 2)


def test_a_challenge_that_is_not_shown_to_the_network_is_refused_with_what_to_do(make, office):
    hidden = make.challenge(office.learner, visibility="institution")
    refused = office.coordinator.post(f"{office.round}/needs", need_said(office, challenge_id=hidden))
    assert refused.status_code == 422
    assert "author must show it" in refused.json["errors"]["challenge_id"][0]


def test_a_challenge_that_the_coordinator_may_not_see_is_as_one_that_is_not_there(make, office):
    private = make.challenge(office.learner, visibility="private")
    elsewhere = make.challenge(make.person(), visibility="network")
    answers = [
        office.coordinator.post(f"{office.round}/needs", need_said(office, challenge_id=each)).json["errors"]
        for each in (private, elsewhere, make.institution())
    ]
    assert answers[0] == answers[1] == answers[2]


def test_a_challenge_is_entered_once(office):
    assert office.coordinator.post(f"{office.round}/needs", need_said(office)).status_code == 201
    refused = office.coordinator.post(f"{office.round}/needs", need_said(office))
    assert problem_of(refused) == (409, "entered-already")


def test_months_beyond_the_round_are_refused(office):
    refused = office.coordinator.post(f"{office.round}/needs", need_said(office, months=["2027-07"]))
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["months"])


def test_nothing_is_entered_or_altered_once_entries_are_closed(make, office):
    need = f"{office.round}/needs/{a_need(make, round_id(office), office.learner)}"
    offer = f"{office.round}/offers/{an_offer(make, round_id(office), office.expert)}"
    office.planner.post(f"{office.round}/close-entries")
    refused = [
        office.coordinator.post(f"{office.round}/needs", need_said(office)),
        office.coordinator.post(f"{office.round}/offers", offer_said(office)),
        office.coordinator.patch(need, {"visitors": 1}),
        office.coordinator.patch(offer, {"cost": 1}),
        office.coordinator.delete(need),
        office.coordinator.delete(offer),
    ]
    assert {problem_of(each) for each in refused} == {(409, "wrong-state")}


def test_a_coordinator_enters_for_his_institution_alone(make, office, sign_in):
    other = sign_in(make.person(), ("coordinator", make.institution()))
    assert other.post(f"{office.round}/needs", need_said(office)).status_code == 403
    assert other.post(f"{office.round}/offers", offer_said(office)).status_code == 403


def test_who_is_named_sees_the_entry_and_others_do_not(make, office, sign_in):
    need = f"{office.round}/needs/{a_need(make, round_id(office), office.learner)}"
    offer = f"{office.round}/offers/{an_offer(make, round_id(office), office.expert)}"
    stranger = sign_in(make.person(), "member")
    assert [office.member.get(need).status_code, office.helper.get(offer).status_code] == [200, 200]
    assert [office.member.get(offer).status_code, stranger.get(need).status_code] == [404, 404]
    missing = stranger.get(f"{office.round}/needs/{office.place}")
    assert {**stranger.get(need).json, "instance": ""} == {**missing.json, "instance": ""}
    assert [len(each.get(f"{office.round}/needs").json["items"]) for each in (office.member, stranger)] == [1, 0]


def test_a_need_whose_challenge_is_hidden_since_has_no_title_and_is_not_planned(application, make, office):
    need = a_need(make, round_id(office), office.learner, office.challenge)
    assert plannable(application, office)[0] == [office.learner]
    assert office.member.patch(f"/challenges/{office.challenge}", {"visibility": "private"}).status_code == 200
    assert office.coordinator.get(f"{office.round}/needs/{need}").json["challenge"] is None
    assert plannable(application, office)[0] == []


def test_who_is_named_is_told_once(application, office):
    answer = office.coordinator.post(f"{office.round}/offers", offer_said(office))
    assert answer.status_code == 201
    office.coordinator.patch(f"{office.round}/offers/{answer.json['id']}", {"experts": offer_said(office)["experts"]})
    with application.app_context():
        told = db.session.scalars(select(Message).where(Message.kind == "named_in_offer")).all()
        assert [each.person_id for each in told] == [office.expert]
        db.session.remove()


STANDS_AGAINST = {
    "works elsewhere": {},
    "left": {"left_on": True},
    "paused": {"is_paused": True},
    "objects": {"objects_to_matching": True},
    "keeps to the country": {"ring_open": "domestic"},
}


@pytest.mark.parametrize("stands_against", STANDS_AGAINST)
def test_who_can_not_be_named_is_refused_in_the_same_words(make, office, stands_against):
    said = {**ABROAD, **STANDS_AGAINST[stands_against], "name": "Ben"}
    said = {**said, "left_on": make.day(-1)} if "left_on" in said else said
    other = make.person(None if stands_against == "works elsewhere" else office.place, **said)
    experts = [{"person_id": other, "hours_per_month": 2}]
    refused = office.coordinator.post(f"{office.round}/offers", offer_said(office, experts=experts))
    assert refused.status_code == 422
    assert refused.json["errors"]["experts"] == [
        "Ben can't be named here. Name people of this institution who help colleagues abroad; they say so on their own "
        "page."
    ]


def test_everybody_is_in_one_offer_of_a_round(office):
    assert office.coordinator.post(f"{office.round}/offers", offer_said(office)).status_code == 201
    refused = office.coordinator.post(f"{office.round}/offers", offer_said(office, title="Pumps"))
    assert refused.json["errors"]["experts"] == ["Ann Expert is named in another offer of this round."]


def test_an_expert_takes_himself_out_even_when_entries_are_closed(make, office):
    offer = f"{office.round}/offers/{an_offer(make, round_id(office), office.expert)}"
    office.planner.post(f"{office.round}/close-entries")
    assert office.coordinator.delete(f"{offer}/experts/{office.expert}").status_code == 409
    assert office.member.delete(f"{offer}/experts/{office.expert}").status_code == 404
    assert office.helper.delete(f"{offer}/experts/{office.expert}").status_code == 204
    assert office.coordinator.get(offer).json["experts"] == []


@pytest.mark.parametrize("change", [{"objects_to_matching": True}, {"is_paused": True}, {"ring_open": "domestic"}])
def test_an_objection_or_a_pause_holds_in_the_very_next_answer(application, make, office, change):
    offer = f"{office.round}/offers/{an_offer(make, round_id(office), office.expert)}"
    assert plannable(application, office)[1] == [office.expert]
    assert office.helper.patch(f"/people/{office.expert}", change).status_code == 200
    assert office.coordinator.get(offer).json["experts"] == []
    assert plannable(application, office)[1] == []


def test_a_contact_who_is_erased_leaves_the_need_without_a_name(make, office):
    need = a_need(make, round_id(office), office.learner)
    assert office.coordinator.delete(f"/people/{office.learner}").status_code == 204
    assert office.coordinator.get(f"{office.round}/needs/{need}").json["contact"] is None


def test_an_expert_is_said_whole_also_where_an_offer_is_altered(make, office):
    offer = f"{office.round}/offers/{an_offer(make, round_id(office), office.expert)}"
    refused = office.coordinator.patch(offer, {"experts": [{"hours_per_month": 2}]})
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["experts"])

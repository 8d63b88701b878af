"""A plan is confirmed whole or not at all; nobody is booked before he says yes himself."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, update

from app.challenges.models import Challenge
from app.engagements.models import Engagement
from app.exchanges.models import Exchange, Participant
from app.extensions import db
from app.match_requests.models import MatchRequest, Offer
from app.outbox.models import Message
from app.people.models import Person
from app.planning.models import PlanPlacement
from app.rounds.models import Round, RoundExpert, RoundOffer
from tests.factories.plan_rows import a_round_to_plan, an_expert, seek
from tests.features.errors.problems import problem_of


@pytest.fixture
def confirm(fair, planner):
    """A function that confirms a plan of the round."""
    return lambda number=1: planner.post(f"{fair.path}/plans/{number}/confirm")


@pytest.fixture
def counted(application):
    """A function that counts what a confirmed plan writes."""

    def count():
        with application.app_context():
            kinds = (Exchange, MatchRequest, Offer, Engagement, Participant, Message)
            found = {kind.__tablename__: db.session.scalar(select(func.count()).select_from(kind)) for kind in kinds}
            db.session.remove()
        return found

    return count


def rows_of(application, select_):
    with application.app_context():
        found = list(db.session.execute(select_).all())
        db.session.remove()
    return found


def test_a_confirmed_plan_begins_exchanges_and_asks_the_experts(application, fair, confirm, counted):
    fair.plan()
    answer = confirm()
    assert answer.status_code == 200
    assert all(each["request_id"] and each["exchange_id"] for each in answer.json["placements"])
    told = counted()
    assert (told["exchange"], told["match_request"], told["offer"], told["engagement"]) == (2, 2, 2, 0)
    offers = rows_of(application, select(Offer.peer_id, Offer.status))
    assert sorted(offers) == sorted((each, "pending") for each in fair.rows.experts.values())
    learners = rows_of(application, select(Participant.person_id, Participant.role))
    assert sorted(learners) == sorted((each, "learner") for each in fair.rows.learners.values())


def test_the_expert_is_booked_and_named_once_he_says_yes(application, fair, confirm, sign_in):
    fair.plan(), confirm()
    expert = fair.rows.experts["radio"]
    offer = rows_of(application, select(Offer.id).where(Offer.peer_id == expert))[0][0]
    assert sign_in(expert, "member").post(f"/offers/{offer}/accept").status_code == 200
    (booked,) = rows_of(application, select(Engagement.seeker_id, Engagement.hours_per_month, Engagement.status))
    assert tuple(booked) == (fair.rows.learners["radio"], 2.0, "active")
    named = select(Participant.role).join(Exchange, Exchange.id == Participant.exchange_id)
    named = named.where(Participant.person_id == expert, Exchange.sharing_institution_id == fair.rows.sharing["radio"])
    assert [tuple(each) for each in rows_of(application, named)] == [("expert",)]


def test_an_alternate_of_the_same_offer_is_asked_next_and_then_nobody_else(application, make, fair, confirm, sign_in):
    second = an_expert(make, fair.rows.sharing["radio"], "radio", name="Second Expert")
    an_expert(make, fair.rows.sharing["radio"], "radio", name="Not in the round")
    sign_in(fair.rows.learners["radio"], "member")  # with whose eyes the engine would be asked for more
    with application.app_context():
        db.session.add(RoundExpert(offer_id=fair.rows.offers["radio"], person_id=second, hours_per_month=4.0))
        db.session.commit()
    fair.plan(), confirm()
    asked = []
    for _ in range(2):
        pending = select(Offer.id, Offer.peer_id).join(Offer.request).where(Offer.status == "pending")
        pending = pending.where(MatchRequest.seeker_id == fair.rows.learners["radio"])
        ((offer, peer),) = rows_of(application, pending)
        asked.append(peer)
        assert sign_in(peer, "member").post(f"/offers/{offer}/decline", {"reason": ""}).status_code == 200
    assert set(asked) == {fair.rows.experts["radio"], second}
    assert rows_of(application, pending) == []


def test_everybody_is_told(application, make, fair, confirm, sign_in):
    seek(make, fair.rows, "school")
    place = fair.rows.sharing["land"]
    office = make.person(place)
    sign_in(office, ("coordinator", place))
    fair.plan(), confirm()
    told = {(kind, who) for kind, who in rows_of(application, select(Message.kind, Message.person_id))}
    rows = fair.rows
    assert {("offer_made", rows.experts["radio"]), ("need_placed", rows.learners["radio"])} <= told
    assert {("need_unplaced", rows.learners["school"]), ("plan_confirmed", office)} <= told


def test_once_confirmed_it_is_not_confirmed_again_nor_planned(fair, confirm, counted):
    fair.plan(), confirm()
    before = counted()
    assert problem_of(confirm()) == (409, "wrong-state")
    assert problem_of(fair.plan()) == (409, "wrong-state")
    assert counted() == before


def test_only_the_newest_plan_is_confirmed(fair, confirm):
    fair.plan(), fair.plan()
    assert problem_of(confirm(1)) == (409, "not-the-newest-plan")
    assert confirm(2).status_code == 200


def test_entries_are_closed_before_a_plan_is_confirmed(application, fair, confirm):
    with application.app_context():
        db.session.execute(update(Round).values(status="open"))
        db.session.commit()
    fair.plan()
    assert problem_of(confirm()) == (409, "wrong-state")


CHANGES = {
    "the expert left": (Person, "experts", {"left_on": func.current_date()}),
    "the expert paused": (Person, "experts", {"is_paused": True}),
    "the expert objects": (Person, "experts", {"objects_to_matching": True}),
    "the expert closed the ring": (Person, "experts", {"ring_open": "domestic"}),
    "who would learn left": (Person, "learners", {"left_on": func.current_date()}),
    "the offer has fewer hours": (RoundOffer, "offers", {"hours_per_month": 1.0}),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_changed_since_is_listed_and_nothing_is_written(application, fair, confirm, counted, change):
    model, named, said = CHANGES[change]
    fair.plan()
    with application.app_context():
        db.session.execute(update(model).where(model.id == getattr(fair.rows, named)["radio"]).values(**said))
        db.session.commit()
    before = counted()
    refused = confirm()
    assert problem_of(refused) == (409, "plan-broken")
    assert set(refused.json["errors"]) == {fair.rows.needs["radio"]} or change.startswith("the offer")
    assert counted() == before
    assert fair.plan().status_code == 201  # the round was not confirmed


def test_hours_taken_elsewhere_since_are_noticed(make, fair, confirm, counted):
    fair.plan()
    make.learning(fair.rows.experts["radio"], hours_per_month=7.0)
    before = counted()
    refused = confirm()
    assert refused.json["errors"] == {
        fair.rows.experts["radio"]: [
            refused.json["errors"][fair.rows.experts["radio"]][0],
        ]
    }
    assert "fewer hours left" in refused.json["errors"][fair.rows.experts["radio"]][0]
    assert counted() == before


def test_two_who_fell_out_since_are_noticed_without_saying_why(fair, confirm, sign_in):
    fair.plan()
    sign_in(fair.rows.experts["radio"], "member").post("/blocked-people", {"person_id": fair.rows.learners["radio"]})
    refused = confirm()
    assert problem_of(refused) == (409, "plan-broken")
    assert "block" not in refused.get_data(as_text=True)


def test_a_challenge_that_was_closed_since_is_noticed(application, fair, confirm):
    fair.plan()
    with application.app_context():
        db.session.execute(update(Challenge).values(status="closed"))
        db.session.commit()
    assert set(confirm().json["errors"]) == set(fair.rows.needs.values())


def test_all_that_is_broken_is_listed_at_once(application, fair, confirm):
    fair.plan()
    with application.app_context():
        db.session.execute(update(Person).where(Person.id.in_(fair.rows.experts.values())).values(is_paused=True))
        db.session.commit()
    assert set(confirm().json["errors"]) == set(fair.rows.needs.values())


def test_the_placement_keeps_what_it_began(application, fair, confirm):
    fair.plan(), confirm()
    found = select(PlanPlacement.need_id, MatchRequest.exchange_id).join(PlanPlacement.request)
    found = found.where(MatchRequest.exchange_id == PlanPlacement.exchange_id)
    assert {need for need, _ in rows_of(application, found)} == set(fair.rows.needs.values())


def test_an_empty_plan_can_be_confirmed(make, planner):
    rows = a_round_to_plan(make, "radio")
    empty = a_round_to_plan(make, "land")
    planner.put(f"{empty.path}/pins/{empty.needs['land']}/{empty.experts['land']}", {"kind": "forbid"})
    planner.post(f"{empty.path}/plan")
    assert planner.post(f"{empty.path}/plans/1/confirm").status_code == 200
    assert planner.get(rows.path).json["status"] == "planning"

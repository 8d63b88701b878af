"""Several coordinators confirm the same plan at the same moment, while others book its experts."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import func, select

from app.engagements.models import Engagement
from app.exchanges.models import Exchange, Participant
from app.extensions import db
from app.match_requests.models import MatchRequest, Offer
from app.planning.models import PlanPlacement, RoundPlan
from app.rounds.models import Round
from tests.factories.plan_rows import a_round_to_plan
from tests.races.acts import send_afresh


@pytest.fixture
def planned(make, sign_in):
    """A plan of two exchanges that waits to be confirmed."""
    rows = a_round_to_plan(make, "radio", "land")
    assert sign_in(None, "network_coordinator").post(f"{rows.path}/plan").json["served"] == 2
    return rows


def written(application, rows):
    """What there is of the round, and whether each placement has all or nothing."""
    with application.app_context():
        counts = {
            kind.__tablename__: db.session.scalar(select(func.count()).select_from(kind))
            for kind in (Exchange, Participant)
        }
        of_plan = select(Offer.id).join(Offer.request).where(MatchRequest.exchange_id.is_not(None))
        counts["offer"] = len(db.session.scalars(of_plan).all())
        places = db.session.execute(select(PlanPlacement.request_id, PlanPlacement.exchange_id)).all()
        counts["placed"] = sum(all(each) for each in places)
        counts["half"] = sum(any(each) and not all(each) for each in places)
        state = db.session.get_one(Round, rows.round).status
        confirmed = db.session.scalar(select(func.count(RoundPlan.confirmed_at)))
        db.session.remove()
    return counts, state, confirmed


WHOLE = {"exchange": 2, "exchange_participant": 2, "offer": 2, "placed": 2, "half": 0}
NOTHING = dict.fromkeys(WHOLE, 0)


def test_of_several_who_confirm_a_plan_at_once_exactly_one_does(application, make, planned, at_once):
    tokens = [make.token(make.person(), "network_coordinator") for _ in range(6)]
    confirm = f"{planned.path}/plans/1/confirm"
    answers = at_once(send_afresh, [(token, "POST", confirm) for token in tokens])
    assert Counter(answers) == {200: 1, 409: 5}
    assert written(application, planned) == (WHOLE, "confirmed", 1)


def test_a_plan_whose_experts_are_booked_at_the_same_moment_is_confirmed_whole_or_not_at_all(
    application, make, planned, at_once
):
    confirm = f"{planned.path}/plans/1/confirm"
    racers = [(make.token(make.person(), "network_coordinator"), "POST", confirm) for _ in range(3)]
    tokens = {expert: make.token(expert) for expert in planned.experts.values()}
    for expert, token in tokens.items():  # each of these takes seven of the eight hours that the expert has
        request = make.match_request(suggested=[expert], hours_per_month=7.0)
        racers.append((token, "POST", f"/offers/{make.offer(expert, request)}/accept"))
    answers = at_once(send_afresh, racers)
    assert answers.count(200) - answers[:3].count(200) == 2  # a plan that is only confirmed takes nobody's hours
    expected = (WHOLE, "confirmed", 1) if 200 in answers[:3] else (NOTHING, "planning", 0)
    assert written(application, planned) == expected
    _require_nobody_overbooked(application, at_once, tokens)


def _require_nobody_overbooked(application, at_once, tokens):
    """Every planned expert says yes by now, who can: the door of booking holds for what a plan asked, too."""
    with application.app_context():
        waiting = select(Offer.id, Offer.peer_id).where(Offer.status == "pending")
        pending = db.session.execute(waiting).all()
        db.session.remove()
    if pending:
        given = [(tokens[peer], "POST", f"/offers/{offer}/accept") for offer, peer in pending]
        assert set(at_once(send_afresh, given)) == {409}
    with application.app_context():
        taken = select(func.sum(Engagement.hours_per_month)).group_by(Engagement.peer_id)
        assert max(db.session.scalars(taken)) <= 8.0
        db.session.remove()

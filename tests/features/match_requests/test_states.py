"""The tables of states against rules written down once more, as sentences; and over HTTP, every pair."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from app.engagements.states import ENGAGEMENT, ENGAGEMENT_STATES
from app.extensions import db
from app.match_requests.offer_states import OFFER, OFFER_STATES
from app.match_requests.request_states import REQUEST, REQUEST_STATES
from app.policy_table import POLICY
from app.states import WrongState, following
from tests.features.match_requests.reference import ACTORS, allowed

TABLES = {
    "request": (REQUEST, REQUEST_STATES),
    "offer": (OFFER, OFFER_STATES),
    "engagement": (ENGAGEMENT, ENGAGEMENT_STATES),
}


@pytest.mark.parametrize("machine", TABLES)
def test_every_pair_of_state_act_and_actor_is_as_the_sentences_say(machine):
    table, states = TABLES[machine]
    acts = {act for known, _ in TABLES.values() for _, act, _ in known}
    told, tried = allowed(machine), 0
    for state in states:
        for act in acts:
            for actor in ACTORS:
                tried += 1
                try:
                    after = following(machine, table, state, act, (actor,))[0]
                except WrongState:
                    after = None
                assert after == told.get((state, act, actor)), (state, act, actor)
    assert tried == len(states) * len(acts) * len(ACTORS)


def test_the_refusal_names_the_rule_and_what_is_possible():
    with pytest.raises(WrongState) as refused:
        following("offer", OFFER, "declined", "accept", ("peer",))
    assert refused.value.detail.startswith("Rule declined/accept: no offer that is declined has this act by the peer.")
    with pytest.raises(WrongState, match="accept \\(peer\\)"):
        following("offer", OFFER, "pending", "accept", ("seeker",))


class Stage:
    """A seeker and a peer at two institutions, each with a coordinator; and things in any state."""

    def __init__(self, make, sign_in, application):
        self.make, self.application = make, application
        self.homes = make.institution(), make.institution()
        self.seeker, self.peer = make.person(self.homes[0]), make.person(self.homes[1], hours_per_month=160.0)
        self.clients = {
            "seeker": sign_in(self.seeker),
            "peer": sign_in(self.peer),
            "stranger": sign_in(make.person()),
            "coordinator": sign_in(make.person(), ("coordinator", self.homes[0]), ("coordinator", self.homes[1])),
        }

    def request(self, state):
        return self.make.match_request(self.seeker, [self.peer], status=state)

    def offer(self, state):
        request = self.make.match_request(self.seeker, [self.peer], is_inviting=True)
        return self.make.offer(self.peer, request, status=state)

    def engagement(self, state):
        day = "2026-01-01" if state == "completed" else None
        made = self.make.learning(self.peer, self.seeker)
        with self.application.app_context():
            said = {"state": state, "day": day, "id": made.replace("-", "") if self.is_sqlite else made}
            change = "UPDATE engagement SET status = :state, completed_on = CAST(:day AS DATE) WHERE id = :id"
            change = change.replace("CAST(:day AS DATE)", ":day") if self.is_sqlite else change
            db.session.execute(text(change), said)
            db.session.commit()
            db.session.remove()
        return made

    @property
    def is_sqlite(self):
        return db.engine.dialect.name == "sqlite"

    def status(self, machine, thing):
        """How it stands now, as an administrator is shown it."""
        path = {"request": "match-requests", "offer": "offers", "engagement": "engagements"}[machine]
        return self.clients["coordinator"].get(f"/{path}/{thing}").json["status"]


@pytest.fixture
def stage(make, sign_in, application):
    return Stage(make, sign_in, application)


MEETING = {"starts_at": "2099-01-01T09:00:00Z", "minutes": 60}
# act: method, path below the thing, body, endpoint
DOORS = {
    "request": {
        "edit": ("PATCH", "/match-requests/{}", {"title": "T"}, "match_requests.update_request"),
        "publish": ("POST", "/match-requests/{}/publish", None, "match_requests.publish_request"),
        "rank": ("POST", "/match-requests/{}/rank", None, "match_requests.rank_request"),
        "withdraw": ("POST", "/match-requests/{}/withdraw", None, "match_requests.withdraw_request"),
        "take": ("POST", "/match-requests/{}/take", None, "match_requests.take_request"),
        "invite": ("POST", "/match-requests/{}/offers", "peer", "match_requests.create_offer"),
        "match": ("POST", "/match-requests/{}/assign", "peer", "match_requests.assign_peer"),
    },
    "offer": {
        "accept": ("POST", "/offers/{}/accept", None, "offers.accept_offer"),
        "decline": ("POST", "/offers/{}/decline", {}, "offers.decline_offer"),
        "withdraw": ("POST", "/offers/{}/withdraw", None, "offers.withdraw_offer"),
    },
    "engagement": {
        "plan": ("POST", "/engagements/{}/sessions", MEETING, "engagements.create_session"),
        "note": ("POST", "/engagements/{}/notes", {"text": "N"}, "engagements.create_note"),
        "complete": ("POST", "/engagements/{}/complete", None, "engagements.complete_engagement"),
        "cancel": ("POST", "/engagements/{}/cancel", {"reason": "R"}, "engagements.cancel_engagement"),
        "judge": (
            "POST",
            "/engagements/{}/feedback",
            {"outcome": "no", "would_again": True},
            "engagements.give_feedback",
        ),
        "capture": ("POST", "/engagements/{}/lesson", None, "engagements.capture_lesson"),
        "show": ("PATCH", "/engagements/{}", {"visibility": "network"}, "engagements.update_engagement"),
    },
}


def sent(stage, door, thing, actor):
    method, path, body, _ = door
    client, path = stage.clients[actor], path.format(thing)
    said = {"peer_id": stage.peer} if body == "peer" else body
    if method == "POST":
        return client.post(path, said)
    return client.patch(path, said, client.get(path).headers.get("ETag", '"none"'))


def refusal(machine, act, actor, endpoint):
    """The status of a refusal: by role, as if it were not there, or by the rule."""
    if actor == "coordinator" and "coordinator" not in POLICY[endpoint]:
        return 404  # he is a member, too, but not one of the two
    if actor != "coordinator" and "member" not in POLICY[endpoint]:
        return 403
    if actor == "stranger" or (machine, actor) == ("request", "peer"):
        return 404
    return 409


@pytest.mark.parametrize("machine", DOORS)
def test_every_act_over_http_does_what_the_sentences_say_and_nothing_else(stage, machine):
    told, wrong, tried = allowed(machine), {}, 0
    for act, door in DOORS[machine].items():
        for state in TABLES[machine][1]:
            for actor in ("seeker", "peer", "coordinator", "stranger"):
                thing = getattr(stage, machine)(state)
                answer = sent(stage, door, thing, actor)
                after = told.get((state, act, actor)) if (machine, actor) != ("request", "peer") else None
                expected = 2 if after else refusal(machine, act, actor, door[3])
                status = answer.status_code // 100 if after else answer.status_code
                now, tried = stage.status(machine, thing), tried + 1
                if (status, now) != (expected, after or state):
                    wrong[act, state, actor] = (answer.status_code, now, answer.json)
    assert wrong == {}
    assert tried == len(DOORS[machine]) * len(TABLES[machine][1]) * 4

"""Whom to invite first, over the API: newcomers get their share, and only what the viewer sees makes a newcomer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.engine import setup_engine
from app.vocabulary import VISIBILITIES
from config import InsecureSettings, Settings
from tests.factories.maker import OPEN
from tests.features.visibility.cast import SEERS, Cast

QUESTION = "How do counties warn farmers of drought in time?"
STATEMENT = "I warn farmers of drought in time, in all counties."


@pytest.fixture
def with_share(application, monkeypatch):
    """A function that sets the share and begins a new engine."""

    def begin(share):
        monkeypatch.setitem(
            application.config, "SETTINGS", replace(application.config["SETTINGS"], newcomer_share=share)
        )
        setup_engine(application)

    return begin


@pytest.fixture
def pair(make):
    """The best match, who helped before, and a newcomer who fits as well but is of another country."""
    old = make.person(make.institution(), **OPEN)
    new = make.person(make.institution(country="UG"), **OPEN)
    topic = make.topic()
    for person in (old, new):
        make.expertise(person, topic, statement=STATEMENT, language="en")
    make.engagement(old, question="Something else entirely")
    return old, new


def ask(client, **asked):
    return client.post("/peer-search", {"text": QUESTION, **asked}).json


def test_the_first_offer_goes_to_the_first_where_no_share_is_set(sign_in, make, pair, with_share):
    with_share(0.0)
    answer = ask(sign_in(make.person()))
    assert [item["person"]["id"] for item in answer["items"]] == list(pair)
    offer = {"person_id": pair[0], "is_newcomer": False, "cost": 0.0, "why": "The best match."}
    assert answer["first_offer"] == offer


def test_a_newcomer_is_invited_first_where_it_is_his_turn_and_the_order_stays(sign_in, make, pair, with_share):
    with_share(1.0)
    answer = ask(sign_in(make.person()))
    first, second = answer["items"]
    offer = answer["first_offer"]
    assert ([first["person"]["id"], second["person"]["id"]], offer["person_id"]) == (list(pair), pair[1])
    assert (offer["is_newcomer"], offer["cost"]) == (True, pytest.approx(first["score"] - second["score"]))
    assert offer["cost"] > 0
    assert "100 % of first offers" in offer["why"]


@pytest.mark.parametrize("visibility", VISIBILITIES)
def test_only_an_engagement_that_the_viewer_sees_makes_somebody_no_newcomer(make, sign_in, with_share, visibility):
    with_share(1.0)
    cast = Cast(make, sign_in, "KE")
    make.expertise(cast.owner, statement=STATEMENT, language="en")
    make.engagement(cast.owner, question="Something else entirely", visibility=visibility, outcome="no")

    def knows(kind):
        offer = ask(cast.client(kind))["first_offer"]
        return not offer["is_newcomer"]

    others = SEERS["network"] - {"self"}  # nobody is proposed to himself
    assert {kind for kind in others if knows(kind)} == SEERS[visibility] - {"self"}


@pytest.mark.parametrize("asked", [{"rank": "institutions"}, {"text": "zebra"}])
def test_there_is_no_first_offer_among_institutions_nor_where_nobody_is_suggested(sign_in, pair, asked):
    assert ask(sign_in(None, "member"), **asked)["first_offer"] is None


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_a_share_that_is_none_is_refused(share):
    with pytest.raises(InsecureSettings, match="SANKOFA_NEWCOMER_SHARE"):
        Settings(env="test", newcomer_share=share)

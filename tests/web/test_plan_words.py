"""What keeps a need out of a plan, in the language of the page."""

from __future__ import annotations

import pytest

from app.web.parts.plans import REASONS, reason
from matching.planning.sentences import ENGLISH

PAIRS = {"met_before", "forbidden", "pair_once", "pinned"}
WITHOUT_AMOUNT = {"language", "met_before", "forbidden", "pinned"}
TOLD = {"out_of_season": (24326, "March 2027"), "least_fit": (0.125, "12.5%"), "budget": (1200, "1,200 USD")}


def relaxing(limit, amount=2.5, names=("Anna", "Bo")):
    of = () if limit in ("budget", "least_fit") else names[: 2 if limit in PAIRS else 1]
    return {"limit": limit, "of": [{"id": name, "name": name} for name in of], "amount": amount, "sentence": "English."}


def test_every_limit_that_matching_tells_has_its_words():
    assert REASONS.keys() == {str(limit) for limit in ENGLISH}


@pytest.mark.parametrize("limit", sorted(REASONS))
def test_a_reason_names_what_it_is_of_and_how_much(application, limit):
    amount, told = TOLD.get(limit, (2.5, "2.5"))
    with application.test_request_context("/"):
        said = reason(relaxing(limit, amount), "USD")
    assert all(each["name"] in said for each in relaxing(limit)["of"])
    assert (told in said) == (limit not in WITHOUT_AMOUNT)
    assert "%" not in said or limit == "least_fit"


def test_what_is_not_told_is_not_made_up_and_the_words_are_those_of_the_reader(application):
    with application.test_request_context("/", headers={"Accept-Language": "fr"}):
        assert (
            reason(relaxing("expert_hours", None, names=()), "USD") == "Davantage d’heures pour un autre : non indiqué."
        )
        assert reason(relaxing("pair_once", 1, names=("Anna",)), "USD").startswith("Davantage d’échanges entre Anna et")


def test_a_limit_of_which_pages_know_nothing_is_told_as_the_api_tells_it(application):
    with application.test_request_context("/"):
        assert reason(relaxing("moonlight"), "USD") == "English."

"""An institution in a round, with who coordinates it, who learns and who helps."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tests.factories.round_rows import ABROAD, a_round


@pytest.fixture
def office(make, sign_in):
    """A coordinator, a network coordinator, a learner, an expert, and an open round."""
    place = make.institution()
    learner, expert = make.person(place), make.person(place, **ABROAD, name="Ann Expert")
    return SimpleNamespace(
        place=place,
        learner=learner,
        expert=expert,
        round=f"/rounds/{a_round(make)}",
        coordinator=sign_in(make.person(place), ("coordinator", place)),
        planner=sign_in(None, "network_coordinator"),
        member=sign_in(learner, "member"),
        helper=sign_in(expert, "member"),
        challenge=make.challenge(learner, visibility="network"),
    )

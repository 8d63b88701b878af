"""A small world: a seeker in Kenya, a colleague, a peer in another Kenyan institution, and one in Uganda."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.factories.maker import OPEN, Maker

QUESTION = "How do others warn farmers of drought in time?"
STATEMENT = "I built drought warning with farmers: village radio, bulletins in time, and drills before each season."


@dataclass(frozen=True)
class Neighbourhood:
    """Ids of the small world."""

    home: str
    seeker: str
    colleague: str
    neighbour: str
    abroad: str
    topic: str


@pytest.fixture
def around(make: Maker) -> Neighbourhood:
    """Three peers who know the same, one in each ring of the seeker."""
    topic = make.topic("Drought management")
    home = make.institution(name="Home ministry")
    seeker = make.person(home, "en:C1 sw:C2", time_zone="Africa/Nairobi", **OPEN)
    colleague, neighbour, abroad = (
        make.person(place, "en:C1", time_zone="Africa/Kampala", hours_per_month=4.0, **OPEN)
        for place in (home, make.institution(name="Council"), make.institution(name="Kampala", country="UG"))
    )
    for person in (colleague, neighbour, abroad):
        make.expertise(person, topic, statement=STATEMENT, language="en")
    make.expertise(make.person(), make.topic("Procurement"), statement="Tenders for road works.", language="en")
    return Neighbourhood(home, seeker, colleague, neighbour, abroad, topic)

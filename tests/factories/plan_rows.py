"""A round to plan, for tests: institutions of four countries that seek and share; requests that are right for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.factories.round_rows import ABROAD, a_need, a_round, an_offer

if TYPE_CHECKING:
    from tests.factories.maker import Maker

TEXTS = {
    "radio": "village radio for early warning of floods",
    "land": "land registration in towns with drones",
    "water": "water meters that last and leaks found early",
    "school": "school meals from local farmers",
}


@dataclass
class Planned:
    """A round and what is in it, by topic: ids of needs, offers, people who learn and people who help."""

    round: str
    needs: dict[str, str] = field(default_factory=dict)
    offers: dict[str, str] = field(default_factory=dict)
    learners: dict[str, str] = field(default_factory=dict)
    experts: dict[str, str] = field(default_factory=dict)
    seeking: dict[str, str] = field(default_factory=dict)
    sharing: dict[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return f"/rounds/{self.round}"


def an_expert(make: Maker, place: str, topic: str, **said: Any) -> str:
    """Somebody whose evidence answers what is sought under that topic."""
    person = make.person(place, **{**ABROAD, "availability_visibility": "network", **said})
    make.lesson(person, title=TEXTS[topic], actions=TEXTS[topic])
    return person


def seek(make: Maker, planned: Planned, topic: str, place: str | None = None, **said: Any) -> str:
    """A need about that topic, of an institution of its own."""
    place = place or make.institution(country="KE")
    learner = make.person(place, ring_open="international")
    challenge = make.challenge(learner, title=TEXTS[topic], description=TEXTS[topic], visibility="network")
    planned.learners[topic], planned.seeking[topic] = learner, place
    planned.needs[topic] = a_need(make, planned.round, learner, challenge, **said)
    return planned.needs[topic]


def share(make: Maker, planned: Planned, topic: str, place: str | None = None, **said: Any) -> str:
    """An offer by somebody who knows about that topic, of an institution of its own."""
    place = place or make.institution(country="GH")
    planned.experts[topic], planned.sharing[topic] = an_expert(make, place, topic), place
    planned.offers[topic] = an_offer(make, planned.round, planned.experts[topic], **said)
    return planned.offers[topic]


def a_round_to_plan(make: Maker, *topics: str, **said: Any) -> Planned:
    """A round with closed entries, in which each topic is sought once and shared once."""
    planned = Planned(a_round(make, **{"status": "planning", **said}))
    for topic in topics or TEXTS:
        seek(make, planned, topic)
        share(make, planned, topic)
    return planned

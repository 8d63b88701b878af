"""Counts beside filters: each is what the list gives with that value, for everybody; so they tell no more than it."""

from __future__ import annotations

import random
from itertools import product

import pytest

from app import facets
from app.communities.models import CommunityLanguage
from app.vocabulary import (
    CHALLENGE_STATUSES,
    COMMUNITY_STAGES,
    GOVERNMENT_LEVELS,
    INSTITUTION_KINDS,
    LESSON_STEPS,
    VISIBILITIES,
)
from tests.features.visibility.cast import KINDS, Cast

COUNTRIES = ("KE", "SN", "UG")
LANGUAGES = ("en", "fr", "sw")
LISTS = {
    "people": {"country", "institution_id", "topic_id", "language"},
    "institutions": {"country", "kind", "level"},
    "challenges": {"country", "institution_id", "topic_id", "language", "status"},
    "lessons": {"country", "institution_id", "topic_id", "language", "step"},
    "communities": {"country", "institution_id", "topic_id", "language", "stage"},
}
NAMED = {"institution_id", "topic_id"}


class World:
    """People, lessons and challenges at random: of every visibility, in topics of which some are below two others."""

    def __init__(self, make, sign_in, seed):
        self.chance = random.Random(seed)
        self.cast = Cast(make, sign_in, "KE")
        top, other = make.topic("Water"), make.topic("Money")
        below = make.topic("Tariffs", [top, other])
        self.topics = [top, other, below, make.topic("Meters", [below, top]), make.topic("Nobody knows it")]
        places = [self.cast.home] + [
            make.institution(country=country, kind=self.chance.choice(INSTITUTION_KINDS[:3]), level=level)
            for country, level in product((*COUNTRIES, None), GOVERNMENT_LEVELS[:2])
        ]
        make.institution(country="PE")  # where nobody works
        for visibility in VISIBILITIES * 3:
            self._person(make, self.chance.choice(places), visibility)
        self._things(make, self.cast.owner, "private")
        found = [self.cast.client(kind).get("/institutions", limit=100) for kind in KINDS][-1]
        self.places = [each["id"] for each in found.json["items"]]

    def _person(self, make, place, visibility):
        spoken = " ".join(f"{code}:B2" for code in self.chance.sample(LANGUAGES, self.chance.randint(0, 3)))
        person = make.person(place, spoken, languages_visibility=visibility)
        for topic in self.chance.sample(self.topics[:4], self.chance.randint(0, 3)):
            make.expertise(person, topic, visibility=self.chance.choice(VISIBILITIES))
        self._things(make, person, self.chance.choice(VISIBILITIES))

    def _things(self, make, person, visibility):
        said = {"visibility": visibility, "language": self.chance.choice((*LANGUAGES, None))}
        topics = self.chance.sample(self.topics[:4], self.chance.randint(0, 3))
        make.lesson(person, topics, step=self.chance.choice(LESSON_STEPS[:2]), **said)
        make.challenge(person, topics, status=self.chance.choice(CHALLENGE_STATUSES), **said)
        spoken = [CommunityLanguage(language=code) for code in self.chance.sample(LANGUAGES, 2)]
        stage = self.chance.choice(COMMUNITY_STAGES[:3])
        make.community(person, topics, visibility=visibility, stage=stage, spoken=spoken)

    def values(self, facet):
        """Every value that the facet could have, some of which nothing has."""
        words = {"kind": INSTITUTION_KINDS, "level": GOVERNMENT_LEVELS, "step": LESSON_STEPS, "stage": COMMUNITY_STAGES}
        known = {"country": (*COUNTRIES, "PE", "CO"), "language": (*LANGUAGES, "pt"), "status": CHALLENGE_STATUSES}
        return {**words, **known, "institution_id": self.places, "topic_id": self.topics}[facet]

    def filters(self, name):
        """Nothing, a filter alone, and some together."""
        each = sorted((facet, self.chance.choice(self.values(facet)[:3])) for facet in LISTS[name])
        return {}, dict([self.chance.choice(each)]), {**dict(self.chance.sample(each, 2)), "q": "1"}


def found(client, name, filters):
    """How many the list gives, to its last page."""
    page = client.get(f"/{name}", **filters, limit=100).json
    assert page["next"] is None
    return len(page["items"])


@pytest.fixture
def world(make, sign_in):
    return World(make, sign_in, 1)


@pytest.mark.parametrize("name", LISTS)
def test_a_count_is_how_many_the_list_gives_with_that_value_to_everybody(world, name):
    checked, told = 0, set()
    for kind, filters in ((kind, filters) for kind in KINDS for filters in world.filters(name)):
        client = world.cast.client(kind)
        counts = client.get(f"/{name}/counts", **filters).json
        assert counts.keys() == LISTS[name] | {"total", "without", "left_off"}
        assert counts["total"] == found(client, name, filters)
        assert {each["filter"]: each["count"] for each in counts["without"]} == {
            left_out: found(client, name, {key: value for key, value in filters.items() if key != left_out})
            for left_out in filters
        }
        for facet in LISTS[name]:
            given = {value: found(client, name, {**filters, facet: value}) for value in world.values(facet)}
            assert {each["value"]: each["count"] for each in counts[facet]} == {
                value: count for value, count in given.items() if count
            }
            checked += len(given)
        told.add(str(counts))
    assert checked > 250
    assert len(told) > 7  # not everybody is told the same


@pytest.mark.parametrize("name", LISTS)
def test_the_most_frequent_values_come_first_and_things_are_called_by_their_names(world, name):
    client = world.cast.client("self")
    counts = client.get(f"/{name}/counts").json
    for facet in LISTS[name]:
        assert counts[facet] == sorted(counts[facet], key=lambda each: (-each["count"], each["value"]))
    for each in counts.get("institution_id", []):
        assert each["name"] == client.get(f"/institutions/{each['value']}").json["name"]
    for each in counts.get("topic_id", []):
        assert each["name"] == client.get(f"/topics/{each['value']}").json["name"]
    assert all(each.keys() == {"value", "count"} for facet in LISTS[name] - NAMED for each in counts[facet])


def test_of_many_institutions_the_most_frequent_are_told_and_that_others_are_left_off(world, monkeypatch):
    client = world.cast.client("self")
    everything = client.get("/people/counts").json
    monkeypatch.setattr(facets, "MOST", 1)
    some = client.get("/people/counts").json
    assert everything["left_off"] == []
    assert some["left_off"] == ["institution_id", "topic_id"]
    for facet in LISTS["people"]:
        most = 1 if facet in some["left_off"] else None
        assert some[facet] == everything[facet][:most]
    assert len(everything["country"]) > 1


@pytest.mark.parametrize("name", LISTS)
def test_what_the_list_does_not_take_the_counts_do_not_take_either(world, name):
    client = world.cast.client("self")
    for said in ({"limit": 3}, {"sort": "name"}, {"format": "csv"}, {"shoe_size": 44}):
        assert client.get(f"/{name}/counts", **said).status_code == 422
    assert client.get(f"/{name}/counts", country="ZZ").status_code == client.get(f"/{name}", country="ZZ").status_code


def test_filters_that_come_from_elsewhere_are_counted_too(world, make):
    client = world.cast.client("self")
    make.institution(parent_id=world.cast.home)
    assert client.get("/institutions/counts", parent_id=world.cast.home).json["total"] == 1
    asked = {"contributor_id": world.cast.owner}
    assert client.get("/lessons/counts", **asked).json["total"] == found(client, "lessons", asked) == 1
    assert world.cast.client("foreigner").get("/lessons/counts", **asked).json["total"] == 0

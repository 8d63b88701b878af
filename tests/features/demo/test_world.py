"""The demo world: repeatable, whole, large enough to try matching on, and openly invented."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import pytest

import app.demo
from app.demo.blocks_reader import read_block, read_themes
from app.demo.world import World, build_world

STARTER = Path(app.demo.__file__).parents[1] / "topics" / "starter.csv"
LANGUAGES = {"en", "fr", "es", "pt", "id"}
INVENTED = re.compile(r"invent|rekaan", re.IGNORECASE)

Row = dict[str, Any]


@pytest.fixture(scope="module")
def world() -> World:
    return build_world()


@pytest.fixture(scope="module")
def topics() -> set[str]:
    with STARTER.open(encoding="utf-8", newline="") as file:
        return {row["ref"] for row in csv.DictReader(file)}


def repeated(values: Iterator[str]) -> list[str]:
    return [value for value, times in Counter(values).items() if times > 1]


def texts(world: World) -> Iterator[str]:
    for rows in (world.people, world.expertise, world.lessons, world.challenges, world.engagements):
        yield from (value for row in rows for value in row.values() if isinstance(value, str))


def refs(rows: tuple[Row, ...]) -> set[str]:
    return {row["ref"] for row in rows}


def test_the_same_seed_gives_the_same_rows(world: World) -> None:
    assert build_world() == world


def test_another_seed_gives_other_rows(world: World) -> None:
    assert build_world(seed=7) != world


@pytest.mark.parametrize("kind", ["institutions", "people", "lessons", "challenges", "engagements"])
def test_no_ref_comes_twice(world: World, kind: str) -> None:
    assert repeated(row["ref"] for row in getattr(world, kind)) == []


def test_no_address_comes_twice(world: World) -> None:
    assert repeated(row["email"] for row in world.people) == []


def test_no_name_comes_twice(world: World) -> None:
    assert repeated(row["name"] for row in world.people) == []


def test_a_parent_institution_stands_before_its_children(world: World) -> None:
    seen: set[str] = set()
    for row in world.institutions:
        assert row.get("parent") is None or row["parent"] in seen
        seen.add(row["ref"])


@pytest.mark.parametrize("kind", ["people", "lessons", "challenges", "communities"])
def test_every_institution_named_exists(world: World, kind: str) -> None:
    assert {row["institution"] for row in getattr(world, kind)} <= refs(world.institutions)


def test_every_person_named_exists(world: World) -> None:
    named = {row["person"] for row in world.expertise} | {row["author"] for row in world.challenges}
    named |= {ref for row in world.lessons for ref in row["contributors"]}
    named |= {row[role] for row in world.engagements for role in ("peer", "seeker")}
    named |= {ref for row in world.communities for ref in (row["author"], *row["members"])}
    named |= {row["validated_by"] for row in world.lessons if "validated_by" in row}
    assert named <= refs(world.people)


def test_every_topic_named_is_in_the_starter_scheme(world: World, topics: set[str]) -> None:
    named = {row["topic"] for row in world.expertise}
    named |= {
        ref
        for row in (*world.lessons, *world.challenges, *world.engagements, *world.communities)
        for ref in row["topics"]
    }
    assert named <= topics


def test_every_topic_of_a_block_is_in_the_starter_scheme(topics: set[str]) -> None:
    assert {topic for theme in read_themes().values() for topic in theme.topics} <= topics


def test_every_theme_an_institution_names_has_a_block() -> None:
    homes = read_block("institutions") + read_block("local_agencies")
    named = {slug for home in homes for slug in home["themes"]}
    named |= {slug for person in read_block("named")["people"] for slug in person["themes"]}
    assert named == set(read_themes())


def test_every_account_belongs_to_a_person_and_an_institution(world: World) -> None:
    assert {row["email"] for row in world.accounts} <= {row["email"] for row in world.people}
    homes = {role["institution"] for row in world.accounts for role in row["roles"] if role.get("institution")}
    assert homes <= refs(world.institutions)


def test_lessons_and_challenges_come_from_the_institution_of_their_authors(world: World) -> None:
    home = {row["ref"]: row["institution"] for row in world.people}
    for row in world.lessons:
        assert {home[ref] for ref in row["contributors"]} == {row["institution"]}
    assert all(home[row["author"]] == row["institution"] for row in world.challenges)


def test_about_six_hundred_people_work_in_the_world(world: World) -> None:
    assert 580 <= len(world.people) <= 640


def test_at_least_sixty_topics_are_known_by_someone(world: World) -> None:
    assert len({row["topic"] for row in world.expertise}) >= 60


def test_there_are_three_hundred_lessons_and_at_least_a_hundred_and_fifty_challenges(world: World) -> None:
    assert len(world.lessons) == 300
    assert len(world.challenges) >= 150


@pytest.mark.parametrize("kind", ["expertise", "lessons", "challenges"])
def test_texts_come_in_five_languages(world: World, kind: str) -> None:
    assert {row["language"] for row in getattr(world, kind)} == LANGUAGES


def test_every_main_institution_has_at_least_ten_people(world: World) -> None:
    staff = Counter(row["institution"] for row in world.people)
    assert {home["ref"]: staff[home["ref"]] for home in read_block("institutions") if staff[home["ref"]] < 10} == {}


def test_no_institution_stands_empty(world: World) -> None:
    assert {row["institution"] for row in world.people} == refs(world.institutions)


def test_every_person_knows_something_and_no_topic_twice(world: World) -> None:
    pairs = [f"{row['person']} {row['topic']}" for row in world.expertise]
    assert repeated(iter(pairs)) == []
    named = {row["ref"] for row in read_block("named")["people"]}
    assert refs(world.people) - named <= {row["person"] for row in world.expertise}


def test_no_two_expertise_statements_are_the_same(world: World) -> None:
    assert repeated(row["statement"] for row in world.expertise) == []


def test_no_two_titles_are_the_same(world: World) -> None:
    assert repeated(row["title"] for row in (*world.lessons, *world.challenges)) == []


def test_no_placeholder_is_left_in_a_text(world: World) -> None:
    assert [text for text in texts(world) if re.search(r"[{}]|  ", text)] == []


def test_every_address_ends_in_a_domain_that_can_not_exist(world: World) -> None:
    addresses = {row["email"] for row in (*world.people, *world.accounts)}
    assert [address for address in addresses if not address.endswith(".example")] == []


def test_every_person_says_of_himself_that_he_is_invented(world: World) -> None:
    assert [row["ref"] for row in world.people if not INVENTED.search(row["about"])] == []


def test_every_time_zone_is_known(world: World) -> None:
    assert {row["time_zone"] for row in world.people} <= available_timezones()


def test_every_lesson_happened_before_it_was_validated_and_is_reviewed_later(world: World) -> None:
    for row in world.lessons:
        dates = [row["happened_on"], row.get("validated_on"), row["review_by"]]
        told = [date.fromisoformat(value) for value in dates if value]
        assert told == sorted(told)


def test_a_validated_lesson_names_who_and_when(world: World) -> None:
    for row in world.lessons:
        is_validated = row["step"] in {"validated", "prepared", "in_use"}
        assert ("validated_by" in row, "validated_on" in row) == (is_validated, is_validated)


def test_peers_of_engagements_help_people_of_other_institutions_with_what_they_know(world: World) -> None:
    home = {row["ref"]: row["institution"] for row in world.people}
    assert [row for row in world.engagements if home[row["peer"]] == home[row["seeker"]]] == []
    known = {row["language"] for row in world.expertise}
    assert {row["language"] for row in world.engagements} <= known
    assert 36 <= len(world.engagements) <= 99


def test_engagements_came_to_every_outcome_and_most_are_shown_to_the_network(world: World) -> None:
    assert {row["outcome"] for row in world.engagements} == {"yes", "partly", "no"}
    shown = [row for row in world.engagements if row["visibility"] == "network"]
    assert len(world.engagements) / 2 < len(shown) < len(world.engagements)

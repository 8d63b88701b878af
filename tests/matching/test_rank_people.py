"""Who is proposed, in what order, and why."""

import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.errors import ExperienceError, QueryError
from matching.index import EvidenceIndex
from matching.rank import rank_people
from matching.types import Answer, Availability, Languages, Ring

Make = Callable[..., Any]
WORDS = ["village", "radio", "water", "tax", "land", "school"]
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join), min_size=1, max_size=12)
PLACES = [("inst-a", "KE"), ("inst-b", "KE"), ("inst-c", "GH"), ("inst-d", None)]
LEVELS = st.sampled_from([(), (("en", "B1"),), (("fr", "C1"),), (("en", "A2"), ("fr", "B2"))])


def ids(answer: Answer) -> list[str]:
    return [suggestion.id for suggestion in answer.suggestions]


@pytest.fixture(scope="session")
def ask(make: Any) -> Make:
    """Ask for people whose evidence is given as person=text, with changes to some candidates."""

    def run(evidence: dict[str, str], changes: dict[str, dict[str, Any]] | None = None, **query: Any) -> Answer:
        index = EvidenceIndex.build([make.item(f"of-{who}", text, who) for who, text in evidence.items()])
        people = {who: make.candidate(who, **(changes or {}).get(who, {})) for who in evidence}
        return rank_people(index, people, make.viewer(), make.query(**query))

    return run


def test_the_better_fit_comes_first(ask: Make) -> None:
    assert ids(ask({"ann": "village water school land", "ben": "village radio"})) == ["ben", "ann"]


def test_equal_scores_are_ordered_by_id(ask: Make) -> None:
    assert ids(ask({"cho": "village radio", "ann": "village radio", "ben": "village radio"})) == ["ann", "ben", "cho"]


def test_no_more_are_proposed_than_asked_for(ask: Make) -> None:
    assert ids(ask(dict.fromkeys("abcdefgh", "village radio"), limit=3)) == ["a", "b", "c"]


def test_the_viewer_is_never_proposed_to_himself(ask: Make) -> None:
    assert ids(ask({"me": "village radio", "ann": "radio"})) == ["ann"]


@pytest.mark.parametrize(
    "change",
    [
        {"is_open": False},
        {"availability": Availability(hours_offered=4.0, hours_taken=4.0)},
        {"availability": Availability(hours_offered=4.0, hours_taken=5.0, audience="person:ann")},
        {"institution": "inst-b", "ring_open": Ring.INTERNAL},
        {"institution": "inst-b", "country": "GH", "ring_open": Ring.DOMESTIC},
    ],
)
def test_who_is_closed_full_or_has_not_opened_the_ring_is_never_proposed(ask: Make, change: dict[str, Any]) -> None:
    assert ids(ask({"ann": "village radio", "ben": "radio"}, {"ann": change})) == ["ben"]


@pytest.mark.parametrize("excluded", ["ann", "inst-b"])
def test_an_excluded_person_or_institution_is_never_proposed(ask: Make, excluded: str) -> None:
    changes = {"ann": {"institution": "inst-b"}}
    assert ids(ask({"ann": "village radio", "ben": "radio"}, changes, excluded=frozenset({excluded}))) == ["ben"]


def test_who_offered_no_hours_is_not_full(ask: Make) -> None:
    assert ids(ask({"ann": "radio"}, {"ann": {"availability": Availability(hours_taken=3.0)}})) == ["ann"]


def test_evidence_of_someone_who_is_no_candidate_proposes_nobody(make: Any) -> None:
    index = EvidenceIndex.build([make.item("a", "village radio", "ghost")])
    assert ids(rank_people(index, {}, make.viewer(), make.query())) == []


def test_near_ties_are_broken_by_language_hours_load_and_nearness(ask: Make) -> None:
    nairobi, busy = Availability("Africa/Nairobi", hours_offered=8.0), Availability(hours_offered=8.0, hours_taken=7.0)
    texts = dict.fromkeys(["abroad", "busy", "hours", "near", "speaks"], "village radio")
    far = {"institution": "inst-b", "country": "GH"}
    changes = {
        "abroad": far,
        "busy": far | {"availability": busy},
        "hours": far | {"availability": nairobi},
        "near": {"institution": "inst-b"},
        "speaks": far | {"spoken": (("en", "B2"),)},
    }
    assert ids(ask(texts, changes)) == ["hours", "speaks", "near", "busy", "abroad"]


def test_the_known_facts_are_shown_beside_the_score(ask: Make) -> None:
    availability = Availability("Africa/Kampala", hours_offered=8.0, hours_taken=2.0)
    (suggestion,) = ask(
        {"ann": "radio"}, {"ann": {"availability": availability, "spoken": (("en", "C2"),)}}
    ).suggestions
    assert suggestion.shared_languages == ("en",)
    assert (suggestion.hours_overlap, suggestion.hours_offered, suggestion.hours_taken) == (45.0, 8.0, 2.0)


def test_only_a_known_speaker_passes_the_languages_filter(ask: Make) -> None:
    changes = {
        "ann": {"spoken": (("fr", "B1"),)},
        "ben": {"spoken": (("fr", "A2"),)},
        "cho": {"languages": Languages((("fr", "C2"),), audience="person:cho")},
    }
    assert ids(ask(dict.fromkeys(changes, "village radio"), changes, languages=("fr",))) == ["ann"]


def test_only_evidence_with_a_topic_asked_for_counts(make: Any) -> None:
    items = [make.item("a", "village radio", "ann", topics=("media",)), make.item("b", "village radio", "ann", "ben")]
    people = {who: make.candidate(who) for who in ("ann", "ben")}
    answer = rank_people(EvidenceIndex.build(items), people, make.viewer(), make.query(topics=frozenset({"media"})))
    assert [[hit.id for hit in suggestion.evidence] for suggestion in answer.suggestions] == [["a"]]


def test_experience_breaks_a_near_tie_and_is_told_the_best_items(make: Any) -> None:
    told: list[dict[str, float]] = []
    index = EvidenceIndex.build([make.item("a", "village radio", "ann"), make.item("b", "village radio", "ben")])
    people = {who: make.candidate(who) for who in ("ann", "ben")}
    answer = rank_people(
        index, people, make.viewer(), make.query(), lambda items: told.append(dict(items)) or {"ben": 1.0}
    )
    assert ids(answer) == ["ben", "ann"]
    assert told == [{"a": pytest.approx(1.0), "b": pytest.approx(1.0)}]


@pytest.mark.parametrize("value", [1.5, -0.1, math.nan])
def test_experience_outside_its_bounds_fails_loudly(ask: Make, make: Any, value: float) -> None:
    index = EvidenceIndex.build([make.item("a", "village radio", "ann")])
    with pytest.raises(ExperienceError, match="'ann'"):
        rank_people(index, {"ann": make.candidate("ann")}, make.viewer(), make.query(), lambda _: {"ann": value})


def test_a_query_for_nobody_fails_loudly(ask: Make) -> None:
    with pytest.raises(QueryError, match="at least one"):
        ask({"ann": "radio"}, limit=0)


PERSON = st.fixed_dictionaries(
    {"spoken": LEVELS, "experience": st.floats(0, 1), "taken": st.integers(0, 7), "place": st.sampled_from(PLACES)}
)
PEOPLE = st.lists(PERSON, min_size=6, max_size=6)


def answer_of(make: Any, texts: list[str], people: list[dict[str, Any]], text: str) -> Answer:
    index = EvidenceIndex.build([make.item(f"i{n}", body, f"p{n % 6}") for n, body in enumerate(texts)])
    candidates, known = {}, {}
    for number, person in enumerate(people):
        hours = Availability("Asia/Kathmandu", hours_offered=8, hours_taken=person["taken"])
        institution, country = person["place"]
        candidates[f"p{number}"] = make.candidate(
            f"p{number}", spoken=person["spoken"], availability=hours, institution=institution, country=country
        )
        known[f"p{number}"] = person["experience"]
    return rank_people(index, candidates, make.viewer(), make.query(text), lambda _: known)


@given(TEXTS, PEOPLE, st.sampled_from(["village radio", "radio tax zebra", ""]))
def test_the_parts_add_up_to_a_score_between_0_and_1(
    make: Any, texts: list[str], people: list[dict[str, Any]], text: str
) -> None:
    answer = answer_of(make, texts, people, text)
    scores = [suggestion.score for suggestion in answer.suggestions]
    assert scores == sorted(scores, reverse=True)
    for suggestion in answer.suggestions:
        assert math.fsum(part.value for part in suggestion.parts) == pytest.approx(suggestion.score, abs=1e-9)
        assert 0.0 <= suggestion.score <= 1.0


@given(TEXTS, PEOPLE)
def test_a_clearly_worse_fit_is_never_lifted_over_a_better_one(
    make: Any, texts: list[str], people: list[dict[str, Any]]
) -> None:
    answer = answer_of(make, texts, people, "village radio")
    fits = [suggestion.parts[0].value for suggestion in answer.suggestions]
    assert all(later * 0.75 <= first + 1e-12 for at, first in enumerate(fits) for later in fits[at:])


@given(TEXTS, PEOPLE, st.integers(1, 5))
def test_asking_for_fewer_gives_the_first_of_many(
    make: Any, texts: list[str], people: list[dict[str, Any]], limit: int
) -> None:
    index = EvidenceIndex.build([make.item(f"i{n}", body, f"p{n % 6}") for n, body in enumerate(texts)])
    candidates = {f"p{n}": make.candidate(f"p{n}", spoken=person["spoken"]) for n, person in enumerate(people)}
    many = rank_people(index, candidates, make.viewer(), make.query(limit=50))
    few = rank_people(index, candidates, make.viewer(), make.query(limit=limit))
    assert few.suggestions == many.suggestions[:limit]

"""Saying more than is true does not pay: the same evidence, told honestly and otherwise."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.constants import TOP_ITEMS
from matching.index import EvidenceIndex
from matching.rank import rank_institutions, rank_people
from matching.types import Answer, Availability, InstitutionPlace, Languages, Ring

Make = Any
Ask = Callable[..., Answer]
STATEMENT = "For six years I ran village radio with farmers in two districts and trained their reporters"
FIELD = (
    "village radio station antenna transmitter broadcast frequency licence listener programme presenter studio "
    "microphone archive archivist sound song drama news harvest weather market price seed soil cattle dairy fishery "
    "forest irrigation pump school clinic vaccine midwife nutrition election census budget audit tender road bridge"
)
AGAINST = {"institution": "inst-c", "country": "GH", "availability": Availability(hours_offered=8.0, hours_taken=7.999)}
FOR = {"spoken": (("en", "C2"),), "availability": Availability("Africa/Nairobi", hours_offered=8.0)}
PARTS = {"topical_fit", "experience", "languages", "working_hours", "proximity", "load"}
WORKING_DAYS = st.lists(st.integers(0, 6), unique=True).map(tuple)
TAKEN = st.floats(0.0, 7.9)
ZONES = st.sampled_from([None, "Africa/Nairobi", "Asia/Jakarta", "America/Lima"])


def people(make: Make, told: Mapping[str, tuple[str, ...]], of: Any = None, **changes: dict[str, Any]) -> Answer:
    """Ask for people, each of whom tells some texts."""
    items = [make.item(f"{who}-{at}", text, who) for who, texts in told.items() for at, text in enumerate(texts)]
    candidates = {who: make.candidate(who, **changes.get(who, {})) for who in told}
    return rank_people(EvidenceIndex.build(items), candidates, make.viewer(), make.query(), of)


def institutions(make: Make, told: Mapping[str, tuple[str, ...]], of: Any = None, **_: Any) -> Answer:
    """Ask for institutions, each of which tells some texts."""
    texts = [(who, f"{who}-{at}", text) for who, texts in told.items() for at, text in enumerate(texts)]
    items = [make.item(item_id, text, institutions=(who,)) for who, item_id, text in texts]
    places = {who: InstitutionPlace(who, "KE" if who == "ben" else "GH", Ring.INTERNATIONAL) for who in told}
    return rank_institutions(EvidenceIndex.build(items), places, make.viewer(), make.query(), of)


def scores(answer: Answer) -> dict[str, float]:
    return {each.id: each.score for each in answer.suggestions}


both = pytest.mark.parametrize("ask", [people, institutions])


@both
@given(times=st.integers(1, 60))
def test_a_stuffed_statement_is_worth_less_than_the_words_said_once_and_alone(ask: Ask, make: Make, times: int) -> None:
    # "ben" is the nearer institution, so whoever stuffs is called zed
    found = scores(ask(make, {"plain": ("village radio",), "zed": (STATEMENT + " village radio" * times,)}))
    assert found["plain"] > found["zed"]


@both
@pytest.mark.parametrize("told", [FIELD, f"{STATEMENT}. {FIELD}"])
def test_listing_every_word_of_the_field_lifts_nobody_over_the_honest_statement(
    ask: Ask, make: Make, told: str
) -> None:
    found = scores(ask(make, {"ann": (STATEMENT,), "zed": (told,)}))
    assert found["ann"] > found["zed"]


@given(st.lists(st.sampled_from(FIELD.split()[2:]), min_size=1, unique=True))
def test_each_word_beside_the_question_makes_a_statement_fit_less(make: Make, words: list[str]) -> None:
    found = scores(people(make, {"ann": (STATEMENT,), "zed": (f"{STATEMENT} {' '.join(words)}",)}))
    assert found["ann"] > found["zed"]


@both
def test_an_item_that_names_its_owner_many_times_counts_once(ask: Ask, make: Make) -> None:
    items = [
        make.item("a", STATEMENT, "ann", institutions=("ann",)),
        make.item("b", STATEMENT, *["ben"] * 9, institutions=("ben",) * 9),
    ]
    index = EvidenceIndex.build(items)
    places = {who: InstitutionPlace(who, "GH", Ring.INTERNATIONAL) for who in ("ann", "ben")}
    candidates = {who: make.candidate(who) for who in ("ann", "ben")}
    rank, known = (rank_people, candidates) if ask is people else (rank_institutions, places)
    found = scores(rank(index, known, make.viewer(), make.query()))
    assert found["ann"] == found["ben"]


@given(WORKING_DAYS, ZONES, st.floats(1.0, 40.0))
def test_hiding_when_one_works_never_helps_who_is_free(
    make: Make, days: tuple[int, ...], zone: str | None, offered: float
) -> None:
    stated = Availability(zone, days, hours_offered=offered)
    hidden = Availability(zone, days, hours_offered=offered, audience="person:ben")
    found = scores(
        people(
            make,
            dict.fromkeys(("ann", "ben", "cho"), (STATEMENT,)),
            ann={"availability": stated},
            ben={"availability": hidden},
            cho={"availability": Availability(zone, days)},
        )
    )
    assert found["ann"] >= max(found["ben"], found["cho"])


def test_hiding_ones_languages_never_helps(make: Make) -> None:
    spoken = (("en", "B1"), ("fr", "C2"))
    hidden = Languages(spoken, audience="person:ben")
    found = scores(
        people(make, dict.fromkeys(("ann", "ben"), (STATEMENT,)), ann={"spoken": spoken}, ben={"languages": hidden})
    )
    assert found["ann"] > found["ben"]


def test_nothing_but_the_known_parts_makes_a_score_and_none_of_them_is_praise(make: Make) -> None:
    answer = people(make, {"ann": (STATEMENT,)}, lambda _: {"ann": 1.0}, ann=FOR)
    assert {part.name for part in answer.suggestions[0].parts} == PARTS


@pytest.mark.parametrize("kind", ["endorsement", "expertise", "award", ""])
def test_what_an_item_calls_itself_earns_nothing(make: Make, kind: str) -> None:
    items = [make.item("a", STATEMENT, "ann"), make.item("b", STATEMENT, "ben", kind=kind)]
    candidates = {who: make.candidate(who) for who in ("ann", "ben")}
    found = scores(rank_people(EvidenceIndex.build(items), candidates, make.viewer(), make.query()))
    assert found["ann"] == found["ben"]


def test_praising_oneself_by_name_earns_nothing(make: Make) -> None:
    praise = f"{STATEMENT}. I, ben, am the best; ben is the leading expert, says ben."
    found = scores(people(make, {"ann": (STATEMENT,), "ben": (praise,)}))
    assert found["ann"] > found["ben"]


@both
def test_all_experience_there_is_lifts_nobody_over_a_clearly_better_fit(ask: Ask, make: Make) -> None:
    told = {"ann": ("village radio",), "ben": ("village radio water tax land school road bridge pump",)}
    answer = ask(make, told, lambda _: {"ann": 0.0, "ben": 1.0}, ann=AGAINST, ben=FOR)
    fits = {each.id: each.parts[0].value for each in answer.suggestions}
    assert 0.73 < fits["ben"] / fits["ann"] < 0.75  # just below the bound: the hardest case
    assert [each.id for each in answer.suggestions] == ["ann", "ben"]


@both
def test_experience_without_evidence_for_the_question_proposes_nobody(ask: Ask, make: Make) -> None:
    answer = ask(make, {"ann": (STATEMENT,), "ben": ("property tax",)}, lambda _: {"ben": 1.0})
    assert list(scores(answer)) == ["ann"]


@both
@given(times=st.integers(1, 60))
def test_saying_the_words_of_the_question_often_is_worth_no_more_than_saying_them_twice(
    ask: Ask, make: Make, times: int
) -> None:
    twice, often = (STATEMENT + " village radio" * more for more in (1, times))
    found = scores(ask(make, {"ann": (twice,), "zed": (often,)}))
    assert found["zed"] == found["ann"]


@both
@given(times=st.integers(1, 20))
def test_telling_the_same_text_in_several_items_is_worth_no_more_than_once(ask: Ask, make: Make, times: int) -> None:
    found = scores(ask(make, {"ann": (STATEMENT,), "zed": (STATEMENT,) * times}))
    assert found["zed"] == found["ann"]


@both
@given(times=st.integers(1, 12), word=st.sampled_from(["farmers", "districts", "trained", "reporters"]))
def test_telling_a_text_again_with_a_word_changed_is_worth_no_more_than_telling_it_once(
    ask: Ask, make: Make, times: int, word: str
) -> None:
    changed = tuple(STATEMENT.replace(word, other) for other in FIELD.split()[2 : 2 + times])
    found = scores(ask(make, {"ann": (STATEMENT,), "zed": (STATEMENT, *changed)}))
    assert found["zed"] == pytest.approx(found["ann"])


@both
def test_of_near_copies_the_one_that_fits_best_is_heard(ask: Ask, make: Make) -> None:
    weaker = STATEMENT.replace("village", "parish")
    found = scores(ask(make, {"ann": (STATEMENT,), "ben": (weaker, STATEMENT), "cho": (weaker,)}))
    assert found["ann"] > found["cho"]
    told = ask(make, {"ben": (weaker, STATEMENT), "cho": (weaker,)}).suggestions[0]
    assert [hit.id for hit in told.evidence] == ["ben-1"]


@both
def test_two_texts_that_share_only_some_words_are_two_voices(ask: Ask, make: Make) -> None:
    another = "Two seasons of village radio with fishers, who spoke about prices, nets and storms at sea"
    found = scores(ask(make, {"ann": (another,), "zed": (another, STATEMENT)}))
    assert found["zed"] > found["ann"]


@both
@given(word=st.sampled_from(FIELD.split()[2:]))
def test_a_statement_of_one_word_is_worth_no_more_than_with_another_beside_it(ask: Ask, make: Make, word: str) -> None:
    found = scores(ask(make, {"ann": (f"radio {word}",), "ben": (f"radio {word}",), "zed": ("radio",)}))
    assert found["zed"] <= found["ann"] + 1e-9


@both
@given(times=st.integers(1, 20))
def test_repeating_the_title_in_the_text_earns_nothing(ask: Ask, make: Make, times: int) -> None:
    told = "Village radio. We trained reporters in two districts."
    found = scores(ask(make, {"ann": (told,), "zed": (told + " Village radio." * times,)}))
    assert found["zed"] == found["ann"]


@both
def test_a_short_text_that_a_long_one_holds_is_a_voice_of_its_own(ask: Ask, make: Make) -> None:
    found = scores(ask(make, {"ann": (STATEMENT,), "zed": (STATEMENT, f"{STATEMENT}. {FIELD}")}))
    assert found["zed"] > found["ann"]


def test_sharing_ones_evidence_with_others_earns_nobody_more(make: Make) -> None:
    items = [make.item("a", STATEMENT, "ann"), make.item("b", STATEMENT, "ben", "cho")]
    candidates = {who: make.candidate(who) for who in ("ann", "ben", "cho")}
    found = scores(rank_people(EvidenceIndex.build(items), candidates, make.viewer(), make.query()))
    assert found["ann"] > found["ben"] == found["cho"]


def test_a_text_repeated_without_end_silences_nobody(make: Make) -> None:
    found = scores(people(make, {"ann": ("radio and water",), "zed": ("village radio",) * (2 * TOP_ITEMS)}))
    assert found.keys() == {"ann", "zed"}


def test_a_repeated_text_speaks_where_the_viewer_sees_only_its_second_telling(make: Make) -> None:
    items = [make.item("a", STATEMENT, "ann", audience="person:ann"), make.item("b", STATEMENT, "ann")]
    answer = rank_people(EvidenceIndex.build(items), {"ann": make.candidate("ann")}, make.viewer(), make.query())
    assert [hit.id for hit in answer.suggestions[0].evidence] == ["b"]


def test_two_people_of_one_institution_who_say_the_same_are_two_voices(make: Make) -> None:
    items = [make.item(f"i{who}", STATEMENT, who, institutions=("two",)) for who in ("ann", "ben")]
    items += [make.item(f"i{who}", STATEMENT, "cho", institutions=("one",)) for who in ("cho", "cho2")]
    places = {who: InstitutionPlace(who, "GH", Ring.INTERNATIONAL) for who in ("one", "two")}
    found = scores(rank_institutions(EvidenceIndex.build(items), places, make.viewer(), make.query()))
    assert found["two"] > found["one"]


@given(TAKEN, st.sampled_from([None, "Africa/Nairobi", "America/Lima"]))
def test_understating_availability_never_helps_who_has_taken_on_work(
    make: Make, taken: float, zone: str | None
) -> None:
    offers = {
        "stated": Availability(zone, hours_offered=8.0, hours_taken=taken),
        "hidden": Availability(zone, hours_offered=8.0, hours_taken=taken, audience="person:hidden"),
        "zero": Availability(zone, hours_taken=taken),
    }
    changes = {who: {"availability": offer} for who, offer in offers.items()}
    found = scores(people(make, dict.fromkeys(offers, (STATEMENT,)), **changes))
    assert found["stated"] >= max(found["hidden"], found["zero"])


def test_who_says_alone_what_he_said_with_another_is_heard_once(make: Make) -> None:
    candidates = {who: make.candidate(who) for who in ("ama", "ben")}
    together, alone = make.item("a", "village radio", "ama", "ben"), make.item("b", "village radio", "ama")
    found = scores(rank_people(EvidenceIndex.build([together, alone]), candidates, make.viewer(), make.query()))
    assert found["ama"] == found["ben"]

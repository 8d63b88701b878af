"""Nothing a viewer may not see changes a byte of what he sees."""

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from matching.index import EvidenceIndex
from matching.rank import rank_institutions, rank_people
from matching.types import Answer, Availability, Candidate, Evidence, InstitutionPlace, Languages, Query, Ring, Viewer

WORDS = ["village", "villager", "radio", "radiation", "water", "tax", "zebra", "gestion", "fiscale", "fiscality"]
TEXT = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
NAMES = st.lists(st.sampled_from(["ann", "ben", "cho", "dee"]), max_size=2).map(tuple)
FIELDS = {"kind": st.just("lesson"), "title": TEXT, "text": TEXT, "people": NAMES, "institutions": NAMES}
LANGUAGE = st.sampled_from(["en", "fr", "sw", None])
SEEN = st.builds(
    Evidence, **FIELDS, id=st.text("abc", min_size=1, max_size=3), language=LANGUAGE,
    audience=st.sampled_from(["network", "country:KE", "person:me"]), topics=st.sampled_from([(), ("t",)]),
)  # fmt: skip
HIDDEN = st.builds(
    Evidence, **FIELDS, id=st.text("xyz", min_size=1, max_size=3), language=LANGUAGE,
    audience=st.sampled_from(["country:GH", "institution:other", "person:ann"]), topics=st.just(("t",)),
)  # fmt: skip
QUERIES = st.builds(
    Query, text=TEXT, on=st.dates(), ring=st.sampled_from(Ring), limit=st.integers(1, 3),
    languages=st.sampled_from([(), ("fr",)]), topics=st.sampled_from([frozenset(), frozenset({"t"})]),
)  # fmt: skip


def people(spoken: tuple[tuple[str, str], ...] = (), hours: Availability | None = None) -> dict[str, Candidate]:
    places = {"ann": ("inst-a", "KE"), "ben": ("inst-b", "KE"), "cho": ("inst-c", "GH"), "dee": ("inst-d", None)}
    return {
        name: Candidate(
            name,
            *place,
            Ring.INTERNATIONAL,
            True,
            Languages(spoken, "person:x"),
            hours or Availability(audience="person:x"),
        )
        for name, place in places.items()
    }


def answers(items: list[Evidence], viewer: Viewer, query: Query) -> tuple[Answer, Answer]:
    index = EvidenceIndex.build(items)
    places = {name: InstitutionPlace(name, each.country, Ring.INTERNATIONAL) for name, each in people().items()}
    return rank_people(index, people(), viewer, query, _votes), rank_institutions(index, places, viewer, query, _votes)


def _votes(items: Any) -> dict[str, float]:
    return {"ann": len(items) / 100.0, "ben": min(1.0, sum(items.values()) / 100.0)}


def unique(items: list[Evidence]) -> list[Evidence]:
    return list({item.id: item for item in items}.values())


@given(st.lists(SEEN, max_size=8), st.lists(HIDDEN, min_size=1, max_size=8), QUERIES)
def test_a_hidden_item_changes_no_byte_of_the_answer(
    make: Any, seen: list[Evidence], hidden: list[Evidence], query: Query
) -> None:
    viewer = make.viewer()
    query = replace(query, on=make.query().on)
    assert repr(answers(unique(seen + hidden), viewer, query)) == repr(answers(unique(seen), viewer, query))


def test_hidden_items_by_the_hundred_take_no_place_among_the_best(make: Any) -> None:
    seen = [make.item("zz", "village water school land", "ann")]
    hidden = [make.item(f"h{n}", "village radio", "ann", audience="institution:other") for n in range(700)]
    assert answers(seen + hidden, make.viewer(), make.query()) == answers(seen, make.viewer(), make.query())


HOURS = st.builds(
    Availability, time_zone=st.sampled_from([None, "UTC", "Asia/Tokyo"]), hours_offered=st.sampled_from([0.0, 8.0]),
    hours_taken=st.floats(0.0, 7.0), audience=st.just("person:x"),
)  # fmt: skip
SPOKEN = st.sampled_from([(), (("en", "C1"),), (("fr", "B1"), ("en", "A1"))])


@given(st.lists(SEEN, max_size=8), SPOKEN, HOURS, QUERIES)
def test_hidden_languages_and_hours_change_no_byte_of_the_answer(
    make: Any, seen: list[Evidence], spoken: tuple[tuple[str, str], ...], hours: Availability, query: Query
) -> None:
    index, viewer = EvidenceIndex.build(unique(seen)), make.viewer()
    query = replace(query, on=make.query().on)
    without = rank_people(index, people(), viewer, query)
    assert repr(rank_people(index, people(spoken, hours), viewer, query)) == repr(without)


def test_an_item_counts_for_who_holds_its_key_and_for_no_other(make: Any) -> None:
    index = EvidenceIndex.build([make.item("a", "village radio", "ann", audience="country:GH")])
    candidates = {"ann": make.candidate("ann")}
    assert rank_people(index, candidates, make.viewer(), make.query()).suggestions == ()
    holder = make.viewer(audiences=frozenset({"country:GH"}))
    assert [each.id for each in rank_people(index, candidates, holder, make.query()).suggestions] == ["ann"]


def test_hidden_languages_give_the_same_words_as_none_at_all(make: Any) -> None:
    index = EvidenceIndex.build([make.item("a", "village radio", "ann")])
    hidden = make.candidate("ann", languages=Languages((("en", "C2"),), audience="person:ann"))
    shown = rank_people(index, {"ann": hidden}, make.viewer(), make.query())
    assert shown == rank_people(index, {"ann": make.candidate("ann")}, make.viewer(), make.query())
    assert shown.suggestions[0].shared_languages == ()

"""Ten thousand writes: what was folded answers as what is built afresh, to the last bit, laid out anew or not."""

import random
from typing import Any

import pytest

from matching.comparison import differing_items
from matching.index import EvidenceIndex
from matching.rank import rank_institutions, rank_people
from matching.types import Evidence, InstitutionPlace, Ring

WORDS = [f"{first}{second}" for first in ("vill", "wat", "tax", "sch", "rad", "far") for second in ("age", "er", "io")]
LETTERS = "bdfgklmnprtv"
AUDIENCES = ("network", "network", "network", "country:KE", "person:ann")
PEOPLE = [f"p{number}" for number in range(40)]
WRITES, ITEMS = 10_000, 400


def some_item(make: Any, chance: random.Random, item_id: str) -> Evidence:
    words = [*WORDS, *(word + chance.choice(LETTERS) + chance.choice(LETTERS) for word in WORDS)]
    return make.item(
        item_id,
        " ".join(chance.choices(words, k=chance.randrange(12))),
        *chance.sample(PEOPLE, chance.randrange(3)),
        audience=chance.choice(AUDIENCES),
        title=chance.choice(["", "Radio", "Tax office"]),
        language=chance.choice(["en", "fr"]),
        institutions=tuple(chance.sample(["inst-a", "inst-b", "inst-c"], chance.randrange(2))),
        source=chance.choice(["", f"person:{chance.choice(PEOPLE)}"]),
    )


def answers(make: Any, index: EvidenceIndex) -> list[Any]:
    people = {name: make.candidate(name, institution=f"inst-{'abc'[int(name[1:]) % 3]}") for name in PEOPLE}
    places = {name: InstitutionPlace(name, "GH", Ring.INTERNATIONAL) for name in ("inst-a", "inst-b", "inst-c")}
    viewer = make.viewer(audiences=frozenset({"network", "country:KE"}), institution="inst-b")
    asked = [
        make.query(text, limit=20) for text in ("village radio taxer", "waterbx schoolio radiokq", "faragevr villioql")
    ]
    return [
        rank(index, who, viewer, query)
        for query in asked
        for rank, who in ((rank_people, people), (rank_institutions, places))
    ]


@pytest.mark.parametrize("compact_from", [300, 100_000])
def test_ten_thousand_writes_leave_what_building_afresh_gives(
    make: Any, monkeypatch: pytest.MonkeyPatch, compact_from: int
) -> None:
    monkeypatch.setattr("matching.index.COMPACT_FROM", compact_from)
    chance = random.Random(compact_from)
    kept = {f"i{n}": some_item(make, chance, f"i{n}") for n in range(ITEMS)}
    index, written, layouts = EvidenceIndex.build(kept.values()), 0, 0
    while written < WRITES:
        names = [f"i{chance.randrange(2 * ITEMS)}" for _ in range(chance.randrange(1, 40))]
        changed = {name: some_item(make, chance, name) if chance.random() < 0.7 else None for name in names}
        index.fold(changed)
        written += len(changed)
        kept = {name: item for name, item in (kept | changed).items() if item is not None}
        if index.is_grown:
            index.compact()
            layouts += 1
    afresh = EvidenceIndex.build(kept.values())
    assert differing_items(index, afresh) == []
    assert index.statistics == afresh.statistics
    assert answers(make, index) == answers(make, afresh)
    assert (layouts > 5) == (compact_from < WRITES)


def test_an_index_made_again_of_its_arrays_answers_alike_and_goes_on_folding(make: Any) -> None:
    chance = random.Random(1)
    kept = {f"i{n}": some_item(make, chance, f"i{n}") for n in range(ITEMS)}
    index = EvidenceIndex.build(kept.values())
    copy = EvidenceIndex.of_arrays({name: array.copy() for name, array in index.arrays().items()})
    assert answers(make, copy) == answers(make, index)
    for each in (index, copy):
        each.fold(
            {"i3": None, "i900": kept["i3"].__class__("i900", "lesson", "", "village radio", ("p1",), (), "network")}
        )
    assert differing_items(copy, index) == []
    assert answers(make, copy) == answers(make, index)


def test_items_are_known_by_what_they_came_from(make: Any) -> None:
    index = EvidenceIndex.build([make.item(name, "radio", source="person:ann") for name in ("a", "b")])
    index.fold({"b": None, "c": make.item("c", "tax", source="person:ann"), "d": make.item("d", "tax")})
    assert sorted(index.from_source("person:ann")) == ["a", "c"]
    assert (index.from_source("d"), index.from_source("person:ben")) == (["d"], [])
    index.fold({"a": make.item("a", "radio", source="person:ben")})
    assert (index.from_source("person:ann"), index.from_source("person:ben")) == (["c"], ["a"])
    index.fold({"c": None, "a": None})
    assert (index.from_source("person:ann"), index.from_source("person:ben")) == ([], [])

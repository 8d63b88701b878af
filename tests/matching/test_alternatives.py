"""What would change the order: each statement is applied and turns it, and a trifle less does not."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from matching.alternatives import heard_from, reach_of, smallest_change
from matching.constants import ENOUGH_HOURS, NEARLY_THE_SAME
from matching.fits import saturate, vote
from matching.index import EvidenceIndex
from matching.rank import rank_institutions, rank_people
from matching.rings import Found
from matching.roster import Roster
from matching.scoring import Known, Scored, scored
from matching.search import Peers, search
from matching.types import Availability, Candidate, Change, InstitutionPlace, Languages, Ring, Viewer

LESS = 1e-5
ZONES = st.sampled_from([None, "Africa/Nairobi", "Asia/Kathmandu", "America/Lima"])
SEEN = st.sampled_from(["network", "network", "person:x"])
HOURS = st.builds(
    Availability, time_zone=ZONES, hours_offered=st.sampled_from([0.0, 3.0, 8.0]), hours_taken=st.floats(0.0, 2.9),
    audience=SEEN,
)  # fmt: skip
SPOKEN = st.builds(Languages, st.sampled_from([(), (("en", "B1"),), (("fr", "C1"),)]), SEEN)
PERSON = st.fixed_dictionaries(
    {
        "languages": SPOKEN,
        "availability": HOURS,
        "cosines": st.lists(st.floats(0.05, 1.0), min_size=1, max_size=4),
        "ring": st.sampled_from(Ring),
        "experience": st.floats(0.0, 1.0),
    }
)
VIEWERS = st.fixed_dictionaries(
    {
        "languages": st.sampled_from([(), (("en", "C1"),), (("en", "A2"),)]),
        "availability": st.builds(
            Availability, time_zone=ZONES, working_days=st.sampled_from([(0,), (0, 1, 2, 3, 4)])
        ),
    }
)  # fmt: skip
PAIRS = st.sampled_from([("a", "b"), ("b", "a")])


class World:
    """Two peers in the eyes of a viewer: the upper, the lower, and the lower after a change."""

    def __init__(self, make: Any, viewer: dict[str, Any], people: list[dict[str, Any]], names: tuple[str, str]) -> None:
        self.make, self.viewer, self.on = make, make.viewer(**viewer), make.query().on
        stands = [(self.stand(name, person), person) for name, person in zip(names, people, strict=True)]
        (self.upper, _), (self.lower, self.person) = sorted(stands, key=lambda each: place(each[0]))
        self.reach = reach_of(self.known(self.candidate("a", self.person)))

    def candidate(self, name: str, person: dict[str, Any]) -> Candidate:
        return self.make.candidate(name, languages=person["languages"], availability=person["availability"])

    def known(self, candidate: Candidate) -> Known:
        return Known(Roster({candidate.id: candidate}), self.viewer, self.on)

    def stand(self, name: str, person: dict[str, Any]) -> Scored:
        found = Found(name, person["ring"], saturate(sum(map(vote, person["cosines"]))), 0)
        return scored(self.known(self.candidate(name, person)), found, {name: person["experience"]})

    def change(self, heard: float = 0.0) -> Change:
        return smallest_change(self.upper, self.lower, self.reach, heard)

    def turns(self, change: Change) -> bool:
        """Say whether the lower stands above once he is changed."""
        changed = self.stand(self.lower.found.id, changed_person(self.person, self.viewer, change))
        return place(changed) < place(self.upper)


def place(peer: Scored) -> tuple[float, str]:
    return -peer.score, peer.found.id


def changed_person(person: dict[str, Any], viewer: Viewer, change: Change) -> dict[str, Any]:
    """Return the person with the facts, or with the evidence, that the statement speaks of."""
    needed = change.needed or 0.0
    hours: Availability = person["availability"]
    if hours.audience != "network":
        hours = Availability(audience="network")  # what is hidden counts as unknown
    if change.kind == "languages":
        return {**person, "languages": Languages(viewer.languages, "network") if needed >= 1.0 else Languages()}
    if change.kind == "working_hours":
        week = viewer.availability
        ends = week.day_starts + needed / len(week.working_days)
        shared = replace(hours, time_zone=week.time_zone, working_days=week.working_days, day_ends=ends)
        return {**person, "availability": replace(shared, day_starts=week.day_starts)}
    if change.kind == "load":
        offered = hours.hours_offered or 8.0
        return {**person, "availability": replace(hours, hours_offered=offered, hours_taken=offered * (1.0 - needed))}
    return {**person, "cosines": [*person["cosines"], *[needed] * (change.count if change.kind == "evidence" else 0)]}


@pytest.fixture
def world(make: Any) -> Any:
    return lambda *args: World(make, *args)


@given(VIEWERS, st.lists(PERSON, min_size=2, max_size=2), PAIRS)
def test_the_change_told_turns_the_order_and_a_trifle_less_does_not(
    make: Any, viewer: dict[str, Any], people: list[dict[str, Any]], names: tuple[str, str]
) -> None:
    world = World(make, viewer, people, names)
    change = world.change()
    assume(change.needed is not None)
    more = LESS / 10 if change.kind == "working_hours" else 0.0  # a week is counted to the microsecond
    assert world.turns(replace(change, needed=change.needed + more))
    assert not world.turns(replace(change, needed=max(0.0, change.needed - LESS)))


@given(VIEWERS, PERSON, PAIRS)
def test_of_two_who_are_level_the_later_needs_a_trifle(
    make: Any, viewer: dict[str, Any], person: dict[str, Any], names: tuple[str, str]
) -> None:
    world = World(make, viewer, [person, person], names)
    assert not world.turns(Change("none", 0.0, ""))
    assert world.turns(replace(world.change(), needed=(world.change().needed or 0.0) + LESS))


@given(VIEWERS, st.lists(PERSON, min_size=2, max_size=2), PAIRS)
def test_no_other_fact_would_do_with_a_smaller_share_of_its_range(
    make: Any, viewer: dict[str, Any], people: list[dict[str, Any]], names: tuple[str, str]
) -> None:
    world = World(make, viewer, people, names)
    facts, change = world.lower.facts, world.change()
    hours = facts.hours_overlap or 0.0
    free = 0.0 if facts.hours_offered is None else 1.0 - (facts.hours_taken or 0.0) / facts.hours_offered
    shares = {"working_hours": ((change.needed or 0.0) - hours) / ENOUGH_HOURS, "load": (change.needed or 0.0) - free}
    less = max(0.0, shares.get(change.kind, 1.0) - LESS)
    most = world.reach.hours if world.reach else 0.0
    if world.viewer.languages == (("en", "C1"),) and change.kind not in ("languages", *shares):
        assert not world.turns(Change("languages", 1.0, ""))
    if most > hours:
        assert not world.turns(Change("working_hours", min(most, hours + less * ENOUGH_HOURS), ""))
    assert not world.turns(Change("load", min(1.0, free + less), ""))


@given(VIEWERS, st.lists(PERSON, min_size=2, max_size=2), PAIRS)
def test_where_nothing_is_said_to_do_no_fact_and_no_fifty_perfect_items_do(
    make: Any, viewer: dict[str, Any], people: list[dict[str, Any]], names: tuple[str, str]
) -> None:
    world = World(make, viewer, people, names)
    if world.change().kind == "nothing":
        assert not world.turns(Change("evidence", 1.0, "", count=50))
        assert not world.turns(Change("load", 1.0, ""))


def test_nobody_is_said_to_need_what_the_viewer_cannot_share(make: Any) -> None:
    silent = make.viewer(languages=(), availability=Availability())
    index = EvidenceIndex.build([make.item("a", "village radio", "ann"), make.item("b", "village radio", "ben")])
    people = {who: make.candidate(who, availability=Availability(hours_offered=8.0)) for who in ("ann", "ben")}
    (first, _) = rank_people(index, people, silent, make.query()).suggestions
    assert first.what_would_change is not None
    assert first.what_would_change.kind == "evidence"


WORDS = ["village", "radio", "water", "tax", "land"]
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)


def says_more(text: str, than: str) -> bool:
    """Say whether a text is more than a near-copy of another, which would not be one more piece of evidence."""
    one, other = set(text.split()), set(than.split())
    return len(one & other) < NEARLY_THE_SAME * len(one | other)


@given(TEXTS, TEXTS, TEXTS)
def test_an_institution_rises_by_an_item_of_that_cosine_and_by_none_below(
    make: Any, one: str, other: str, more: str
) -> None:
    items = [make.item("a", one, institutions=("inst-b",)), make.item("b", other, institutions=("inst-c",))]
    places = {name: InstitutionPlace(name, "KE", Ring.INTERNATIONAL) for name in ("inst-b", "inst-c")}
    before = rank_institutions(EvidenceIndex.build(items), places, make.viewer(), make.query())
    assume(len(before.suggestions) == 2)
    (upper, lower), change = before.suggestions, before.suggestions[0].what_would_change
    # open to the viewer alone, so that the weights of the words stay as they are
    added = make.item("c", more, institutions=(lower.id,), audience="person:me")
    index = EvidenceIndex.build([*items, added])
    cosine = make.cosines(index, "village radio", ("person:me",))["c"]
    assume(
        change.count == 1
        and says_more(more, one)
        and says_more(more, other)
        and abs(cosine - (change.needed or 2.0)) > LESS
    )
    after = rank_institutions(index, places, make.viewer(), make.query())
    expected = [lower.id, upper.id] if change.kind == "evidence" and cosine > change.needed else [upper.id, lower.id]
    assert [each.id for each in after.suggestions] == expected


def test_the_last_shown_is_compared_with_the_first_who_is_not(make: Any) -> None:
    index = EvidenceIndex.build([make.item(who, "village radio", who) for who in ("ann", "ben", "cho")])
    people = {who: make.candidate(who) for who in ("ann", "ben", "cho")}
    few = rank_people(index, people, make.viewer(), make.query(limit=2)).suggestions
    assert few == rank_people(index, people, make.viewer(), make.query(limit=3)).suggestions[:2]
    assert few[-1].what_would_change is not None


def test_nothing_stands_below_the_last_of_all(make: Any) -> None:
    index = EvidenceIndex.build([make.item("a", "village radio", "ann")])
    (only,) = rank_people(index, {"ann": make.candidate("ann")}, make.viewer(), make.query()).suggestions
    assert only.what_would_change is None


@pytest.mark.parametrize(("count", "is_full"), [(49, False), (60, False), (301, True)])
def test_an_item_must_be_among_the_best_to_be_heard(make: Any, count: int, is_full: bool) -> None:
    people = [f"p{number}" for number in range(count)]
    index = EvidenceIndex.build([make.item(who, "village radio water", who) for who in people])
    peers = Peers(Roster({who: make.candidate(who) for who in people}), "people")
    selection = search(index, peers, make.viewer(), make.query()).selection
    cosine = make.cosines(index, "village radio")["p0"]
    assert heard_from(selection, Ring.INTERNAL) == pytest.approx(cosine if is_full else 0.0)


@given(VIEWERS, st.lists(PERSON, min_size=2, max_size=2), st.floats(0.3, 0.9))
def test_evidence_that_would_not_be_heard_is_never_asked_for(
    make: Any, viewer: dict[str, Any], people: list[dict[str, Any]], heard: float
) -> None:
    change = World(make, viewer, people, ("a", "b")).change(heard)
    assert change.kind != "evidence" or change.needed > heard


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"availability": Availability("Africa/Nairobi", (0,), hours_offered=8.0)},
            "you shared at least 9.1 working hours a week (now 9).",
        ),
        ({"availability": Availability(hours_offered=8.0, hours_taken=4.0)}, "no more than 3.9 of the 8 hours offered"),
    ],
)
def test_the_sentence_gives_a_number_that_is_enough(make: Any, changes: dict[str, Any], sentence: str) -> None:
    index = EvidenceIndex.build([make.item(who, "village radio", who) for who in ("ann", "ben")])
    viewer = make.viewer() if "9" in sentence[:24] else make.viewer(availability=Availability())
    people = {who: make.candidate(who, **changes) for who in ("ann", "ben")}
    (first, _) = rank_people(index, people, viewer, make.query()).suggestions
    assert sentence in first.what_would_change.detail

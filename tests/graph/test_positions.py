"""Risk of positions: the factors, the bands, and that what is left falls only by lessons and successors."""

from dataclasses import fields, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.positions import (
    BANDS,
    POSITION_FACTORS,
    SOURCE,
    Band,
    Calendar,
    Position,
    RiskTable,
    Successor,
    ValidatedLesson,
    fiscal_year,
    position_risk,
)

TODAY = date(2026, 11, 27)
# Typed in here once more: attrition 1 to 5 down, position factor 1 to 5 across.
BAND_OF = {
    1: "important important important important important",
    2: "important important important important high_importance",
    3: "important important important high_importance high_importance",
    4: "important important high_importance priority high_priority",
    5: "important high_importance high_importance high_priority high_priority",
}
LEAVES_IN = {1: 2031, 2: 2030, 3: 2029, 4: 2028, 5: 2027}  # the last fiscal year of each but the first of 1
CELLS = [
    (attrition, factor, band) for attrition, row in BAND_OF.items() for factor, band in enumerate(row.split(), start=1)
]


@pytest.mark.parametrize(("attrition", "factor", "band"), CELLS)
def test_each_of_the_25_cells_is_the_product_and_its_band(attrition, factor, band):
    position = Position("p", "ana", factor, date(LEAVES_IN[attrition], 6, 1), frozenset())
    risk = position_risk(position, Calendar(TODAY), [], [])
    assert (risk.attrition, risk.total, risk.band.name) == (attrition, attrition * factor, band)
    assert (risk.residual, risk.residual_band) == (risk.total, risk.band)


@pytest.mark.parametrize(
    ("leaves_on", "factor"),
    [
        (date(2026, 9, 1), 5),  # gone already
        (date(2026, 11, 27), 5),
        (date(2028, 6, 30), 5),  # the last day of the next fiscal year
        (date(2028, 7, 1), 4),  # the first day of the 3rd
        (date(2029, 7, 1), 3),
        (date(2030, 7, 1), 2),
        (date(2031, 6, 30), 2),
        (date(2031, 7, 1), 1),  # the 6th
        (None, 1),
    ],
)
def test_attrition_counts_fiscal_years_from_their_first_day(leaves_on, factor):
    assert RiskTable().attrition(leaves_on, TODAY, (7, 1)) == factor


def test_a_fiscal_year_cannot_begin_on_a_day_that_not_every_year_has():
    with pytest.raises(ValueError, match="day"):
        fiscal_year(TODAY, (2, 29))


def test_the_table_names_its_source_and_that_it_is_to_be_checked():
    assert "STI/PUB/1248" in SOURCE
    assert "to be checked" in SOURCE
    assert sorted(POSITION_FACTORS) == [1, 2, 3, 4, 5]
    assert all(band.actions for band in RiskTable().bands)


def bands(*least: int, names: tuple[str, ...] = BANDS) -> tuple[Band, ...]:
    return tuple(Band(name, start, ("act",)) for name, start in zip(names, least, strict=True))


@pytest.mark.parametrize(
    "wrong",
    [
        {"bands": bands(20, 16, 16, 1)},
        {"bands": bands(20, 10, 16, 1)},
        {"bands": bands(20, 16, 10, 2)},
        {"bands": bands(26, 16, 10, 1)},
        {"bands": bands(20, 16, 10, 1, names=("high_priority", "priority", "high_importance", "whatever"))},
        {"bands": bands(20, 16, 10, 1)[:3]},
        {"years": (1, 2, 2, 4)},
        {"years": (-1, 2, 3, 4)},
        {"years": (1, 2, 3)},
    ],
)
def test_a_table_with_gaps_overlaps_or_unknown_bands_is_refused(wrong):
    with pytest.raises(ValueError, match="must be"):
        RiskTable(**wrong)


def test_an_institution_may_set_its_own_thresholds():
    table = RiskTable(years=(0, 1, 2, 3), bands=bands(15, 10, 5, 1))
    position = Position("p", "ana", 4, date(2027, 3, 1), frozenset())
    risk = position_risk(position, Calendar(TODAY), [], [], table)
    assert (risk.attrition, risk.band.name) == (4, "high_priority")


topics = st.sampled_from("abcde")
lessons = st.builds(ValidatedLesson, st.sampled_from(["l1", "l2", "l3"]), st.frozensets(topics))
successors = st.builds(Successor, st.sampled_from(["ana", "luis", "rosa"]), topics, st.integers(1, 5), st.booleans())
positions = st.builds(
    Position,
    st.just("p"),
    st.just("ana"),
    st.integers(1, 5),
    st.none() | st.integers(0, 3000).map(lambda days: TODAY + timedelta(days)),
    st.frozensets(topics),
)


@given(positions, st.lists(lessons, max_size=4), st.lists(successors, max_size=5), st.data())
def test_one_more_lesson_or_successor_never_raises_the_risk_and_one_less_never_lowers_it(position, known, able, data):
    def left(known: list[ValidatedLesson], able: list[Successor]) -> int:
        return position_risk(position, Calendar(TODAY), known, able).residual

    now = left(known, able)
    assert left([*known, data.draw(lessons)], able) <= now
    assert left(known, [*able, data.draw(successors)]) <= now
    assert all(left([*known[:at], *known[at + 1 :]], able) >= now for at in range(len(known)))
    assert all(left(known, [*able[:at], *able[at + 1 :]]) >= now for at in range(len(able)))


@given(positions, st.lists(successors, max_size=5), st.integers(0, 4))
def test_a_successor_who_gets_better_or_free_never_raises_the_risk(position, able, at):
    for number, each in enumerate(able):
        better = replace(each, level=min(5, each.level + at), is_available=True)
        now = position_risk(position, Calendar(TODAY), [], able).residual
        assert (
            position_risk(position, Calendar(TODAY), [], [*able[:number], better, *able[number + 1 :]]).residual <= now
        )


@given(positions, st.lists(lessons, max_size=4), st.lists(successors, max_size=5))
def test_what_is_left_lies_between_the_attrition_and_the_total(position, known, able):
    risk = position_risk(position, Calendar(TODAY), known, able)
    assert risk.attrition <= risk.residual <= risk.total == risk.attrition * risk.factor


STAKE = Position("p", "ana", 5, date(2027, 3, 1), frozenset({"a", "b"}))


@pytest.mark.parametrize(
    ("known", "able", "residual"),
    [
        ([], [], 25),
        ([ValidatedLesson("l", frozenset("c"))], [], 25),
        ([ValidatedLesson("l", frozenset("a"))], [], 20),
        ([], [Successor("luis", "a", 3, True)], 15),
        ([ValidatedLesson("l", frozenset("a"))], [Successor("luis", "a", 3, True)], 15),
        ([], [Successor("luis", "a", 2, True)], 25),
        ([], [Successor("luis", "a", 5, False)], 25),
        ([], [Successor("ana", "a", 5, True)], 25),
        ([], [Successor("luis", "a", 3, True), Successor("rosa", "b", 4, True)], 5),
    ],
)
def test_risk_falls_only_by_a_validated_lesson_or_a_competent_successor_who_is_there(known, able, residual):
    assert position_risk(STAKE, Calendar(TODAY), known, able).residual == residual


def test_age_sex_and_activity_are_no_inputs():
    asked = {cls: {field.name for field in fields(cls)} for cls in (Position, ValidatedLesson, Successor, Calendar)}
    assert asked == {
        Position: {"id", "holder", "factor", "leaves_on", "topics"},
        ValidatedLesson: {"id", "topics"},
        Successor: {"person", "topic", "level", "is_available"},
        Calendar: {"today", "year_starts"},
    }


@pytest.mark.parametrize("factor", [0, 6, 2.5])
def test_an_unknown_factor_is_refused(factor):
    with pytest.raises(ValueError, match="position factor"):
        Position("p", "ana", factor, None, frozenset())

"""Where there are many candidates, few are looked at: the bound is over all, and what is said to be best is."""

from __future__ import annotations

import numpy as np
import pytest

from matching.errors import InfeasibleRoundError, PinError
from matching.planning import sifted, solver
from matching.planning.assign import SOLVER, plan
from matching.planning.check import broken
from matching.planning.encode import Program, encode
from tests.factories.rounds import dear_round, drawn_round
from tests.matching.planning.counted_out import best_worth


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """One candidate of each need is looked at, and one more in each turn."""
    monkeypatch.setattr(sifted, "FIRST", 1)
    monkeypatch.setattr(sifted, "ADDED", 1)


@pytest.fixture
def many(few: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four candidates are many."""
    monkeypatch.setattr(solver, "MANY", 4)
    monkeypatch.setattr(solver, "EACH_NEAR", 1)


@pytest.mark.usefixtures("few")
def test_no_choice_exceeds_the_bound_nor_one_with_a_candidate_its_reduced_value() -> None:
    seen = 0
    for seed in range(60):
        try:
            program = encode(drawn_round(seed))
        except PinError:
            continue
        open_to, rows = program.is_open, program.rows
        if not open_to.any():
            continue
        narrow = rows.over(np.flatnonzero(open_to))
        ideal = sifted.relaxed(narrow, program.fits[open_to])
        found = solver.best(rows, program.fits, open_to)
        if found.chosen is None:
            assert ideal.bound <= sifted.relaxed(narrow, np.ones(int(open_to.sum()))).bound
            continue
        assert ideal.bound >= found.bound - 1e-6, seed
        for place, reduced in zip(np.flatnonzero(open_to), ideal.reduced, strict=True):
            forced = _with(program.need_of, open_to, int(place))
            with_it = solver.best(rows, program.fits + 100.0 * (np.arange(len(forced)) == place), forced)
            if with_it.chosen is not None and with_it.chosen[place] and reduced < 0:
                assert with_it.bound - 100.0 <= ideal.bound + reduced + 1e-6, (seed, place)
                seen += 1
    assert seen > 50


def best_worth_in_all(program: Program) -> float:
    """The greatest total of all choices, however few are served, over all candidates at once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(solver, "MANY", 1_000_000)
        found = solver.best(program.rows, program.fits, program.is_open)
    assert found.chosen is not None
    return float(program.fits[found.chosen].sum())


def _with(need_of: np.ndarray, open_to: np.ndarray, place: int) -> np.ndarray:
    """The open candidates, of the need of one only that one."""
    forced = open_to & (need_of != need_of[place])
    forced[place] = True
    return forced


@pytest.mark.usefixtures("many")
def test_of_many_candidates_what_is_said_to_be_the_best_plan_is_and_the_bound_holds() -> None:
    proven = 0
    for seed in range(150):
        entered, expected = drawn_round(seed), best_worth(drawn_round(seed))
        try:
            found = plan(entered)
        except (InfeasibleRoundError, PinError):
            assert expected is None, seed
            continue
        assert expected is not None, seed
        assert broken(entered, found.placements) == [], seed
        assert (found.worth.served, found.worth.worst) <= (expected.served, expected.worst), seed
        if found.solver == SOLVER:
            assert (found.worth.served, found.worth.worst) == (expected.served, expected.worst), seed
            assert expected.total <= found.bound + 1e-6, seed
            assert found.worth.total >= (1.0 - solver.NEAR_ENOUGH) * expected.total - 1e-6 or found.gap > 0, seed
            proven += found.worth.served > 0
    assert proven > 50


@pytest.mark.usefixtures("many")
def test_what_is_not_looked_at_counts_in_the_bound() -> None:
    below = 0
    for seed in range(200):
        program = encode(dear_round(seed))
        best = solver.best(program.rows, program.fits, program.is_open)
        assert best.bound >= best_worth_in_all(program) - 1e-6, seed
        below += best.chosen is not None and program.fits[best.chosen].sum() < best_worth_in_all(program) - 1e-6
    assert below > 3


@pytest.mark.usefixtures("few")
def test_what_no_parts_can_keep_is_told() -> None:
    program = encode(drawn_round(0))
    rows = solver._counted(program.rows, len(program.needs) + 1)

    assert sifted.relaxed(rows, program.fits).bound == -np.inf

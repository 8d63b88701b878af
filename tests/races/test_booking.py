"""No peer is ever booked for more hours than he offers, and none of them is wasted, whoever races for the last."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from tests.amounts import TRIALS
from tests.races.booking import Crew, race


@pytest.fixture(scope="module")
def crews() -> Iterator[dict[str, Crew]]:
    """A crew by database; starting one takes seconds."""
    kept: dict[str, Crew] = {}
    yield kept
    for crew in kept.values():
        crew.end()


@pytest.fixture
def crew(crews: dict[str, Crew], address: str) -> Crew:
    """Those of this database."""
    if address not in crews:
        crews[address] = Crew(address)
    return crews[address]


@pytest.mark.parametrize("k", TRIALS)
def test_as_many_win_as_there_are_hours_and_the_others_are_told_so(
    k: int, application: Flask, crew: Crew, tell: Callable[[str], None]
) -> None:
    began = time.monotonic()
    tally = race(application, crew, k, TRIALS[k])

    tell(f"{tally}; {time.monotonic() - began:.0f} s")
    assert tally.wrong == []
    assert tally.overlapping > 0


def test_the_race_is_lost_where_nobody_is_locked(application: Flask, crew: Crew, tell: Callable[[str], None]) -> None:
    tally = race(application, crew, 8, 10, is_guarded=False)

    tell(f"without the guard {tally}")
    assert tally.wrong != []

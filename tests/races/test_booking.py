"""No peer is ever booked for more hours than he offers, and none of them is wasted, whoever races for the last."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.races.booking import Crew, Setting, race

TRIALS = {2: 20, 8: 8, 32: 3}  # `make races` does 10,000 of each


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
    k: int, application: Flask, address: str, crew: Crew, request: pytest.FixtureRequest
) -> None:
    tally = race(application, crew, Setting(application).trials(TRIALS[k], k))

    with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        request.config.get_terminal_writer().line(f"\n{address.partition(':')[0]}: {tally}")
    assert tally.wrong == []
    assert tally.overlapping > 0


def test_the_race_is_lost_where_nobody_is_locked(application: Flask, crew: Crew) -> None:
    tally = race(application, crew, Setting(application).trials(10, 8), is_guarded=False)

    assert tally.wrong != []

"""A crew of separate processes, each with an application of its own, that begin together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.managers import SyncManager
from typing import Any

import pytest
from flask import Flask

from tests.races.fresh import FRESH

CREW = 8


@pytest.fixture(scope="session")
def manager() -> Iterator[SyncManager]:
    """What processes share: barriers and events."""
    with FRESH.Manager() as shared:
        yield shared


@pytest.fixture(scope="session")
def processes() -> Iterator[ProcessPoolExecutor]:
    """The processes; starting them takes seconds, so they serve every test."""
    with ProcessPoolExecutor(CREW, mp_context=FRESH) as pool:
        yield pool


@pytest.fixture
def address(application: Flask) -> str:
    """The address of the emptied database of this test."""
    return str(application.config["SETTINGS"].database_url)


@pytest.fixture
def at_once(processes: ProcessPoolExecutor, manager: SyncManager, address: str) -> Callable[..., list[Any]]:
    """A function that calls `act(address, ready, *given)` in as many processes as there are `given`, all at once.

    Each has to pass `ready` when it is prepared; what they return comes back in that order.
    """

    def run(act: Callable[..., Any], given: Sequence[tuple[Any, ...]]) -> list[Any]:
        ready = manager.Barrier(len(given), timeout=60)
        asked = [processes.submit(act, address, ready, *each) for each in given]
        return [each.result(timeout=120) for each in asked]

    return run

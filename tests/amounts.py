"""How much the long tests do: little in the suite; `make races` asks for what the bars of the project say."""

from __future__ import annotations

import os


def asked(name: str, otherwise: int) -> int:
    """The number that was asked for, as RACES_TRIALS=10000."""
    return int(os.environ.get(f"RACES_{name}", otherwise))


def is_asked(name: str) -> bool:
    """Whether a number was asked for at all."""
    return f"RACES_{name}" in os.environ


TRIALS = {2: asked("TRIALS", 20), 8: asked("TRIALS", 8), 32: asked("TRIALS", 3)}  # by the number of racers
KILLED_BOOKINGS, KILLED_WORKERS = asked("KILLS", 6), asked("KILLS", 9)
WALKS = asked("WALKS", 14)
YEARS = asked("YEARS", 1)

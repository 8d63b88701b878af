"""Explicit state machines: a table (state, act, actor) -> state, and the one question asked of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.errors import Conflict

Table = Mapping[tuple[str, str, str], str]


class WrongState(Conflict):
    """The table has no such act in this state by this actor."""

    type = "wrong-state"


def following(what: str, table: Table, state: str, act: str, actors: Sequence[str]) -> tuple[str, str]:
    """The state after the act, and as which of the actors that somebody is he does it (the first that may).

    Raises: WrongState, naming the rule.
    """
    for actor in actors:
        if (state, act, actor) in table:
            return table[state, act, actor], actor
    by = f" by the {' or the '.join(actors)}" if actors else ""
    possible = sorted({f"{other} ({actor})" for known, other, actor in table if known == state})
    then = f"Possible now: {', '.join(possible)}." if possible else "It is at its end."
    raise WrongState(f"Rule {state}/{act}: no {what} that is {state} has this act{by}. {then}")

"""What to relax, said in words: a whole sentence for each kind with names and amounts put in, so that it translates.

Sentences name amounts after a colon: no language needs a plural for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from matching.planning.types import Limit, Relaxing

_PAIRS = (Limit.MET_BEFORE, Limit.FORBIDDEN, Limit.PAIR_ONCE, Limit.PINNED)

ENGLISH: dict[Limit, str] = {
    Limit.LANGUAGE: "Drop the languages that {of} asks for",
    Limit.HOURS_IN_COMMON: "Let {of} work with fewer hours in common; hours a week that are missing: {amount}",
    Limit.LEAST_FIT: "Accept a lower fit in this round; lower by: {amount}",
    Limit.MET_BEFORE: "Let {of} learn from {other} again",
    Limit.FORBIDDEN: "Allow {of} and {other}, who were ruled out",
    Limit.OUT_OF_SEASON: "Let {of} also take place in {month}",
    Limit.EXPERT_HOURS: "More hours of {of}: {amount}",
    Limit.OFFER_HOURS: "More hours in the offer {of}: {amount}",
    Limit.OFFER_EXCHANGES: "More exchanges in the offer {of}: {amount}",
    Limit.MOST_GIVEN: "More exchanges in which {of} may share: {amount}",
    Limit.MOST_TAKEN: "More exchanges in which {of} may learn: {amount}",
    Limit.PAIR_ONCE: "More exchanges in which {of} may learn from {other}: {amount}",
    Limit.BUDGET: "More money for this round: {amount}",
    Limit.CIRCLE: "Let what {of} shares and what it learns differ by more exchanges: {amount}",
    Limit.PINNED: "Give up the fixed pair of {of} and {other}",
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A kind of sentence and what is put in: names, and amounts and months as texts."""

    kind: Limit
    values: dict[str, str]

    def text(self, texts: Mapping[Limit, str] | None = None) -> str:
        """Return the sentence in English, or by another language's texts of the same kinds."""
        return (ENGLISH if texts is None else texts)[self.kind].format(**self.values)


def sentence(relaxing: Relaxing, names: Mapping[str, str]) -> Sentence:
    """Return what to relax with the names of what it is of; an id without a name stands for itself."""
    limit, of, amount = relaxing.constraint.limit, relaxing.constraint.of, relaxing.amount
    one, other = of.split("/", 1) if limit in _PAIRS else (of, "")
    values = {"of": names.get(one, one), "other": names.get(other, other)}
    if limit is Limit.OUT_OF_SEASON and amount is not None:
        values["month"] = f"{int(amount) // 12:04}-{int(amount) % 12 + 1:02}"
    elif amount is not None:
        values["amount"] = f"{amount:.6f}".rstrip("0").rstrip(".")
    return Sentence(limit, values)

"""What a plan does not keep any more, in words. What keeps a need out of a plan: matching.planning.sentences."""

from __future__ import annotations

from collections.abc import Callable

from matching.planning.types import Constraint, Limit

NameOf = Callable[[str], str]  # of a need, an expert, an offer or an institution, by its id

# {0} and {1} are the names of what the constraint is of.
_BROKEN = {
    Limit.LANGUAGE: "{0} and its expert have no language in common any more.",
    Limit.HOURS_IN_COMMON: "{0} and its expert have too few working hours in common by now.",
    Limit.LEAST_FIT: "An exchange fits less well than the round asks for by now.",
    Limit.MET_BEFORE: "{0} has met {1} in another exchange since.",
    Limit.FORBIDDEN: "{1} is not available for {0} any more, or not as it was planned.",
    Limit.OUT_OF_SEASON: "{0} and its expert have no month in common any more.",
    Limit.EXPERT_HOURS: "{0} has fewer hours left a month than the plan takes.",
    Limit.OFFER_HOURS: "The offer {0} has fewer hours a month than the plan takes.",
    Limit.OFFER_EXCHANGES: "The offer {0} is for fewer exchanges than the plan has.",
    Limit.MOST_GIVEN: "{0} would share in more exchanges than the round allows.",
    Limit.MOST_TAKEN: "{0} would learn in more exchanges than the round allows.",
    Limit.PAIR_ONCE: "{0} would learn from {1} more than once.",
    Limit.BUDGET: "The plan costs more than the budget of the round.",
    Limit.CIRCLE: "{0} would not share as often as it learns.",
    Limit.PINNED: "{1} is pinned for {0}, and the plan has it otherwise.",
    Limit.ONE_PLACE: "{0} would have more than one expert.",
    Limit.LEAST_TAKEN: "{0} would learn in fewer exchanges than the round asks for.",
}


NOBODY_FITS = "Nobody in the round has evidence that answers this. Ask institutions for offers about it."


def what_broke(constraint: Constraint, name_of: NameOf) -> str:
    """What a plan does not keep any more, and what to do."""
    names = [name_of(each) for each in constraint.of.split("/")]
    return f"{_BROKEN[constraint.limit].format(*names, *[''] * 2)} Make a new plan."

"""Greedy coverage against every choice there is."""

from itertools import combinations
from math import e
from random import Random

import pytest

from matching.planning.coverage import Option, covering, guarantee


def chance(seed):
    """Options over a dozen demands, a number to choose, and weights in every other case."""
    draw = Random(seed)
    demands = [f"d{number}" for number in range(12)]
    options = [
        Option(f"o{number}", draw.choice(("exchange", "community", "hire")), frozenset(draw.sample(demands, size)))
        for number, size in enumerate(draw.choices(range(6), k=9))
    ]
    weights = {demand: draw.choice((0.0, 0.5, 1.0, 3.0)) for demand in demands} if seed % 2 else None
    return options, draw.randint(1, 4), weights


def weight(options, weights):
    """What some options cover together."""
    covered = frozenset().union(*(option.covers for option in options))
    return sum((weights or {}).get(demand, 1.0) for demand in covered)


@pytest.mark.parametrize("seed", range(150))
def test_greedy_reaches_its_guarantee_and_nothing_exceeds_its_bound(seed):
    options, k, weights = chance(seed)
    found = covering(options, k, weights)
    best = max(weight(some, weights) for some in combinations(options, k))
    assert found.covered == pytest.approx(weight([one.option for one in found.chosen], weights))
    assert found.guarantee * best - 1e-9 <= found.covered <= best + 1e-9 <= found.bound + 2e-9
    assert found.proven * found.bound == pytest.approx(found.covered)


@pytest.mark.parametrize("seed", range(30))
def test_the_lazy_choice_is_the_plain_one(seed):
    options, k, weights = chance(seed)
    covered, plain = frozenset(), []
    for _ in range(k):
        gains = {one.id: weight([one], weights) - _old(one, covered, weights) for one in options}
        first = min(gains, key=lambda each: (-gains[each], each))
        if gains[first] > 0:
            plain.append(first)
            covered |= next(one.covers for one in options if one.id == first)
    assert [one.option.id for one in covering(reversed(options), k, weights).chosen] == plain


def _old(option, covered, weights):
    return sum((weights or {}).get(demand, 1.0) for demand in option.covers & covered)


def test_each_says_what_it_newly_covers_and_none_is_chosen_for_nothing():
    options = [Option(name, "hire", frozenset(covers)) for name, covers in (("a", "xyz"), ("b", "zw"), ("c", "xw"))]
    found = covering(options, 3)
    assert [(one.option.id, one.newly) for one in found.chosen] == [("a", ("x", "y", "z")), ("b", ("w",))]
    assert (found.covered, found.total, found.proven) == (4.0, 4.0, 1.0)


def test_the_guarantee_falls_to_one_less_an_eth():
    assert (guarantee(1), guarantee(2)) == (1.0, 0.75)
    assert guarantee(10_000) == pytest.approx(1 - 1 / e, abs=1e-4)


@pytest.mark.parametrize(("options", "k", "weights"), [([], 0, None), ([], 1, {"d": -1.0}), ("aa", 1, None)])
def test_what_makes_no_sense_is_refused(options, k, weights):
    with pytest.raises(ValueError, match="one"):
        covering([Option(name, "hire", frozenset("d")) for name in options], k, weights)


def test_nothing_to_choose_from_covers_nothing_and_is_best():
    assert (covering([], 3).chosen, covering([], 3).proven) == ((), 1.0)

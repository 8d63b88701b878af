"""Whole rounds planned at once: what the plan is worth beside simpler ways, and its time beside the bare solvers.

Run: make bench-plan (NEEDS=2000). Rounds are generated from a seed; what is counted is processor time.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from math import fsum

import numpy as np

from matching.planning import relaxed, sifted, solver
from matching.planning.assign import planned
from matching.planning.check import broken
from matching.planning.encode import Program, encode
from matching.planning.types import Expert, Need, Offer, Plan, Round, Rules
from matching.types import Availability

NEEDS, EACH, NEEDS_OF_INSTITUTION = 2000, 50, 10
WINDOW = frozenset(range(2027 * 12, 2027 * 12 + 12))
ZONES = ("Africa/Nairobi", "Europe/Paris", "America/Bogota", "Asia/Jakarta", "Africa/Lagos")
SPOKEN = ("en", "es", "fr", "pt")
PEOPLE, WANTED, WANTED_OFTEN, OFTEN = 80, 387, 39, 5


def generated(many: int, seed: int = 1) -> Round:
    """As many needs as offers, each need with 50 candidates: some experts fit many, most few; 8 hours an exchange."""
    dice = np.random.default_rng(seed)
    places = max(2, many // NEEDS_OF_INSTITUTION)

    def drawn(values: tuple[str, ...], count: int) -> list[str]:
        return [values[number] for number in dice.choice(len(values), count, replace=False).tolist()]

    def works() -> tuple[frozenset[str], Availability]:
        return frozenset(drawn(SPOKEN, 2)), Availability(drawn(ZONES, 1)[0])

    needs, offers, experts = [], [], []
    for number in range(many):
        languages, availability = works()
        learner, sharer = (f"i{place:04}" for place in dice.integers(0, places, 2).tolist())
        needs.append(Need(f"n{number:05}", learner, 8.0, languages, availability=availability))
        at_most, cost = int(dice.integers(1, 4)), int(dice.integers(0, 20)) * 100
        offers.append(Offer(f"o{number:05}", sharer, 24.0, at_most, cost=cost))
        experts.append(Expert(f"e{number:05}", f"o{number:05}", float(dice.choice((8, 16, 20))), *works()))
    pull = dice.random(many) ** -0.5
    fits = {
        (need.id, experts[chosen].id): float(np.clip(dice.beta(3, 3), 0.01, 1.0))
        for need in needs
        for chosen in dice.choice(many, min(EACH, many), replace=False, p=pull / pull.sum()).tolist()
    }
    rules = Rules(window=WINDOW, interpretation_cost=500)
    return Round(tuple(needs), tuple(offers), tuple(experts), fits, rules)


def differing(asked: Round, budget: int, seed: int = 2) -> Round:
    """The same with needs of 4, 6, 8 or 12 hours, and a budget: no flow any more."""
    dice = np.random.default_rng(seed)
    needs = tuple(replace(need, hours=float(dice.choice((4, 6, 8, 12)))) for need in asked.needs)
    return replace(asked, needs=needs, rules=replace(asked.rules, budget=budget))


def wanted(seed: int = 3) -> Round:
    """Demand as skewed as a published programme's: 80 people want 387 mentors, 39 of them are wanted by five or more.

    Each of the 80 draws equally many of 600 mentors, none twice, by a power of the mentor's rank; of all numbers of
    wishes and powers on a grid, that is taken which comes nearest to both. Who is drawn first fits best: 0.95, and 0.04
    less from wish to wish. Each mentor has time for two.
    """
    grid = [(each, power / 20.0) for each in range(7, 15) for power in range(6, 25)]
    wishes = min((_wishes(*at, seed) for at in grid), key=_distance)
    mentors = sorted({mentor for each in wishes for mentor in each})
    return Round(
        tuple(Need(f"n{number:02}", "learners", 8.0) for number in range(PEOPLE)),
        tuple(Offer(f"m{mentor:03}", f"sharer {mentor:03}", 16.0, 2) for mentor in mentors),
        tuple(Expert(f"m{mentor:03}", f"m{mentor:03}", 16.0) for mentor in mentors),
        {
            (f"n{n:02}", f"m{m:03}"): 0.95 - 0.04 * place
            for n, each in enumerate(wishes)
            for place, m in enumerate(each)
        },
        Rules(window=WINDOW, is_pair_once=False),
    )


def _wishes(each: int, power: float, seed: int) -> list[list[int]]:
    dice = np.random.default_rng(seed)
    pull = np.arange(1.0, 601.0) ** -power
    return [dice.choice(600, each, replace=False, p=pull / pull.sum()).tolist() for _ in range(PEOPLE)]


def _distance(wishes: list[list[int]]) -> int:
    times = Counter(mentor for each in wishes for mentor in each)
    return abs(len(times) - WANTED) + abs(sum(count >= OFTEN for count in times.values()) - WANTED_OFTEN)


def first_come(program: Program) -> np.ndarray:
    """Each need, as they come, takes the best that is left."""
    chosen = np.zeros(len(program.candidates), np.bool_)
    columns = program.rows.weights.tocsc()
    left = program.rows.most.copy()
    for place in np.lexsort((-program.fits, program.need_of)).tolist():
        rows = columns.indices[columns.indptr[place] : columns.indptr[place + 1]]
        weights = columns.data[columns.indptr[place] : columns.indptr[place + 1]]
        if not chosen[program.need_of == program.need_of[place]].any() and (weights <= left[rows]).all():
            chosen[place] = True
            left[rows] -= weights
    return chosen


def total_only(program: Program) -> np.ndarray:
    """As many as a flow can serve, by total fit alone in one pass, as openreview-matcher's min-cost flow does."""
    count = relaxed.Network(program).most(program.is_open)
    found = solver.best(program.rows, program.fits, program.is_open, count).chosen
    return np.zeros(len(program.fits), np.bool_) if found is None else found


def timed(act: Callable[[], object]) -> tuple[float, object]:
    started = time.process_time()
    found = act()
    return time.process_time() - started, found


def bare() -> Iterator[list[float]]:
    """Yield the list that the processor seconds of each call of a solver are put into."""
    spent: list[float] = []
    kept = solver.milp, sifted.linprog, relaxed.maximum_flow

    def counted(act: Callable[..., object]) -> Callable[..., object]:
        def run(*args: object, **options: object) -> object:
            seconds, found = timed(lambda: act(*args, **options))
            spent.append(seconds)
            return found

        return run

    solver.milp, sifted.linprog, relaxed.maximum_flow = map(counted, kept)
    yield spent
    solver.milp, sifted.linprog, relaxed.maximum_flow = kept


def of_choice(name: str, program: Program, chosen: np.ndarray, best: Plan) -> None:
    fits = program.fits[chosen].tolist()
    print(
        f"  {name:28} served {len(fits):5}  worst {min(fits, default=1.0):.3f}  total {fsum(fits):9.2f}"
        f"  mean {fsum(fits) / max(1, len(fits)):.3f}  total beside the plan's {fsum(fits) / best.worth.total - 1:+.2%}"
    )


def compared(title: str, asked: Round, *others: Callable[[Program], np.ndarray]) -> Plan:
    """Plan a round, and print what the plan is worth beside other ways, and its time beside the solvers'."""
    encoding, program = timed(lambda: encode(asked))
    counting = bare()
    spent = next(counting)
    planning, best = timed(lambda: planned(program))
    next(counting, None)
    wrong = broken(asked, best.placements)
    print(f"{title}: {len(program.candidates)} candidates, {len(program.rows.constraints)} rows")
    chosen = np.isin(np.arange(len(program.candidates)), _places(program, best))
    of_choice("plan", program, chosen, best)
    for other in others:
        of_choice(other.__name__.replace("_", " "), program, other(program), best)
    print(f"  gap {best.gap:.4%}, cost {best.cost}, rules broken {len(wrong)}, by {best.solver}")
    whole, solving = encoding + planning, sum(spent)
    print(f"  {whole:.2f} s, of which {solving:.2f} s in {len(spent)} calls of solvers: x {whole / solving:.2f}")
    return best


def _places(program: Program, best: Plan) -> list[int]:
    there = {(one.candidate.need, one.candidate.expert) for one in best.placements}
    return [place for place, one in enumerate(program.candidates) if (one.need, one.expert) in there]


def skewed() -> None:
    asked = wanted()
    program = encode(asked)
    times = Counter(one.expert for one in program.candidates)
    often = sum(count >= OFTEN for count in times.values())
    print(f"skewed demand: {PEOPLE} people want {len(times)} mentors, {often} of them wanted by {OFTEN} or more")
    first = {one.need: one for one in sorted(program.candidates, key=lambda one: one.fit)}
    best = planned(program)
    ways = {"each one's first wish": list(first.values()), "plan": [one.candidate for one in best.placements]}
    top = max(1, round(len(times) / 20))
    for name, pairs in ways.items():
        load = Counter(one.expert for one in pairs).most_common(top)
        share, most = sum(count for _, count in load) / len(pairs), load[0][1]
        fit = fsum(one.fit for one in pairs) / len(pairs)
        print(
            f"  {name:28} {len(pairs)} served, mean fit {fit:.3f}; the busiest 5 % ({top}) have {share:.0%}, one {most}"
        )


def main() -> None:
    many = int(sys.argv[1]) if len(sys.argv) > 1 else NEEDS
    asked = generated(many)
    flow = compared("equal hours, a flow", asked, first_come, total_only)
    compared("differing hours and a budget", differing(asked, round(flow.cost * 0.9)), first_come)
    compared("differing hours and little money", differing(asked, 150 * many), first_come)
    compared("in circles", replace(asked, rules=replace(asked.rules, is_circular=True)))
    skewed()


if __name__ == "__main__":
    main()

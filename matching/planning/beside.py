"""What a plan shows beside itself: who else could take each place, and the circles in which institutions share."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import numpy.typing as npt

from matching.planning.candidates import Numbers
from matching.planning.encode import Program
from matching.planning.rows import TOLERANCE
from matching.planning.types import Candidate

MOST_ALTERNATES = 3


def alternates_of(program: Program, chosen: npt.NDArray[np.bool_]) -> dict[int, tuple[Candidate, ...]]:
    """Return, by the number of each chosen candidate, up to three others for its need, best first.

    Each keeps all rows if it takes the place alone and the rest of the plan stays.
    """
    rows = program.rows
    place_of = np.full(len(program.needs), -1)
    place_of[program.need_of[chosen]] = np.flatnonzero(chosen)
    others = np.flatnonzero(program.is_open & ~chosen & (place_of[program.need_of] >= 0))
    places = place_of[program.need_of[others]]
    sums = rows.weights @ chosen.astype(np.float64)
    change = (rows.weights[:, others] - rows.weights[:, places]).tocoo()
    after = sums[change.row] + change.data
    is_broken = (after > rows.most[change.row] + TOLERANCE) | (after < rows.least[change.row] - TOLERANCE)
    fitting = np.setdiff1d(np.arange(len(others)), change.col[is_broken])
    found: dict[int, tuple[Candidate, ...]] = defaultdict(tuple)
    for number in fitting[np.argsort(-program.fits[others[fitting]], kind="stable")].tolist():
        place = int(places[number])
        if len(found[place]) < MOST_ALTERNATES:
            found[place] += (program.candidates[int(others[number])],)
    return found


def circles_of(program: Program, places: Numbers) -> tuple[tuple[str, ...], ...]:
    """Return the chosen exchanges as circles of institutions in the order of sharing, none twice in a circle.

    The exchanges are taken apart from the first institution by its id, always to the first that it shares with.
    """
    learners = {need.id: need.institution for need in program.round.needs}
    sharers = {offer.id: offer.institution for offer in program.round.offers}
    sharer_of = {expert.id: sharers[expert.offer] for expert in program.round.experts}
    shares: dict[str, list[str]] = defaultdict(list)
    for candidate in (program.candidates[place] for place in places.tolist()):
        shares[sharer_of[candidate.expert]].append(learners[candidate.need])
    for each in shares.values():
        each.sort(reverse=True)
    circles = []
    for start in sorted(shares):
        path = [start]
        while shares[path[-1]]:
            learner = shares[path[-1]].pop()
            if learner in path:
                circles.append(tuple(path[path.index(learner) :]))
                del path[path.index(learner) + 1 :]
            else:
                path.append(learner)
    return tuple(circles)

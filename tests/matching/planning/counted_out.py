"""The best plan of a small round, found by trying all there are: slow, plain, and apart from the planner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from matching.hours import shared_hours
from matching.planning.types import Expert, Need, Offer, Round, Worth

Taken = tuple[Need, Expert, Offer]


def best_worth(asked: Round) -> Worth | None:
    """The greatest worth of any plan that keeps all rules; None where there is no plan."""
    worths = [_worth(asked, taken) for taken in _choices(asked, list(asked.needs), []) if _is_whole(asked, taken)]
    return max(worths, key=lambda worth: (worth.served, worth.worst, worth.total), default=None)


def is_barred(asked: Round, need: Need, expert: Expert, offer: Offer) -> bool:
    """Whether two can't be paired, whatever the rest of the plan."""
    rules, pair = asked.rules, (need.id, expert.id)
    if need.institution == offer.institution or asked.fits.get(pair, -1.0) < rules.least_fit:
        return True
    if pair not in asked.fits or pair in rules.kept_apart or pair in rules.forbidden:
        return True
    if (need.institution, offer.institution) in rules.met_before:
        return True
    if rules.interpretation_cost is None and need.languages and not need.languages & expert.languages:
        return True
    months = [month for month in rules.window if month in (need.months or rules.window)]
    months = [month for month in months if month in (offer.months or rules.window)]
    if not months:
        return True
    day = date(min(months) // 12, min(months) % 12 + 1, 15)
    hours = shared_hours(need.availability, expert.availability, day)
    return hours is not None and hours < rules.least_hours_in_common


def _choices(asked: Round, needs: list[Need], taken: list[Taken]) -> Iterator[list[Taken]]:
    """Every choice of an expert or nobody for each need, as far as nothing is used up."""
    if not needs:
        yield taken
        return
    need, *others = needs
    yield from _choices(asked, others, taken)
    offers = {offer.id: offer for offer in asked.offers}
    for expert in asked.experts:
        more = [*taken, (need, expert, offers[expert.offer])]
        if not is_barred(asked, *more[-1]) and not _is_used_up(asked, more):
            yield from _choices(asked, others, more)


def _is_used_up(asked: Round, taken: list[Taken]) -> bool:
    """Whether something that only grows is beyond its limit by the last that was taken."""
    rules, (last, who, what) = asked.rules, taken[-1]
    by_offer = [need.hours for need, _, offer in taken if offer is what]
    given = sum(offer.institution == what.institution for _, _, offer in taken)
    learned = [offer.institution for need, _, offer in taken if need.institution == last.institution]
    interpreters = sum(bool(need.languages) and not need.languages & expert.languages for need, expert, _ in taken)
    cost = sum(offer.cost for _, _, offer in taken) + interpreters * (rules.interpretation_cost or 0)
    return (
        round(sum(need.hours for need, expert, _ in taken if expert is who), 6) > who.hours
        or round(sum(by_offer), 6) > what.hours
        or len(by_offer) > what.at_most
        or (rules.most_given is not None and given > rules.most_given)
        or (rules.most_taken is not None and len(learned) > rules.most_taken)
        or (rules.is_pair_once and learned.count(what.institution) > 1)
        or (rules.budget is not None and cost > rules.budget)
    )


def _is_whole(asked: Round, taken: list[Taken]) -> bool:
    """Whether all is there that must be."""
    learned, given = (Counter(one[place].institution for one in taken) for place in (0, 2))
    return (
        asked.rules.pinned <= {(need.id, expert.id) for need, expert, _ in taken}
        and all(learned[need.institution] >= asked.rules.least_taken for need in asked.needs)
        and (not asked.rules.is_circular or +learned == +given)
    )


def _worth(asked: Round, taken: list[Taken]) -> Worth:
    fits = [asked.fits[need.id, expert.id] for need, expert, _ in taken]
    return Worth(len(fits), min(fits, default=1.0), sum(fits))

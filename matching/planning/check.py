"""Which constraints a plan breaks, told from the rules of the round alone: it knows nothing of how plans are made."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from matching.hours import shared_hours
from matching.planning.rows import excepted
from matching.planning.types import Constraint, Expert, Limit, Need, Offer, Placement, Round

_Exchange = tuple[Need, Expert, Offer]
_SLACK = 1e-6  # hours: sums of tenths are not exact


def broken(asked: Round, placements: Sequence[Placement]) -> list[Constraint]:
    """Return each constraint that these placements break, once, in order of kind and id.

    A pair that is no candidate at all (no fit, one institution, kept apart) counts as forbidden; so does a price, month
    or language that is not the pair's own. Raises KeyError for ids that the round does not know.
    """
    needs, experts = {need.id: need for need in asked.needs}, {expert.id: expert for expert in asked.experts}
    offers = {offer.id: offer for offer in asked.offers}
    exchanges = []
    for placement in placements:
        expert = experts[placement.candidate.expert]
        exchanges.append((needs[placement.candidate.need], expert, offers[expert.offer]))
    found = set(_of_many(asked, exchanges))
    for placement, exchange in zip(placements, exchanges, strict=True):
        found |= set(_of_one(asked, exchange))
        found |= set(_told_wrong(asked, placement, exchange))
    return sorted(found, key=lambda one: (list(Limit).index(one.limit), one.of))


def _of_one(asked: Round, exchange: _Exchange) -> Iterator[Constraint]:
    """Yield what one exchange breaks by itself."""
    rules, (need, expert, offer) = asked.rules, exchange
    pair, met = (need.id, expert.id), (need.institution, offer.institution)
    fit = asked.fits.get(pair, 0.0)
    if pair in rules.forbidden or pair in rules.kept_apart or fit <= 0 or need.institution == offer.institution:
        yield Constraint(Limit.FORBIDDEN, f"{need.id}/{expert.id}")
    if fit < rules.least_fit:
        yield Constraint(Limit.LEAST_FIT)
    if met in rules.met_before:
        yield Constraint(Limit.MET_BEFORE, f"{met[0]}/{met[1]}")
    if _is_interpreted(exchange) and rules.interpretation_cost is None:
        yield Constraint(Limit.LANGUAGE, need.id)
    month = _first_month(asked, exchange)
    if month is None:
        yield Constraint(Limit.OUT_OF_SEASON, need.id)
        month = min(rules.window)
    in_common = shared_hours(need.availability, expert.availability, date(month // 12, month % 12 + 1, 15))
    if in_common is not None and in_common < rules.least_hours_in_common:
        yield Constraint(Limit.HOURS_IN_COMMON, need.id)


def _told_wrong(asked: Round, placement: Placement, exchange: _Exchange) -> Iterator[Constraint]:
    need, expert, _ = exchange
    told = placement.candidate
    spoken = told.language is None or told.language in need.languages & expert.languages
    is_right = told.is_interpreted == _is_interpreted(exchange) and told.cost == _cost(asked, exchange) and spoken
    if not is_right or told.month != _first_month(asked, exchange) or told.fit != asked.fits.get((need.id, expert.id)):
        yield Constraint(Limit.FORBIDDEN, f"{need.id}/{expert.id}")


def _first_month(asked: Round, exchange: _Exchange) -> int | None:
    need, _, offer = exchange
    for month in sorted(asked.rules.window):
        if (not need.months or month in need.months) and (not offer.months or month in offer.months):
            return month
    return None


def _is_interpreted(exchange: _Exchange) -> bool:
    need, expert, _ = exchange
    return len(need.languages) > 0 and need.languages.isdisjoint(expert.languages)


def _cost(asked: Round, exchange: _Exchange) -> int:
    interpreters = asked.rules.interpretation_cost or 0
    return exchange[2].cost + (interpreters if _is_interpreted(exchange) else 0)


def _of_many(asked: Round, exchanges: Sequence[_Exchange]) -> Iterator[Constraint]:
    """Yield what the exchanges break together."""
    yield from _of_offers(asked, exchanges)
    yield from _of_institutions(asked, exchanges)
    rules = asked.rules
    places = Counter(need.id for need, _, _ in exchanges)
    yield from (Constraint(Limit.ONE_PLACE, need) for need, times in places.items() if times > 1)
    if rules.budget is not None and sum(_cost(asked, exchange) for exchange in exchanges) > rules.budget:
        yield Constraint(Limit.BUDGET)
    there = {(need.id, expert.id) for need, expert, _ in exchanges}
    yield from (Constraint(Limit.PINNED, f"{need}/{expert}") for need, expert in rules.pinned - there)


def _of_offers(asked: Round, exchanges: Sequence[_Exchange]) -> Iterator[Constraint]:
    """Yield whose hours, and which offers' exchanges, are more than there are."""
    by_expert: dict[str, float] = defaultdict(float)
    by_offer: dict[str, float] = defaultdict(float)
    times = Counter(offer.id for _, _, offer in exchanges)
    for need, expert, offer in exchanges:
        by_expert[expert.id] += need.hours
        by_offer[offer.id] += need.hours
    for expert in asked.experts:
        if by_expert[expert.id] > expert.hours + _SLACK:
            yield Constraint(Limit.EXPERT_HOURS, expert.id)
    for offer in asked.offers:
        if by_offer[offer.id] > offer.hours + _SLACK:
            yield Constraint(Limit.OFFER_HOURS, offer.id)
        if times[offer.id] > offer.at_most:
            yield Constraint(Limit.OFFER_EXCHANGES, offer.id)


def _of_institutions(asked: Round, exchanges: Sequence[_Exchange]) -> Iterator[Constraint]:
    """Yield which institutions share or learn too often, too rarely, or not as often as each other."""
    rules, more = asked.rules, excepted(asked.rules.exceptions)
    given = Counter(offer.institution for _, _, offer in exchanges)
    taken = Counter(need.institution for need, _, _ in exchanges)
    for institution in {need.institution for need in asked.needs} | {offer.institution for offer in asked.offers}:
        if (
            rules.most_given is not None
            and given[institution] > rules.most_given + more[Constraint(Limit.MOST_GIVEN, institution)]
        ):
            yield Constraint(Limit.MOST_GIVEN, institution)
        if (
            rules.most_taken is not None
            and taken[institution] > rules.most_taken + more[Constraint(Limit.MOST_TAKEN, institution)]
        ):
            yield Constraint(Limit.MOST_TAKEN, institution)
        apart = abs(given[institution] - taken[institution])
        if rules.is_circular and apart > more[Constraint(Limit.CIRCLE, institution)]:
            yield Constraint(Limit.CIRCLE, institution)
    for institution in {need.institution for need in asked.needs}:
        if taken[institution] < rules.least_taken:
            yield Constraint(Limit.LEAST_TAKEN, institution)
    met = Counter((need.institution, offer.institution) for need, _, offer in exchanges)
    if rules.is_pair_once:
        pairs = ((Constraint(Limit.PAIR_ONCE, "/".join(pair)), times) for pair, times in met.items())
        yield from (constraint for constraint, times in pairs if times > 1 + more[constraint])

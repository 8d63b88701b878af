"""A round of the database as matching plans it: with what all may see of people, and the hours that they have left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from app.engine import current_engine
from app.errors import Conflict
from app.exchanges.models import Exchange
from app.extensions import db
from app.match_requests.conflicts import apart_among
from app.planning.fits import stored_fits
from app.rounds.entries import needs_to_plan, offers_to_plan
from app.rounds.models import Round, RoundExpert, RoundNeed, RoundOffer, RoundPin
from app.rounds.service import month_number, months_of
from app.visibility import NETWORK
from matching.languages import working_languages
from matching.planning import types as planning
from matching.types import Availability, Candidate

_UNKNOWN = Availability()


class PinGone(Conflict):
    """A pin asks for somebody, or for a need, that can't be planned with any more."""

    type = "pin-gone"


@dataclass(frozen=True, slots=True)
class Problem:
    """A round as matching plans it, and the rows behind its ids: only those that can be planned with now."""

    value: planning.Round
    needs: dict[str, RoundNeed]
    offers: dict[str, RoundOffer]
    experts: dict[str, RoundExpert]


def problem_of(exchange_round: Round, fits: Mapping[planning.Pair, float] | None = None) -> Problem:
    """The round as it is now, with these fits, or with those of the last plan. Raises: PinGone."""
    needs = {each.id: each for each in needs_to_plan(exchange_round)}
    offered = offers_to_plan(exchange_round)
    experts = {each.person_id: each for _, some in offered for each in some}
    found = stored_fits(exchange_round.id) if fits is None else fits
    known = current_engine().known({*experts, *(each.contact_id for each in needs.values() if each.contact_id)})
    value = planning.Round(
        needs=tuple(_need(each, known) for each in needs.values()),
        offers=tuple(_offer(offer) for offer, _ in offered),
        experts=tuple(_expert(each, known.get(each.person_id)) for each in experts.values()),
        fits={pair: fit for pair, fit in found.items() if pair[0] in needs and pair[1] in experts},
        rules=_rules(exchange_round, needs, experts),
    )
    return Problem(value, needs, {offer.id: offer for offer, _ in offered}, experts)


def _need(need: RoundNeed, known: Mapping[str, Candidate]) -> planning.Need:
    return planning.Need(
        id=need.id,
        institution=need.institution_id,
        hours=need.hours_per_month,
        languages=frozenset(need.languages),
        months=_months(need.months),
        availability=_open_hours(known.get(need.contact_id or "")),
    )


def _offer(offer: RoundOffer) -> planning.Offer:
    kept = {"at_most": offer.at_most, "months": _months(offer.months), "cost": offer.cost}
    return planning.Offer(offer.id, offer.institution_id, offer.hours_per_month, **kept)


def _expert(expert: RoundExpert, known: Candidate | None) -> planning.Expert:
    """What is not shown to the network is not planned with, for a plan would tell it; but nobody is overbooked."""
    spoken = known.languages.spoken if known and known.languages.audience == NETWORK else ()
    hours = hours_left(expert, known.availability.hours_taken if known else 0.0)
    return planning.Expert(expert.person_id, expert.offer_id, hours, working_languages(spoken), _open_hours(known))


def hours_left(expert: RoundExpert, taken: float) -> float:
    """The hours a month that somebody still has for the round, if active engagements take so many.

    Who has not said how many hours he offers may be asked for what the round says; he says so before he accepts.
    """
    offered = expert.person.hours_per_month
    return max(0.0, min(expert.hours_per_month, offered - taken)) if offered else expert.hours_per_month


def _open_hours(known: Candidate | None) -> Availability:
    return known.availability if known and known.availability.audience == NETWORK else _UNKNOWN


def _months(months: list[str]) -> frozenset[int]:
    return frozenset(map(month_number, months))


def _rules(exchange_round: Round, needs: Mapping[str, RoundNeed], experts: Mapping[str, RoundExpert]) -> planning.Rules:
    same = ("least_fit", "least_hours_in_common", "interpretation_cost", "budget", "most_given", "most_taken")
    flags = ("least_taken", "is_pair_once", "is_circular")
    return planning.Rules(
        window=_months(months_of(exchange_round)),
        met_before=_met_before() if exchange_round.avoids_met_before else frozenset(),
        kept_apart=_kept_apart(needs, experts),
        pinned=_pairs(exchange_round, "pin", needs, experts),
        forbidden=_pairs(exchange_round, "forbid", needs, experts),
        **{name: getattr(exchange_round, name) for name in (*same, *flags)},
    )


def _met_before() -> frozenset[planning.Pair]:
    """Who learnt from whom in an exchange that both had agreed on, and that was not cancelled."""
    found = select(Exchange.learning_institution_id, Exchange.sharing_institution_id)
    found = found.where(Exchange.step.not_in(("anchor", "cancelled")), Exchange.sharing_institution_id.is_not(None))
    return frozenset((learner, sharer) for learner, sharer in db.session.execute(found.distinct()).all())


def _kept_apart(needs: Mapping[str, RoundNeed], experts: Mapping[str, RoundExpert]) -> frozenset[planning.Pair]:
    """Who blocked the other, would not work with him again, or asked the question himself: hard, whoever plans."""
    apart: dict[str, set[str]] = {}
    for one, other in apart_among({each.contact_id for each in needs.values() if each.contact_id}):
        apart.setdefault(one, set()).add(other)
    found = set()
    for need in needs.values():
        conflicting = {*apart.get(need.contact_id or "", ()), need.contact_id, need.challenge.author_id}
        found.update((need.id, each) for each in conflicting if each in experts)
    return frozenset(found)


def _pairs(
    exchange_round: Round, kind: str, needs: Mapping[str, RoundNeed], experts: Mapping[str, RoundExpert]
) -> frozenset[planning.Pair]:
    """The pins of a kind; one that forbids what can't be anyway holds by itself, one that asks for it is said."""
    found = select(RoundPin).join(RoundPin.need).where(RoundNeed.round_id == exchange_round.id, RoundPin.kind == kind)
    pairs = {(each.need_id, each.person_id) for each in db.session.scalars(found)}
    there = {pair for pair in pairs if pair[0] in needs and pair[1] in experts}
    if kind == "pin" and there != pairs:
        raise PinGone(
            "A pin asks for somebody, or for a need, that can't be planned with any more. Take it out:"
            f" {', '.join('/'.join(pair) for pair in sorted(pairs - there))}."
        )
    return frozenset(there)

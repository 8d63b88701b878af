"""Rounds to plan: by hand in one line, and drawn at random with every kind of rule."""

from __future__ import annotations

import random
from dataclasses import replace

from matching.planning.types import Expert, Need, Offer, Pair, Round, Rules
from matching.types import Availability

WINDOW = frozenset(range(2027 * 12, 2027 * 12 + 4))
ZONES = ("Africa/Nairobi", "America/Bogota", "Asia/Jakarta", None)


def a_round(needs: dict[str, str], experts: dict[str, str], fits: dict[Pair, float], **rules: object) -> Round:
    """A round of needs and experts by id with their institutions, 8 hours each; an expert's offer has his id."""
    return Round(
        tuple(Need(need, institution, 8.0) for need, institution in needs.items()),
        tuple(Offer(expert, institution, 80.0, 9) for expert, institution in experts.items()),
        tuple(Expert(expert, expert, 8.0) for expert in experts),
        fits,
        Rules(window=WINDOW, **rules),
    )


def drawn_round(seed: int) -> Round:
    """A small round drawn at random, where any rule may be there; those in circles have up to eight institutions."""
    dice = random.Random(seed)
    many, is_harsh = dice.randint(1, 8), dice.random() < 0.3
    institutions = [f"i{number}" for number in range(max(2, many - dice.randint(0, 3)))]
    scale = dice.choice((1.0, 1.0, 0.1))  # tenths of hours, too: their sums are not exact
    needs = tuple(_need(dice, number, institutions, (scale, is_harsh)) for number in range(many))
    offers = tuple(_offer(dice, number, institutions, (scale, is_harsh)) for number in range(dice.randint(2, 8)))
    experts = tuple(_expert(dice, f"e{number}", dice.choice(offers).id, scale) for number in range(dice.randint(2, 9)))
    each = 3.0 if many > 5 else 5.0  # so that all choices can be counted out
    fits = {
        (need.id, expert.id): dice.choice((0.2, 0.5, 0.9, round(dice.uniform(0.05, 1.0), 3)))
        for need in needs
        for expert in experts
        if dice.random() < each / len(experts)
    }
    return Round(needs, offers, experts, fits, _rules(dice, fits, institutions))


def dear_round(seed: int) -> Round:
    """A small round in which who fits better costs more, with money for about half of that."""
    dice = random.Random(seed)
    costs = {f"e{number}": number + 1 for number in range(7)}
    needs = {f"n{number}": f"i{number}" for number in range(5)}
    fits = {
        (need, expert): round(0.1 * costs[expert] + dice.uniform(0.0, 0.2), 3)
        for need in needs
        for expert in dice.sample(sorted(costs), 4)
    }
    entered = a_round(needs, dict.fromkeys(costs, "z"), fits, budget=dice.randint(15, 20), is_pair_once=False)
    offers = tuple(replace(offer, cost=costs[offer.id]) for offer in entered.offers)
    return replace(entered, offers=offers)


def tight_round(seed: int) -> Round:
    """Thirty needs of 5 to 13 hours, and eight experts of 23 who fit all in some degree: a search of many nodes."""
    dice = random.Random(seed)
    needs, experts = [f"n{number:02}" for number in range(30)], [f"e{number}" for number in range(8)]
    fits = {(need, expert): dice.uniform(0.5, 1.0) for need in needs for expert in experts}
    entered = a_round(dict.fromkeys(needs, "a"), dict.fromkeys(experts, "z"), fits, is_pair_once=False)
    return replace(
        entered,
        needs=tuple(replace(need, hours=float(dice.choice((5, 7, 11, 13)))) for need in entered.needs),
        experts=tuple(replace(expert, hours=23.0) for expert in entered.experts),
        offers=tuple(replace(offer, hours=99.0) for offer in entered.offers),
    )


def shuffled(asked: Round, seed: int) -> Round:
    """The same round, entered in another order."""
    dice = random.Random(seed)
    needs, offers, experts, fits = (
        dice.sample(list(entered), len(entered))
        for entered in (asked.needs, asked.offers, asked.experts, asked.fits.items())
    )
    return replace(asked, needs=tuple(needs), offers=tuple(offers), experts=tuple(experts), fits=dict(fits))


def _some(dice: random.Random, among: list[object], share: float) -> frozenset[object]:
    return frozenset(one for one in among if dice.random() < share)


def _availability(dice: random.Random) -> Availability:
    return Availability(dice.choice(ZONES), day_starts=8.0, day_ends=dice.choice((12.0, 17.0)))


def _need(dice: random.Random, number: int, institutions: list[str], manner: tuple[float, bool]) -> Need:
    scale, is_harsh = manner
    languages = _some(dice, ["en", "es", "fr"], 0.4 if is_harsh else 0.1)
    months = _some(dice, sorted(WINDOW), 0.4 if is_harsh else 0.0)
    institution = institutions[number % len(institutions)]
    return Need(f"n{number}", institution, dice.choice((3, 4, 8)) * scale, languages, months, _availability(dice))


def _offer(dice: random.Random, number: int, institutions: list[str], manner: tuple[float, bool]) -> Offer:
    scale, is_harsh = manner
    months = _some(dice, sorted(WINDOW), 0.6 if is_harsh else 0.0)
    hours, at_most = dice.choice((7.9, 8, 9, 16, 40)) * scale, dice.choice((0, 1, 2, 2, 3, 3, 3))
    institution = institutions[number % len(institutions)]
    return Offer(f"o{number}", institution, hours, at_most, months, dice.randint(0, 5))


def _expert(dice: random.Random, name: str, offer: str, scale: float) -> Expert:
    languages = _some(dice, ["en", "es", "fr"], 0.7)
    return Expert(name, offer, dice.choice((6, 8, 9, 12, 16)) * scale, languages, _availability(dice))


def _rules(dice: random.Random, fits: dict[Pair, float], institutions: list[str]) -> Rules:
    pairs, met = sorted(fits), [(one, other) for one in institutions for other in institutions if one != other]
    return Rules(
        window=WINDOW,
        least_fit=dice.choice((0.0, 0.0, 0.0, 0.3)),
        least_hours_in_common=dice.choice((0.0, 0.0, 0.0, 10.0)),
        interpretation_cost=dice.choice((None, 0, 3)),
        budget=dice.choice((None, None, 5, 12)),
        most_given=dice.choice((None, None, 1, 2)),
        most_taken=dice.choice((None, None, 1, 2)),
        least_taken=dice.choice((0,) * 9 + (1,)),
        is_pair_once=dice.random() < 0.5,
        is_circular=dice.random() < 0.4,
        met_before=_some(dice, met, 0.05),
        kept_apart=_some(dice, pairs, 0.05),
        pinned=frozenset(dice.sample(pairs, min(len(pairs), dice.choice((0,) * 9 + (1, 1, 2))))),
        forbidden=_some(dice, pairs, 0.05),
    )

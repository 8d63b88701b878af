"""An exchange as the viewer may see it: whole, or as a row of a list."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from app.exchanges.gates import days_of, following_step, missing_for
from app.exchanges.models import Exchange
from app.viewer import Viewer
from app.visibility import can_see
from app.vocabulary import INTERMEDIATE_OUTCOMES, PAYERS

_ROW = ("id", "title", "step", "learning_institution", "sharing_institution", "instrument", "month", "currency")
_TEXTS = ("development_goal", "institutional_challenge", "change_objective", "justification", "report")
_WHOLE = (*_TEXTS, "language", "time_zone", "back_reason", "cancel_reason", "ended_at")


def row(exchange: Exchange) -> dict[str, Any]:
    """What a list says of it; days are those where it takes place."""
    days = days_of(exchange)
    return {
        **{name: getattr(exchange, name) for name in (*_ROW, "updated_at")},
        **{"starts_on": days[0] if days else None, "ends_on": days[-1] if days else None},
        "people": sum(each.number for each in exchange.participants),
        "budget_total": sum(each.amount for each in exchange.budget),
    }


def shown(exchange: Exchange, viewer: Viewer) -> dict[str, Any]:
    """All of it; the challenge only to whom it is open."""
    challenge = exchange.challenge if exchange.challenge and can_see(viewer, exchange.challenge.ownership()) else None
    step = following_step(exchange.step)
    lacking = missing_for(exchange, step) if step else None
    return {
        **row(exchange),
        **{name: getattr(exchange, name) for name in _WHOLE},
        "challenge": {"id": challenge.id, "name": challenge.title} if challenge else None,
        "participants": sorted(exchange.participants, key=lambda each: each.id),
        **{"activities": exchange.activities, "budget": exchange.budget, "budget_by_payer": _by_payer(exchange)},
        "outcomes": sorted(exchange.outcomes, key=lambda each: INTERMEDIATE_OUTCOMES.index(each.outcome)),
        **{"next_step": step, "missing": lacking[1] if lacking else {}},
    }


def _by_payer(exchange: Exchange) -> list[dict[str, Any]]:
    sums: dict[str, int] = defaultdict(int)
    for each in exchange.budget:
        sums[each.payer] += each.amount
    return [{"payer": payer, "amount": sums[payer]} for payer in PAYERS if payer in sums]

"""What may happen to an offer, whole: (state, act, actor) -> state. Everything else is refused."""

from __future__ import annotations

OFFER_STATES = ("pending", "accepted", "declined", "expired", "withdrawn")

OFFER = {
    ("pending", "accept", "peer"): "accepted",
    ("pending", "accept", "coordinator"): "accepted",
    ("pending", "decline", "peer"): "declined",
    ("pending", "withdraw", "seeker"): "withdrawn",
    ("pending", "withdraw", "coordinator"): "withdrawn",
    ("pending", "remind", "clock"): "pending",
    ("pending", "expire", "clock"): "expired",
}

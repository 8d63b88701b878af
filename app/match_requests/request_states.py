"""What may happen to a request, whole: (state, act, actor) -> state. Everything else is refused."""

from __future__ import annotations

REQUEST_STATES = ("draft", "open", "matched", "withdrawn", "expired")

REQUEST = {
    ("draft", "edit", "seeker"): "draft",
    ("draft", "publish", "seeker"): "open",
    ("draft", "withdraw", "seeker"): "withdrawn",
    ("open", "take", "coordinator"): "open",
    ("open", "rank", "seeker"): "open",
    ("open", "invite", "seeker"): "open",
    ("open", "invite", "coordinator"): "open",
    ("open", "invite", "clock"): "open",
    ("open", "match", "peer"): "matched",
    ("open", "match", "coordinator"): "matched",
    ("open", "withdraw", "seeker"): "withdrawn",
    ("open", "withdraw", "coordinator"): "withdrawn",
    ("open", "expire", "clock"): "expired",
}

"""How a round goes: entries open, entries closed, confirmed. The one table; who may is for the policy to say."""

from __future__ import annotations

from app.states import Table

# Nothing is entered or altered once entries are closed, so that everybody is planned on the same words. A plan may be
# tried before, to see how things stand; only one made of closed entries is confirmed.
ROUND: Table = {
    ("open", "enter", "coordinator"): "open",
    ("open", "edit", "coordinator"): "open",
    ("open", "plan", "coordinator"): "open",
    ("open", "close_entries", "coordinator"): "planning",
    ("open", "cancel", "coordinator"): "cancelled",
    ("planning", "edit", "coordinator"): "planning",
    ("planning", "plan", "coordinator"): "planning",
    ("planning", "reopen", "coordinator"): "open",
    ("planning", "confirm", "coordinator"): "confirmed",
    ("planning", "cancel", "coordinator"): "cancelled",
}
ROUND_STATES = ("open", "planning", "confirmed", "cancelled")

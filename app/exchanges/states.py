"""What may happen to an exchange, whole: (step, act, actor) -> step. Everything else is refused.

The five steps are those of the World Bank's "Art of Knowledge Exchange". Who coordinates one of the two institutions,
or the network, is "coordinator"; who is named in it is "participant". The acts `frame` (what it is for), `define` (who
shares, what is wanted), `name` (who takes part), `design` (instrument, agenda, budget) and `measure` (what came of it)
alter what it says and leave the step; `gates` says what has to be there before `advance` leads on.
"""

from __future__ import annotations

OPEN_STEPS = ("anchor", "define", "design", "implement", "measure")
EXCHANGE_STEPS = (*OPEN_STEPS, "closed", "cancelled")

EXCHANGE = {
    ("anchor", "frame", "coordinator"): "anchor",
    ("anchor", "define", "coordinator"): "anchor",
    ("anchor", "name", "coordinator"): "anchor",
    ("anchor", "advance", "coordinator"): "define",
    ("anchor", "cancel", "coordinator"): "cancelled",
    ("anchor", "leave", "participant"): "anchor",
    ("define", "frame", "coordinator"): "define",
    ("define", "define", "coordinator"): "define",
    ("define", "name", "coordinator"): "define",
    ("define", "design", "coordinator"): "define",
    ("define", "advance", "coordinator"): "design",
    ("define", "back", "coordinator"): "anchor",
    ("define", "cancel", "coordinator"): "cancelled",
    ("define", "leave", "participant"): "define",
    ("design", "frame", "coordinator"): "design",
    ("design", "define", "coordinator"): "design",
    ("design", "name", "coordinator"): "design",
    ("design", "design", "coordinator"): "design",
    ("design", "advance", "coordinator"): "implement",
    ("design", "back", "coordinator"): "define",
    ("design", "cancel", "coordinator"): "cancelled",
    ("design", "leave", "participant"): "design",
    ("implement", "name", "coordinator"): "implement",
    ("implement", "design", "coordinator"): "implement",
    ("implement", "measure", "coordinator"): "implement",
    ("implement", "advance", "coordinator"): "measure",
    ("implement", "back", "coordinator"): "design",
    ("implement", "cancel", "coordinator"): "cancelled",
    ("implement", "leave", "participant"): "implement",
    ("measure", "measure", "coordinator"): "measure",
    ("measure", "advance", "coordinator"): "closed",
    ("measure", "back", "coordinator"): "implement",
    ("measure", "cancel", "coordinator"): "cancelled",
    ("measure", "leave", "participant"): "measure",
}

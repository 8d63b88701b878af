"""The table of decisions, for exchanges, rounds and plans."""

from __future__ import annotations

from app.rights.deciding import Decision, Erasure

_ROW, _PART, _NAME, _WORDS = Erasure.ROW, Erasure.PART, Erasure.NAME, Erasure.WORDS
EXCHANGE_DECISIONS = (
    Decision(
        "exchange.owner_id",
        "exchanges_begun",
        _WORDS,
        "the work of two institutions",
        only=("id", "title", "step", "development_goal", "institutional_challenge", "change_objective", "created_at"),
    ),
    Decision("exchange.challenge_id", "", _NAME, "the database itself takes a challenge that goes off it"),
    Decision("exchange_participant.exchange_id", "", _PART, "who takes part: others' data"),
    Decision(
        "exchange_participant.person_id",
        "exchanges_named_in",
        _ROW,
        "who is gone takes part in nothing",
        only=("id", "exchange_id", "institution_id", "role", "named_at"),
    ),
    Decision("exchange_activity.exchange_id", "", _PART, "its agenda: the institutions' data"),
    Decision("exchange_budget_line.exchange_id", "", _PART, "its budget: the institutions' data"),
    Decision("exchange_outcome.exchange_id", "", _PART, "its outcomes: the institutions' data"),
    Decision("replication.lesson_id", "", _PART, "where the lesson was taken up: others' data"),
    Decision("replication.exchange_id", "", _NAME, "the database itself takes an exchange that goes off it"),
    Decision(
        "replication.author_id",
        "replications_written",
        _WORDS,
        "what an institution took up",
        only=("id", "lesson_id", "institution_id", "uptake", "why", "result", "taken_up_on"),
    ),
    Decision(
        "round.opened_by_id",
        "rounds_opened",
        _NAME,
        "the round goes on",
        only=("id", "title", "status", "created_at"),
    ),
    Decision(
        "round_need.contact_id",
        "needs_in_rounds",
        _NAME,
        "the institution names somebody else",
        only=("id", "round_id", "challenge_id", "hours_per_month", "languages", "months", "visitors"),
    ),
    Decision("round_need.round_id", "", _PART, "what was entered is part of its round"),
    Decision("round_offer.round_id", "", _PART, "what was entered is part of its round"),
    Decision("round_offer_topic.offer_id", "", _PART, "its topics"),
    Decision("round_expert.offer_id", "", _PART, "who helps is named for an offer: others' data"),
    Decision("round_need.challenge_id", "", _PART, "what is needed is a challenge: it goes with it"),
    Decision("round_expert.person_id", "offers_in_rounds", _ROW, "who is gone helps nobody"),
    Decision("round_pin.person_id", "pins_of_me", _ROW, "there is nobody to plan with", only=("need_id", "kind")),
    Decision(
        "round_pin.by_id", "pins_set", _NAME, "what was asked of the plan stays", only=("need_id", "kind", "reason")
    ),
    Decision("round_pin.need_id", "", _PART, "it goes with the need"),
    Decision("round_fit.need_id", "", _PART, "it goes with the need"),
    Decision("round_fit.person_id", "fits_in_rounds", _ROW, "there is nobody to plan with", only=("need_id", "fit")),
    Decision("round_plan.round_id", "", _PART, "a plan is part of its round"),
    Decision(
        "round_plan.made_by_id", "plans_made", _NAME, "the plan stays", only=("id", "round_id", "number", "made_at")
    ),
    Decision(
        "round_plan.confirmed_by_id",
        "plans_confirmed",
        _NAME,
        "that it was confirmed stays true",
        only=("id", "round_id", "number", "confirmed_at"),
    ),
    Decision("round_fitting.round_id", "", _PART, "it goes with the round"),
)

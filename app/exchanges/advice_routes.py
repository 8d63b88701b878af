"""Which instrument fits, over HTTP: asked and answered, nothing is kept."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from marshmallow import validate

from app.exchanges.advice import Wish, advise
from app.exchanges.instruments import BUDGETS
from app.fields import one_of_field
from app.requests import Blueprint
from app.vocabulary import INTERMEDIATE_OUTCOMES

instrument_advice = Blueprint(
    "instrument_advice", __name__, url_prefix="/instrument-advice", description="Which instrument fits an exchange"
)


class WishSchema(ma.Schema):
    """What is wanted, and what there is. Days are from the first to the last; weeks, until it has to take place.

    Budget: `none`, nobody travels; `low`, one or two do; `medium`, a group does; `high`, a hall is full.
    """

    class Meta:  # noqa: D106
        unknown = ma.RAISE

    outcomes = ma.fields.List(
        one_of_field(INTERMEDIATE_OUTCOMES), required=True, validate=validate.Length(1, len(INTERMEDIATE_OUTCOMES))
    )
    days = ma.fields.Integer(required=True, strict=True, validate=validate.Range(1, 3_650))
    people = ma.fields.Integer(required=True, strict=True, validate=validate.Range(1, 100_000))
    budget = one_of_field(BUDGETS, required=True)
    weeks = ma.fields.Integer(required=True, strict=True, validate=validate.Range(0, 520))


class AdviceReasonSchema(ma.Schema):
    """A rule, whether the instrument keeps it, and where the rule is from."""

    rule = ma.fields.String(required=True)
    holds = ma.fields.Boolean(required=True)
    says = ma.fields.String(required=True)
    source = ma.fields.String(required=True)


class AdviceSchema(ma.Schema):
    """An instrument: whether it fits, how many of the wanted outcomes it serves, and why."""

    instrument = ma.fields.String(required=True)
    term = ma.fields.String(required=True)
    served = ma.fields.Integer(required=True)
    fits = ma.fields.Boolean(required=True)
    reasons = ma.fields.List(ma.fields.Nested(AdviceReasonSchema), required=True)


class AdvicesSchema(ma.Schema):
    """All instruments, the best first; those that do not fit come last, with the rules that say so."""

    items = ma.fields.List(ma.fields.Nested(AdviceSchema), required=True)


@instrument_advice.route("", methods=["POST"])
@instrument_advice.arguments(WishSchema)
@instrument_advice.response(200, AdvicesSchema)
def advise_instrument(said: dict[str, Any]) -> dict[str, Any]:
    """Ask which instrument fits; nothing is kept."""
    return {"items": advise(Wish(**{**said, "outcomes": frozenset(said["outcomes"])}))}

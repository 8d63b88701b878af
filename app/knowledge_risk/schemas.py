"""How positions, departures and the settings of risk are written and read."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from marshmallow import validate

from app.fields import Flag, Id, Named, Text, Whole, ids_field, name_field, one_of_field, page_of, text_field
from app.pagination import page_args
from app.vocabulary import DEPARTURE_KINDS, RISK_PURPOSES


def mine_field() -> ma.fields.Boolean:
    """Only what is about oneself."""
    return ma.fields.Boolean(metadata={"description": "only what is about you: that needs no purpose"})


def purpose_field() -> ma.fields.String:
    """What a look at others is for."""
    told = "needed for what is not your own; it is kept in the audit log"
    return one_of_field(RISK_PURPOSES, metadata={"description": told})


class LookArgs(ma.Schema):
    """The query of a look at one thing."""

    class Meta:  # noqa: D106
        unknown = ma.RAISE

    purpose = purpose_field()


class PositionPatchSchema(ma.Schema):
    """What may be said of a post."""

    class Meta:  # noqa: D106
        unknown = ma.RAISE

    title = name_field()
    unit = text_field(200)
    holder_id = Id(allow_none=True)
    topic_ids = ids_field()


class PositionCreateSchema(PositionPatchSchema):
    """A new post of an institution."""

    institution_id = Id(required=True)


class RateSchema(ma.Schema):
    """How hard the post is to replace (5 critical and unique ... 1 common skills), and what shows it."""

    class Meta:  # noqa: D106
        unknown = ma.RAISE

    factor = ma.fields.Integer(required=True, strict=True, validate=validate.Range(1, 5))
    evidence = name_field(5_000)


class WordsSchema(ma.Schema):
    """What is contested, or answered."""

    class Meta:  # noqa: D106
        unknown = ma.RAISE

    text = name_field(5_000)


class ContestSchema(ma.Schema):
    """What a holder says against his entry, and the answer."""

    id = Id(required=True)
    person = ma.fields.Nested(Named, required=True)
    text = ma.fields.String(required=True)
    contested_at = ma.fields.AwareDateTime(required=True)
    answer = ma.fields.String(required=True)
    answered_by = ma.fields.Nested(Named, required=True, allow_none=True)
    answered_at = ma.fields.AwareDateTime(required=True, allow_none=True)


class PositionSchema(ma.Schema):
    """A post that holds know-how; without its holder where he objects to risk scoring."""

    id = Id(required=True)
    institution = ma.fields.Nested(Named, required=True)
    title = ma.fields.String(required=True)
    unit = ma.fields.String(required=True)
    holder = ma.fields.Nested(Named, required=True, allow_none=True)
    topics = ma.fields.List(ma.fields.Nested(Named), required=True)
    factor = ma.fields.Integer(required=True, allow_none=True)
    evidence = ma.fields.String(required=True)
    rated_by = ma.fields.Nested(Named, required=True, allow_none=True)
    rated_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    contests = ma.fields.List(ma.fields.Nested(ContestSchema), required=True)
    updated_at = ma.fields.AwareDateTime(required=True)


class DeparturePatchSchema(ma.Schema):
    """A day on which somebody leaves, and why in one word."""

    class Meta:  # noqa: D106
        unknown = ma.RAISE

    kind = one_of_field(DEPARTURE_KINDS, required=True)
    leaves_on = ma.fields.Date(required=True)


class DepartureCreateSchema(DeparturePatchSchema):
    """A new departure; your own where you name nobody."""

    person_id = Id()


class DepartureSchema(ma.Schema):
    """A declared departure."""

    id = Id(required=True)
    person = ma.fields.Nested(Named, required=True)
    institution = ma.fields.Nested(Named, required=True)
    kind = ma.fields.String(required=True)
    leaves_on = ma.fields.Date(required=True)
    declared_by = ma.fields.Nested(Named, required=True, allow_none=True)
    declared_at = ma.fields.AwareDateTime(required=True)
    updated_at = ma.fields.AwareDateTime(required=True)


class BandsSchema(ma.Schema):
    """The totals (1-25) from which on a band begins; below the last it is `important`."""

    class Meta:  # noqa: D106
        unknown = ma.RAISE

    high_priority_from = ma.fields.Integer(required=True, strict=True, validate=validate.Range(2, 25))
    priority_from = ma.fields.Integer(required=True, strict=True, validate=validate.Range(2, 25))
    importance_from = ma.fields.Integer(required=True, strict=True, validate=validate.Range(2, 25))

    @ma.validates_schema
    def _check(self, said: dict[str, int], **_: Any) -> None:
        if not said["high_priority_from"] > said["priority_from"] > said["importance_from"]:
            raise ma.ValidationError("Each band begins above the next: high priority, priority, high importance.")


class SettingPatchSchema(ma.Schema):
    """What may be said of risk at an institution."""

    class Meta:  # noqa: D106
        unknown = ma.RAISE

    is_on = Flag()
    agreement = Text(
        validate=validate.Length(max=1_000),
        metadata={
            "description": "the agreement with the staff's representation: what it is called, its date or number"
        },
    )
    fiscal_year_starts = ma.fields.Integer(
        strict=True, validate=validate.Range(1, 12), metadata={"description": "the month, 1-12"}
    )
    bands = Whole(BandsSchema)
    min_cell = ma.fields.Integer(
        strict=True,
        validate=validate.Range(5, 1000),
        metadata={"description": "the fewest people that a figure shown to others may stand for"},
    )


class SettingSchema(ma.Schema):
    """Whether and how an institution looks at knowledge-loss risk."""

    institution_id = Id(required=True)
    is_on = ma.fields.Boolean(required=True)
    agreement = ma.fields.String(required=True)
    fiscal_year_starts = ma.fields.Integer(required=True)
    bands = ma.fields.Nested(BandsSchema, required=True)
    min_cell = ma.fields.Integer(required=True)


PositionPage, DeparturePage = page_of(PositionSchema), page_of(DepartureSchema)
PositionArgs = page_args(
    ("name", "-updated"), purpose=purpose_field(), is_mine=mine_field(), institution_id=Id(), topic_id=Id()
)
DepartureArgs = page_args(("leaves", "-leaves"), purpose=purpose_field(), is_mine=mine_field(), institution_id=Id())

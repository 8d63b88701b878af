"""How retention plans, successors and question guides are written and read."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import validate

from app.fields import Id, Named, name_field, page_of, text_field
from app.knowledge_risk.schemas import LookArgs, mine_field, purpose_field
from app.pagination import page_args


class PlanCreateSchema(ma.Schema):
    """The post that a plan is for."""

    class Meta:  # noqa: D106
        unknown = ma.RAISE

    position_id = Id(required=True)


class ActionPatchSchema(ma.Schema):
    """What may be said of an action."""

    class Meta:  # noqa: D106
        unknown = ma.RAISE

    due_on = ma.fields.Date()
    person_id = Id(allow_none=True)
    lesson_id = Id(allow_none=True)
    what = name_field(2_000)


class CloseSchema(ma.Schema):
    """Why a plan is closed; needed where something is left to do."""

    class Meta:  # noqa: D106
        unknown = ma.RAISE

    reason = text_field(2_000, load_default="")


class ActionSchema(ma.Schema):
    """One thing to do by a day; `person` is who takes over, learns or mentors, `lesson` the one that is to count."""

    id = Id(required=True)
    kind = ma.fields.String(required=True)
    topic = ma.fields.Nested(Named, required=True, allow_none=True)
    person = ma.fields.Nested(Named, required=True, allow_none=True)
    lesson = ma.fields.Nested(Named, required=True, allow_none=True)
    what = ma.fields.String(required=True)
    due_on = ma.fields.Date(required=True)
    done_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    is_overdue = ma.fields.Boolean(required=True)


class PlanSchema(ma.Schema):
    """How the know-how of a post is kept; residual risk (1-25) falls by validated lessons and competent successors."""

    id = Id(required=True)
    institution = ma.fields.Nested(Named, required=True)
    position = ma.fields.Nested(Named, required=True)
    holder = ma.fields.Nested(Named, required=True, allow_none=True)
    owner = ma.fields.Nested(Named, required=True, allow_none=True)
    opened_at = ma.fields.AwareDateTime(required=True)
    closed_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    close_reason = ma.fields.String(required=True)
    residual_at_start = ma.fields.Integer(required=True)
    residual_now = ma.fields.Integer(required=True, allow_none=True)
    band_now = ma.fields.String(required=True, allow_none=True)
    actions = ma.fields.List(ma.fields.Nested(ActionSchema), required=True)


class SuccessorCreateSchema(ma.Schema):
    """Who takes over which topics of a post."""

    class Meta:  # noqa: D106
        unknown = ma.RAISE

    person_id = Id(required=True)
    topic_ids = ma.fields.List(Id(), required=True, validate=validate.Length(1, 50))


class SuccessorSchema(ma.Schema):
    """Somebody who is named for topics of a post."""

    person = ma.fields.Nested(Named, required=True)
    named_by = ma.fields.Nested(Named, required=True, allow_none=True)
    topics = ma.fields.List(ma.fields.Nested(Named), required=True)


class SuccessorsSchema(ma.Schema):
    """The successors of a post."""

    position = ma.fields.Nested(Named, required=True)
    items = ma.fields.List(ma.fields.Nested(SuccessorSchema), required=True)


class QuestionSchema(ma.Schema):
    """A question; `part` is the part of a lesson that the answer fills, or opening or closing."""

    part = ma.fields.String(required=True)
    topic = ma.fields.Nested(Named, required=True, allow_none=True)
    text = ma.fields.String(required=True)


class GuideSchema(ma.Schema):
    """The questions of a capture interview."""

    position = ma.fields.Nested(Named, required=True)
    holder = ma.fields.Nested(Named, required=True, allow_none=True)
    topics = ma.fields.List(ma.fields.Nested(Named), required=True)
    questions = ma.fields.List(ma.fields.Nested(QuestionSchema), required=True)


class GuideArgs(LookArgs):
    """The query of a guide: for one topic of the post, or for all that no lesson covers."""

    topic_id = Id()


PlanPage = page_of(PlanSchema)
PlanArgs = page_args(("-opened", "opened"), purpose=purpose_field(), is_mine=mine_field(), institution_id=Id())

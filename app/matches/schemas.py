"""What a peer search takes and gives."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import validate

from app.fields import Id, Named, ids_field, language_field, one_of_field, ring_field, text_field

RANKED = ("people", "institutions")
CHANGES = ("languages", "working_hours", "load", "evidence", "nothing")


class PeerSearchSchema(ma.Schema):
    """What you need help with: in your words, or one of the challenges you may see."""

    class Meta:  # noqa: D106
        unknown = ma.RAISE

    text = text_field(20_000, load_default="", metadata={"description": "a sentence or two in your own words"})
    challenge_id = Id(load_default=None, allow_none=True)
    ring = ring_field(load_default="international", metadata={"description": "the widest ring to search"})
    languages = ma.fields.List(language_field(), load_default=list, validate=validate.Length(max=20))
    topics = ids_field(load_default=list)
    rank = one_of_field(RANKED, load_default="people")
    limit = ma.fields.Integer(strict=True, load_default=10, validate=validate.Range(1, 100))


class PlaceSchema(Named):
    """An institution and its country."""

    country = ma.fields.String(required=True, allow_none=True)


class PeerSchema(Named):
    """Who is proposed."""

    position = ma.fields.String(required=True)
    unit = ma.fields.String(required=True)


class PartSchema(ma.Schema):
    """One addend of the score."""

    name = ma.fields.String(required=True)
    value = ma.fields.Float(required=True)
    why = ma.fields.String(required=True)


class TermSchema(ma.Schema):
    """A word of yours found in the evidence, and what it added."""

    term = ma.fields.String(required=True)
    weight = ma.fields.Float(required=True)


class EvidenceSchema(ma.Schema):
    """An item that speaks for the peer; its terms' weights add up to its score."""

    kind = ma.fields.String(required=True)
    id = Id(required=True)
    title = ma.fields.String(required=True)
    score = ma.fields.Float(required=True)
    terms = ma.fields.List(ma.fields.Nested(TermSchema), required=True)


class LoadSchema(ma.Schema):
    """Hours a month."""

    hours_offered = ma.fields.Float(required=True)
    hours_taken = ma.fields.Float(required=True, allow_none=True)


class ChangeSchema(ma.Schema):
    """The smallest change to what you know of the next peer that would put him above this one."""

    kind = ma.fields.String(
        required=True,
        validate=validate.OneOf(CHANGES),
        metadata={"description": "`nothing`: neither one fact nor evidence alone would do"},
    )
    needed = ma.fields.Float(
        required=True,
        allow_none=True,
        metadata={
            "description": "languages: 1 in common; working_hours: hours shared a week; load: share of the hours "
            "offered that is free, 0 to 1; evidence: score of each further item, 0 to 1; nothing: null"
        },
    )
    count = ma.fields.Integer(required=True, metadata={"description": "how many further items; 1 for facts"})
    detail = ma.fields.String(required=True, metadata={"description": "the same in a sentence, its number rounded up"})


class SuggestionSchema(ma.Schema):
    """A proposed peer; the values of the parts add up to the score. `hours_overlap` is hours a week.

    `what_would_change` speaks of the peer right below, even beyond the limit; null where there is none.
    """

    person = ma.fields.Nested(PeerSchema, required=True, allow_none=True)
    institution = ma.fields.Nested(PlaceSchema, required=True)
    ring = ma.fields.String(required=True)
    score = ma.fields.Float(required=True)
    parts = ma.fields.List(ma.fields.Nested(PartSchema), required=True)
    evidence = ma.fields.List(ma.fields.Nested(EvidenceSchema), required=True)
    shared_languages = ma.fields.List(ma.fields.String(), required=True)
    hours_overlap = ma.fields.Float(required=True, allow_none=True)
    load = ma.fields.Nested(LoadSchema, required=True, allow_none=True)
    what_would_change = ma.fields.Nested(ChangeSchema, required=True, allow_none=True)


class StepSchema(ma.Schema):
    """What searching up to a ring gives, and what it costs."""

    ring = ma.fields.String(required=True)
    best_fit = ma.fields.Float(required=True)
    gain = ma.fields.Float(required=True)
    candidates = ma.fields.Integer(required=True)
    is_searched = ma.fields.Boolean(required=True)
    cost = ma.fields.String(required=True)


class BlockedSchema(ma.Schema):
    """Why the answer is short or empty, and what to do."""

    reason = ma.fields.String(required=True)
    detail = ma.fields.String(required=True)


class FirstOfferSchema(ma.Schema):
    """Whom of the people suggested to invite first, and why."""

    person_id = Id(required=True)
    is_newcomer = ma.fields.Boolean(
        required=True, metadata={"description": "true if you see no completed engagement of this person"}
    )
    cost = ma.fields.Float(required=True, metadata={"description": "score given up against the best match, 0 to 1"})
    why = ma.fields.String(required=True)


class PeerAnswerSchema(ma.Schema):
    """Ranked suggestions with reasons. `first_offer` is null for institutions, and where nobody is suggested."""

    items = ma.fields.List(ma.fields.Nested(SuggestionSchema), required=True)
    widening = ma.fields.List(ma.fields.Nested(StepSchema), required=True)
    blocked_by = ma.fields.List(ma.fields.Nested(BlockedSchema), required=True)
    first_offer = ma.fields.Nested(FirstOfferSchema, required=True, allow_none=True)

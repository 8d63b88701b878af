"""Schema fields that several features share: clean text, codes of closed and open lists, pages of items."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import marshmallow as ma
from marshmallow import validate

from app.vocabulary import CEFR_LEVELS, RINGS, VISIBILITIES, WORKING_DAYS, countries, currencies, languages, time_zones

# Everything of Unicode category Cc but tab, line feed and carriage return, and lone surrogates.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
MONTH = re.compile(r"^[1-9][0-9]{3}-(0[1-9]|1[0-2])\Z")
REF = re.compile(r"^[A-Za-z0-9._:-]{1,80}\Z")


def cleaned(text: str) -> str:
    """The text in NFC, without white space at its ends. Raises: ValueError for control characters."""
    if _CONTROL.search(text):
        raise ValueError("Control characters are not text. Remove them.")
    return unicodedata.normalize("NFC", text).strip()


class Text(ma.fields.String):
    """A string as people write it; control characters are refused, white space at the ends is dropped."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            return cleaned(text)
        except ValueError as error:
            raise ma.ValidationError(str(error)) from error


class Email(Text):
    """An e-mail address, in small letters: nobody has two that differ in case only."""

    def __init__(self, **kwargs: Any):
        super().__init__(validate=[validate.Length(max=254), validate.Email()], metadata={"format": "email"}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        return super()._deserialize(value, attr, data, **kwargs).lower()


class Secret(ma.fields.String):
    """A password, exactly as typed; only what has no UTF-8 form is refused."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        secret = super()._deserialize(value, attr, data, **kwargs)
        try:
            secret.encode()
        except UnicodeEncodeError as error:
            raise ma.ValidationError("This is not well-formed Unicode.") from error
        return secret


class Flag(ma.fields.Boolean):
    """True or false in a body, and nothing that is taken for it: marshmallow would read 0, "no" or "off"."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class Id(ma.fields.UUID):
    """An opaque id; text on both sides."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:  # type: ignore[override]
        return str(super()._deserialize(value, attr, data, **kwargs))


class Code(ma.fields.String):
    """A code of a known list (country, language, time zone ...); the list itself is too long for the contract."""

    def __init__(self, known: Any, what: str, pattern: str, **kwargs: Any):
        super().__init__(validate=self._check, metadata={"description": what, "pattern": pattern}, **kwargs)
        self._known, self._what = known, what

    def _check(self, value: str) -> None:
        if value not in self._known():
            raise ma.ValidationError(f"{value[:80]!r} is not a known {self._what}.")


class Whole(ma.fields.Nested):
    """A nested thing that is said as a whole, also within a patch: marshmallow would let its required fields miss."""

    def _load(self, value: Any, partial: Any = None) -> Any:
        return super()._load(value, partial=None)


def name_field(length: int = 200, **kwargs: Any) -> Text:
    """A required one-line name."""
    return Text(required=True, validate=validate.Length(1, length), **kwargs)


def text_field(length: int, **kwargs: Any) -> Text:
    """An optional text of at most that many characters."""
    return Text(validate=validate.Length(max=length), **kwargs)


def one_of_field(values: tuple[str, ...], **kwargs: Any) -> ma.fields.String:
    """One word of a closed list."""
    return ma.fields.String(validate=validate.OneOf(values), **kwargs)


def country_field(**kwargs: Any) -> Code:
    """An ISO 3166-1 alpha-2 country code."""
    return Code(countries, "country code (ISO 3166-1 alpha-2, such as KE)", "^[A-Z]{2}$", **kwargs)


def language_field(**kwargs: Any) -> Code:
    """An ISO 639-1 language code."""
    return Code(languages, "language code (ISO 639-1, such as fr)", "^[a-z]{2}$", **kwargs)


def currency_field(**kwargs: Any) -> Code:
    """An ISO 4217 currency code."""
    return Code(currencies, "currency code (ISO 4217, such as KES)", "^[A-Z]{3}$", **kwargs)


def month_field(**kwargs: Any) -> ma.fields.String:
    """A month of a year of four digits, as `2027-03`."""
    metadata = {"pattern": MONTH.pattern[:-2] + "$", "description": "a month, such as 2027-03"}
    return ma.fields.String(validate=validate.Regexp(MONTH), metadata=metadata, **kwargs)


def time_zone_field(**kwargs: Any) -> Code:
    """An IANA time zone name."""
    return Code(time_zones, "time zone (IANA, such as Africa/Nairobi)", "^[A-Za-z0-9_+/-]{1,60}$", **kwargs)


def visibility_field(**kwargs: Any) -> ma.fields.String:
    """Who may see it."""
    return one_of_field(VISIBILITIES, **kwargs)


def ring_field(**kwargs: Any) -> ma.fields.String:
    """One of the three rings."""
    return one_of_field(RINGS, **kwargs)


def ref_field(**kwargs: Any) -> ma.fields.String:
    """The key that an item has in the files it was imported from."""
    return ma.fields.String(validate=validate.Regexp(REF), metadata={"pattern": REF.pattern[:-2] + "$"}, **kwargs)


def ids_field(most: int = 50, **kwargs: Any) -> ma.fields.List:
    """Ids of other things."""
    return ma.fields.List(Id(), validate=validate.Length(max=most), **kwargs)


class SpokenSchema(ma.Schema):
    """A language and its level in the Common European Framework."""

    class Meta:  # noqa: D106
        unknown = ma.RAISE

    language = language_field(required=True)
    level = one_of_field(CEFR_LEVELS, required=True)


def working_days_field(**kwargs: Any) -> ma.fields.List:
    """The days of the working week."""
    return ma.fields.List(one_of_field(WORKING_DAYS), validate=validate.Length(max=7), **kwargs)


class Named(ma.Schema):
    """A thing that is referred to: its id and its name."""

    id = Id(required=True)
    name = ma.fields.String(required=True)


def page_of(schema: type[ma.Schema]) -> ma.Schema:
    """The schema of one page of a list."""
    fields: dict[str, Any] = {
        "items": ma.fields.List(ma.fields.Nested(schema), required=True),
        "next": ma.fields.String(required=True, allow_none=True, metadata={"description": "cursor of the next page"}),
    }
    return ma.Schema.from_dict(fields, name=schema.__name__.replace("Schema", "Page"))()

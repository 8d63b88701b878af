"""What an operation refused, in the language of the page: operations say it in English, in words that are known here.

A sentence that stands in the catalogues is translated as it is; else what its type says in general; else it stays.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from babel import Locale
from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _

# By the type of the problem, where a sentence of its own is not known.
RULES = {
    "not-found": _("There is nothing here that you may see. Check the id, or ask its owner to share it with you."),
    "forbidden": _("Your roles do not allow this. Ask an administrator which role does."),
    "invalid": _("Some fields are not valid. Mend the ones that are marked."),
    "stale": _("It has changed since you read it. Load the page again, then repeat your change."),
    "too-large": _("This is larger than this server accepts. Send less."),
    "too-many-requests": _("Too many attempts. Wait a while, then try again."),
    "busy": _("The database is busy or away. Nothing was changed; try again in a moment."),
    "internal": _("This is our fault, and it was recorded. Nothing was changed."),
}
TITLES = {
    "not-found": _("Not found"),
    "forbidden": _("Not allowed"),
    "invalid": _("Not valid"),
    "conflict": _("Not possible just now"),
    "stale": _("Changed meanwhile"),
    "too-many-requests": _("Too often"),
    "busy": _("Busy"),
    "internal": _("Something broke here"),
}
# What schemas and rules say of fields and forms; numbers are holes.
SENTENCES = (
    _("Missing data for required field."),
    _("Field may not be null."),
    _("Not a valid string."),
    _("Not a valid number."),
    _("Not a valid integer."),
    _("Not a valid date."),
    _("Not a valid UUID."),
    _("Not a valid email address."),
    _("Invalid value."),
    _("Shorter than minimum length %(one)s."),
    _("Longer than maximum length %(one)s."),
    _("Length must be between %(one)s and %(two)s."),
    _("Must be greater than or equal to %(one)s."),
    _("Must be greater than or equal to %(one)s and less than or equal to %(two)s."),
    _("Control characters are not text. Remove them."),
    _("This form is not of your present session. Load the page again, then repeat what you did."),
    _("This e-mail and password do not belong together."),
    _("Type your e-mail and your password."),
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def sentence(text: str) -> str:
    """A sentence of an operation in the language of the page, where it is known; its numbers stay."""
    numbers = _NUMBER.findall(text)
    if "%" in text or len(numbers) > 2:
        return str(gettext(text))
    holes = dict(zip(("one", "two"), numbers, strict=False))
    names = iter(holes)
    return str(gettext(_NUMBER.sub(lambda _number: f"%({next(names)})s", text), **holes))


def detail_of(problem: Mapping[str, Any]) -> str:
    """What is wrong and what to do."""
    said = str(problem.get("detail", ""))
    told, rule = sentence(said), RULES.get(rule_of(problem))
    is_english = (get_locale() or Locale("en")).language == "en"
    return told if told != said or rule is None or is_english else str(rule)


def title_of(problem: Mapping[str, Any]) -> str:
    """What kind of refusal it is, in a word or two."""
    return str(TITLES.get(rule_of(problem)) or problem.get("title", ""))


def errors_of(problem: Mapping[str, Any]) -> dict[str, Any]:
    """What is wrong, field by field."""
    return {name: _translated(told) for name, told in problem.get("errors", {}).items()}


def _translated(told: Any) -> Any:
    if isinstance(told, Mapping):
        return {name: _translated(each) for name, each in told.items()}
    return [_translated(each) for each in told] if isinstance(told, list) else sentence(str(told))


def rule_of(problem: Mapping[str, Any]) -> str:
    """Which rule refused: the last part of the problem's type."""
    return str(problem.get("type", "")).rpartition(":")[2]

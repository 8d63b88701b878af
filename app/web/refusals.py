"""What an operation refused, in the language of the page: operations say it in English, in words that are known here.

A sentence of `sentences` is translated, with what fills its holes; else what its rule says in general; else it stays.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from babel import Locale
from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _

from app.web.sentences import SENTENCES
from app.web.words import WORDS

# By the type of the problem, where a sentence of its own is not known, or is told in parts.
RULES = {
    "not-found": _("There is nothing here that you may see. Check the id, or ask its owner to share it with you."),
    "forbidden": _("Your roles do not allow this. Ask an administrator which role does."),
    "invalid": _("Some fields are not valid. Mend the ones that are marked."),
    "stale": _("It has changed since you read it. Load the page again, then repeat your change."),
    "too-large": _("This is larger than this server accepts. Send less."),
    "too-many-requests": _("Too many attempts. Wait a while, then try again."),
    "busy": _("The database is busy or away. Nothing was changed; try again in a moment."),
    "internal": _("This is our fault, and it was recorded. Nothing was changed."),
    "no-plan": _("What is fixed and the least numbers can't all be kept. Take a fixed pair out, or alter the rules."),
    "no-define-without-anchor": _("An exchange begins with what it is for."),
    "no-design-without-definition": _("Who takes part and what is to change comes before how."),
    "no-implement-without-design": _("What is done, when and for how much comes before doing it."),
    "limit-of-instrument": _("The instrument has limits."),
    "no-close-without-measures": _("An exchange ends with what came of it."),
}
TITLES = {
    "not-found": _("Not found"),
    "forbidden": _("Not allowed"),
    "unauthenticated": _("Not signed in"),
    "malformed": _("Not readable"),
    "method-not-allowed": _("Not possible here"),
    "invalid": _("Not valid"),
    "conflict": _("Not possible just now"),
    "stale": _("Changed meanwhile"),
    "precondition-required": _("Changed meanwhile"),
    "too-large": _("Too large"),
    "unsupported-media-type": _("Not readable"),
    "too-many-requests": _("Too often"),
    "busy": _("Busy"),
    "internal": _("Something broke here"),
}
# Holes that codes fill, with the list that has their words; and those that sentences fill.
CODES = {
    "role": "role",
    "exchange_role": "exchange_role",
    "side": "side",
    "state": "state",
    "instrument": "instrument",
    "outcome": "intermediate_outcome",
    "missing": "missing",
}
TOLD = ("broken", "limited")
_HOLE = re.compile(r"%\\\((\w+)\\\)s")  # in a sentence whose signs are made plain
_NUMBER = r"-?\d[\d.,]*"
NUMBERS = ("one", "two", "count", "limit", "found", "most")


def sentence(text: str) -> str:
    """A sentence of an operation in the language of the page, where it is known; what fills its holes stays."""
    known, filled = find(text)
    if known is None or _language() == "en":
        return text
    return str(gettext(known, **{name: _value(name, value) for name, value in filled.items()}))


def find(text: str) -> tuple[str | None, dict[str, str]]:
    """The sentence that was said, as it stands in the catalogues, and what fills its holes."""
    if text in _whole():
        return text, {}
    for pattern, known in _patterns():
        if found := pattern.fullmatch(text):
            return known, found.groupdict()
    return None, {}


@cache
def _whole() -> frozenset[str]:
    return frozenset(each for each in SENTENCES if "%(" not in each)


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """Each sentence with holes, as what it may look like; those with most words of their own first."""
    holed = sorted((each for each in SENTENCES if "%(" in each), key=lambda each: -len(re.sub(r"%\(\w+\)s", "", each)))
    return [(re.compile(_HOLE.sub(_filling, re.escape(each)), re.DOTALL), each) for each in holed]


def _filling(hole: re.Match[str]) -> str:
    return f"(?P<{hole[1]}>{_NUMBER if hole[1] in NUMBERS else '.+'})"


def _value(name: str, value: str) -> str:
    if name in TOLD:
        return sentence(value)
    words = WORDS[CODES[name]] if name in CODES else {}
    return str(words.get(value.replace(" ", "_"), value))


def _language() -> str:
    return (get_locale() or Locale("en")).language


def detail_of(problem: Mapping[str, Any]) -> str:
    """What is wrong and what to do."""
    said, rule = str(problem.get("detail", "")), rule_of(problem)
    if _language() == "en" or find(said)[0] is not None:
        return sentence(said)
    return str(RULES.get(rule) or WORDS["rule"].get(rule) or said)


def title_of(problem: Mapping[str, Any]) -> str:
    """What kind of refusal it is, in a word or two."""
    is_conflict = problem.get("status") == 409
    return str(TITLES.get("conflict" if is_conflict else rule_of(problem)) or problem.get("title", ""))


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

"""In which language pages speak: as chosen in their footer, else as the browser asks, else English."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from babel import Locale
from flask import Flask, Response, request
from flask_babel import Babel, format_date, get_locale

from app.web.addresses import local_path
from app.web.gathering import local
from app.web.pages import pages, then
from app.web.words import DONE, word

LANGUAGES = ("en", "fr", "es", "pt", "id")  # as the messages that are sent
COOKIE = "language"
_A_YEAR = 365 * 24 * 3600


def _chosen() -> str:
    said = request.cookies.get(COOKIE)
    return said if said in LANGUAGES else request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]


@pages.post("/language")
def choose_language() -> Response:
    """Speak another language from now on, on the same page."""
    answer = then("pages.home")
    answer.location = local_path(request.form.get("next"))
    if request.form.get("language") in LANGUAGES:
        answer.set_cookie(COOKIE, request.form["language"], _A_YEAR, secure=True, httponly=True, samesite="Lax")
    return answer


def _spoken() -> dict[str, Any]:
    locale = get_locale() or Locale("en")
    names = {code: (Locale(code).get_display_name(code) or code).capitalize() for code in LANGUAGES}
    return {"locale": locale, "languages_of_pages": names, "done": DONE}


def _country(code: str | None) -> str:
    """The name of a country, in the language of the page."""
    return (get_locale() or Locale("en")).territories.get(code or "", code or "")


def _language(code: str) -> str:
    """The name of a language, in the language of the page."""
    return (get_locale() or Locale("en")).languages.get(code, code)


def moment(text: str) -> datetime:
    """A date or a time as operations tell it, for the filters that say it in the language of the page."""
    return datetime.fromisoformat(text)


def month(text: str) -> str:
    """A month, as `2027-03`, with its name."""
    return str(format_date(date.fromisoformat(f"{text}-01"), "LLLL y"))


def months(texts: list[str]) -> str:
    """Months as they follow each other: from one to another, and those that stand alone."""
    runs: list[list[int]] = []
    for number in sorted(int(each[:4]) * 12 + int(each[5:]) - 1 for each in texts):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    ends = [dict.fromkeys((run[0], run[-1])) for run in runs]
    return ", ".join(" – ".join(month(f"{each // 12:04}-{each % 12 + 1:02}") for each in run) for run in ends)


def setup_languages(app: Flask) -> None:
    """Translations, and what templates need of a language."""
    Babel(app, default_translation_directories="web/translations", locale_selector=_chosen)
    app.context_processor(_spoken)
    app.jinja_env.filters.update(
        word=word, country=_country, language=_language, moment=moment, local=local, month=month, months=months
    )

"""In which language pages speak: as chosen in their footer, else as the browser asks, else English."""

from __future__ import annotations

from typing import Any

from babel import Locale
from flask import Flask, Response, request
from flask_babel import Babel, get_locale

from app.web.addresses import local_path
from app.web.dates import FILTERS
from app.web.lists import called, topic_name, topic_titled
from app.web.pages import pages, then
from app.web.refusals import sentence
from app.web.words import DONE, word, words_of

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
    towards = "←" if locale.text_direction == "rtl" else "→"  # an arrow is not mirrored by itself
    names = {code: (Locale(code).get_display_name(code) or code).capitalize() for code in LANGUAGES}
    return {"locale": locale, "languages_of_pages": names, "done": DONE, "words_of": words_of, "towards": towards}


def _country(code: str | None) -> str:
    """The name of a country, in the language of the page."""
    return (get_locale() or Locale("en")).territories.get(code or "", code or "")


def _language(code: str) -> str:
    """The name of a language, in the language of the page."""
    return (get_locale() or Locale("en")).languages.get(code, code)


def setup_languages(app: Flask) -> None:
    """Translations, and what templates need of a language."""
    Babel(app, default_translation_directories="web/translations", locale_selector=_chosen)
    app.context_processor(_spoken)
    app.jinja_env.filters.update(word=word, country=_country, language=_language, topic=topic_name, called=called)
    app.jinja_env.filters.update(topic_titled=topic_titled, sentence=sentence)
    app.jinja_env.filters.update(FILTERS)

"""Long lists that pages choose from: topics, countries, languages ...; named as the page speaks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from unicodedata import combining, normalize

from babel import Locale
from flask import g
from flask_babel import get_locale

from app import vocabulary
from app.web.asking import ask_all

Choices = list[tuple[str, str]]


def all_topics() -> list[dict[str, Any]]:
    """Every topic there is, asked once a page."""
    if "topics" not in g:
        g.topics = ask_all("topics.list_topics")
    return list(g.topics)


def called(topic: dict[str, Any]) -> str:
    """What a topic is called in the language of the page, else by its own name."""
    language = _locale().language
    labels = (each["label"] for each in topic["labels"] if each["kind"] == "pref" and each["language"] == language)
    return str(next(labels, topic["name"]))


def topic_name(named: dict[str, Any]) -> str:
    """The same for a topic that something else names by id and name only."""
    if _locale().language == "en":
        return str(named["name"])
    if "topic_names" not in g:
        g.topic_names = {each["id"]: called(each) for each in all_topics()}
    return str(g.topic_names.get(named["id"], named["name"]))


def topic_titled(name: str) -> str:
    """The same where only its own name is told."""
    if _locale().language == "en":
        return name
    if "topic_titles" not in g:
        g.topic_titles = {each["name"]: called(each) for each in all_topics()}
    return str(g.topic_titles.get(name, name))


def topic_choices() -> Choices:
    """Topics by name."""
    return _sorted((each["id"], called(each)) for each in all_topics())


def country_choices() -> Choices:
    """Countries by name."""
    names = _locale().territories
    return _sorted((code, names.get(code, code)) for code in vocabulary.countries())


def language_choices() -> Choices:
    """Languages by name."""
    names = _locale().languages
    return _sorted((code, names.get(code, code)) for code in vocabulary.languages())


def zone_choices(*also: str | None) -> Choices:
    """Time zones as places; the older names for the same are left out, but for those that are in use here."""
    parts = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
    zones = {each for each in vocabulary.time_zones() if each.startswith(parts)} | {each for each in also if each}
    return [(each, each.replace("_", " ").replace("/", ": ", 1)) for each in sorted(zones)]


def _sorted(choices: Iterable[tuple[str, str]]) -> Choices:
    return sorted(choices, key=lambda each: in_order(each[1]))


def in_order(name: str) -> str:
    """What names are sorted by: letters with accents stand with those without."""
    return "".join(each for each in normalize("NFKD", name).casefold() if not combining(each))


def _locale() -> Locale:
    return get_locale() or Locale("en")

"""What mails there are: which facts each takes, whether it waits for company. The words are in texts/<code>.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "fr", "es", "pt", "id")  # English first: who reads none of the others is written to in it
_TEXTS = Path(__file__).parent / "texts"


@dataclass(frozen=True, slots=True)
class Kind:
    """`facts` are what it must be told, all of them; one that is not urgent waits for others to the same person.

    "other" is the id of the other person it tells of (the name is looked up when it is sent), "title" words that a
    person wrote, "path" the page or operation to open, "until" an ISO date, "starts" an ISO moment with its zone,
    "session" an id and "minutes" a length, which are told calendars only.
    """

    facts: frozenset[str]
    is_urgent: bool = False


def _kind(facts: str, is_urgent: bool = False) -> Kind:
    return Kind(frozenset(facts.split()), is_urgent)


KINDS: dict[str, Kind] = {
    "offer_made": _kind("other title until path", is_urgent=True),  # to the peer
    "offer_reminder": _kind("other title until path", is_urgent=True),
    "offer_accepted": _kind("other title path", is_urgent=True),  # to the seeker
    "offer_declined": _kind("other title path"),
    "offer_expired": _kind("other title path"),
    "next_offered": _kind("other title path"),
    "peer_assigned": _kind("other title path", is_urgent=True),  # to the peer, for whom a coordinator said yes
    "request_expired": _kind("title path"),
    "no_peer_left": _kind("title path"),
    "request_withdrawn": _kind("other title"),  # to peers who had not answered yet
    "session_planned": _kind("other title starts session path", is_urgent=True),  # to both, with a calendar file
    "session_removed": _kind("other title starts session minutes path", is_urgent=True),
    "engagement_completed": _kind("other title path"),
    "feedback_asked": _kind("other title path"),
    "engagement_cancelled": _kind("other title path", is_urgent=True),
    "departure_declared": _kind("other until path", is_urgent=True),  # to whom a manager said it of
    "departure_changed": _kind("other until path", is_urgent=True),
    "departure_withdrawn": _kind("other until", is_urgent=True),
    "successor_named": _kind("other title path", is_urgent=True),  # to whom a manager named to take over
    "named_in_offer": _kind("title path"),  # to whom a coordinator named as an expert in a round
    "need_placed": _kind("other title path"),  # to the contact of a need, when a plan is confirmed
    "need_unplaced": _kind("title path"),
    "plan_confirmed": _kind("title path"),  # to coordinators of the institutions in it
    "plan_action_due": _kind("title until path"),  # to the owner of a retention plan
    "plan_action_overdue": _kind("title until path"),
    "exchange_named": _kind("title path", is_urgent=True),  # to whom takes part in an exchange of institutions
    "exchange_moved": _kind("title path"),
    "exchange_cancelled": _kind("title path", is_urgent=True),
}


class UnfitFacts(ValueError):
    """The message was not given the facts that its kind takes: a slip in the code that sends it."""


def require_facts(kind: str, facts: Mapping[str, object]) -> None:
    """Let only the facts through that the kind takes. Raises: UnfitFacts, also for an unknown kind."""
    if kind not in KINDS:
        raise UnfitFacts(f"there is no kind of message {kind!r}; app/outbox/kinds.py has them all")
    if facts.keys() != KINDS[kind].facts:
        raise UnfitFacts(f"{kind} takes {sorted(KINDS[kind].facts)} and was given {sorted(facts)}")
    path = str(facts.get("path", "/"))
    if not path.startswith("/") or path.startswith("//"):
        raise UnfitFacts(f"a path begins with one slash, for it is put after this server's address: {path!r}")
    date.fromisoformat(str(facts.get("until", "2000-01-01")))
    if datetime.fromisoformat(str(facts.get("starts", "2000-01-01T00:00Z"))).tzinfo is None:
        raise UnfitFacts("a moment must say its zone")


@cache
def texts(language: str) -> dict[str, dict[str, str]]:
    """The words of every kind, and of what stands around them ("frame"), in one of LANGUAGES."""
    return tomllib.loads((_TEXTS / f"{language}.toml").read_text(encoding="utf-8"))

"""A value that occurs nowhere else in every column that visibility governs, and where it may be seen.

The columns are those of the models: one that is not decided on below has no rule, and the test says so.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count, product
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, Float, Integer, Uuid, update
from werkzeug.test import TestResponse

from app.extensions import UtcDateTime, db
from app.people.models import CARDS
from app.vocabulary import languages

# What decides who sees a column: OPEN everybody who is signed in; CARD as far as the owner chose; SELF nobody but the
# owner, and he need not; PROVISIONING administrators, over SCIM; STAFF those and coordinators of the place; CLOSED a
# word or number of a short list or a reference, which can't be told from others (test_noninterference alters each of
# those and sees no byte move); MANAGED the owner and managers of the place, who say what for.
OPEN, CARD, SELF, PROVISIONING, STAFF, CLOSED = "open", "card", "self", "provisioning", "staff", "closed"
MANAGED = "managed"
_TIMES = {"created_at": SELF, "version": CLOSED}
_THING = {
    **_TIMES,
    **dict.fromkeys(("updated_at", "id", "ref", "title", "language"), CARD),
    **dict.fromkeys(("institution_id", "author_id", "visibility"), CLOSED),
}
_PAIRED = dict.fromkeys(("fit", "cost", "month", "language", "is_interpreted", "hours_in_common"), CLOSED)
DECIDED: dict[str, dict[str, str]] = {
    "person": {
        **_TIMES,
        **dict.fromkeys(("name", "position", "unit"), OPEN),
        **dict.fromkeys(("email", "about", "time_zone", "hours_per_month"), CARD),
        **dict.fromkeys(("ref", "updated_at"), SELF),
        **dict.fromkeys(("id", "institution_id", "working_days", "is_paused"), CLOSED),
        **dict.fromkeys(("objects_to_matching", "objects_to_risk"), CLOSED),
        # Who left is proposed to nobody, so nothing else could be seen of him: tests/features/provisioning.
        **dict.fromkeys(("left_on", "ring_open", *(f"{card}_visibility" for card in CARDS)), CLOSED),
    },
    "person_language": {"language": CARD, "person_id": CLOSED, "level": CLOSED},
    "employment": {
        **dict.fromkeys(("position", "unit", "started_on", "ended_on"), SELF),
        **dict.fromkeys(("id", "person_id", "institution_id"), CLOSED),
    },
    "expertise": {
        **_TIMES,
        **dict.fromkeys(("id", "years", "statement", "language", "last_used", "last_verified"), CARD),
        **dict.fromkeys(("person_id", "topic_id", "level", "visibility"), CLOSED),
        "updated_at": SELF,
    },
    "endorsement": {"given_on": SELF, **dict.fromkeys(("id", "expertise_id", "person_id"), CLOSED)},
    "lesson": {
        **_THING,
        **dict.fromkeys(("question", "context", "actions", "results", "what_worked", "what_failed", "why"), CARD),
        **dict.fromkeys(("recommendations", "conditions", "place"), CARD),
        **dict.fromkeys(("happened_on", "review_by", "validated_on"), CARD),
        **dict.fromkeys(("step", "validated_by_id"), CLOSED),
    },
    "lesson_topic": dict.fromkeys(("lesson_id", "topic_id"), CLOSED),
    "lesson_contributor": dict.fromkeys(("lesson_id", "person_id"), CLOSED),
    "challenge": {**_THING, **dict.fromkeys(("description", "deadline"), CARD), "status": CLOSED},
    "challenge_topic": dict.fromkeys(("challenge_id", "topic_id"), CLOSED),
    "community": {
        **_TIMES,
        **dict.fromkeys(("updated_at", "id", "name", "domain", "practice"), CARD),
        **dict.fromkeys(("institution_id", "author_id", "visibility", "stage"), CLOSED),
    },
    "community_topic": dict.fromkeys(("community_id", "topic_id"), CLOSED),
    "community_language": {"community_id": CLOSED, "language": CARD},
    "community_member": {
        **_TIMES,
        "updated_at": SELF,
        **dict.fromkeys(("id", "community_id", "person_id", "role", "visibility"), CLOSED),
    },
    "community_gathering": {
        **_TIMES,
        **dict.fromkeys(("title", "place", "link", "notes", "time_zone"), CARD),  # as its community
        **dict.fromkeys(("id", "community_id", "is_called_off", "starts_at", "ends_at"), CLOSED),
        "updated_at": SELF,
    },
    "account": {
        **dict.fromkeys(("email", "created_at"), STAFF),
        **dict.fromkeys(("external_id", "updated_at"), PROVISIONING),
        "password_hash": SELF,
        **dict.fromkeys(("id", "person_id", "is_active", "version"), CLOSED),
    },
    "role_group_member": dict.fromkeys(("group_id", "account_id"), CLOSED),
    "role_grant": dict.fromkeys(("id", "account_id", "role", "institution_id", "is_from_claim"), CLOSED),
    "web_session": {
        **dict.fromkeys(("agent", "created_at", "last_seen_at"), SELF),
        **dict.fromkeys(("id", "account_id", "secret_hash"), CLOSED),
    },
    "identity": {
        **dict.fromkeys(("issuer", "subject", "created_at"), SELF),
        **dict.fromkeys(("id", "account_id"), CLOSED),
    },
    "engagement": {
        **_TIMES,
        "question": CARD,
        "id": CLOSED,  # coordinators are told of those that the peer hides, too
        **dict.fromkeys(("ref", "language", "updated_at", "title", "cancel_reason"), SELF),
        # Who coordinates the two is told that they learn, and until when.
        **dict.fromkeys(("completed_on", "started_at", "lapses_at", "hours_per_month"), STAFF),
        **dict.fromkeys(("peer_id", "seeker_id", "outcome", "visibility", "status", "lesson_id"), CLOSED),
    },
    "engagement_session": {
        **_TIMES,
        **dict.fromkeys(("agenda", "updated_at"), SELF),
        **dict.fromkeys(("id", "engagement_id", "minutes"), CLOSED),
        "starts_at": STAFF,
    },
    "engagement_note": {
        **dict.fromkeys(("text", "created_at"), SELF),
        **dict.fromkeys(("id", "engagement_id", "author_id"), CLOSED),
    },
    "engagement_feedback": {
        **dict.fromkeys(("engagement_id", "person_id", "outcome", "intermediate", "would_again"), CLOSED),
        "created_at": SELF,
    },
    "match_request": {
        **_TIMES,
        **dict.fromkeys(("title", "text", "language", "hours_per_month", "opened_at", "ends_at", "updated_at"), STAFF),
        **dict.fromkeys(("id", "seeker_id", "institution_id", "owner_id", "challenge_id", "exchange_id"), CLOSED),
        **dict.fromkeys(("ring", "languages", "status", "is_outside_own_unit", "is_inviting"), CLOSED),
        "closed_at": SELF,
    },
    "match_request_topic": dict.fromkeys(("request_id", "topic_id"), CLOSED),
    # The scores are of what the seeker saw; they are shown to his colleagues: test_asking.
    "suggestion": dict.fromkeys(("request_id", "person_id", "position", "ring", "score"), CLOSED),
    "offer": {
        **_TIMES,
        **dict.fromkeys(("message", "reason", "offered_at", "expires_at", "answered_at"), STAFF),
        **dict.fromkeys(("id", "request_id", "peer_id", "status", "engagement_id"), CLOSED),
        **dict.fromkeys(("remind_at", "updated_at"), SELF),
    },
    # Shown to managers of the post, its holder and who is named: tests/features/knowledge_risk.
    "position_successor": {
        "named_at": SELF,
        **dict.fromkeys(("position_id", "person_id", "topic_id", "named_by_id"), CLOSED),
    },
    "exchange_participant": {
        **_TIMES,
        **dict.fromkeys(("named_at", "updated_at"), SELF),
        # Told to the two institutions and who is named: tests/features/exchanges/test_seeing.
        **dict.fromkeys(("id", "exchange_id", "person_id", "institution_id", "role", "number"), CLOSED),
    },
    "replication": {
        **_TIMES,
        **dict.fromkeys(("why", "result", "taken_up_on"), CARD),  # as its lesson
        **dict.fromkeys(("id", "lesson_id", "institution_id", "exchange_id", "author_id", "uptake"), CLOSED),
        "updated_at": SELF,
    },
    "blocked_pair": {"created_at": SELF, **dict.fromkeys(("person_id", "other_id"), CLOSED)},
    "position": {
        **_TIMES,
        "ref": SELF,
        **dict.fromkeys(("title", "unit", "evidence", "rated_at", "updated_at"), MANAGED),
        **dict.fromkeys(("id", "institution_id", "holder_id", "factor", "rated_by_id"), CLOSED),
    },
    "retention_plan": {
        **_TIMES,
        **dict.fromkeys(("opened_at", "closed_at", "close_reason"), MANAGED),
        **dict.fromkeys(("id", "position_id", "institution_id", "owner_id", "residual_at_start"), CLOSED),
        "updated_at": SELF,
    },
    "plan_action": {
        **_TIMES,
        **dict.fromkeys(("what", "due_on", "done_at"), MANAGED),
        **dict.fromkeys(("id", "plan_id", "kind", "topic_id", "person_id", "lesson_id"), CLOSED),
        **dict.fromkeys(("reminded_at", "warned_at", "updated_at"), SELF),
    },
    "position_topic": dict.fromkeys(("position_id", "topic_id"), CLOSED),
    "position_contest": {
        **dict.fromkeys(("text", "contested_at", "answer", "answered_at"), MANAGED),
        **dict.fromkeys(("id", "position_id", "person_id", "answered_by_id"), CLOSED),
    },
    "departure": {
        **_TIMES,
        **dict.fromkeys(("leaves_on", "declared_at", "updated_at"), MANAGED),
        **dict.fromkeys(("id", "person_id", "institution_id", "kind", "declared_by_id"), CLOSED),
    },
    # Entries of a round are seen by coordinators of the place, of the network, and by who is named: features/rounds.
    "round_need": {
        **_TIMES,
        "ref": SELF,
        **dict.fromkeys(("hours_per_month", "updated_at"), STAFF),
        **dict.fromkeys(("id", "round_id", "institution_id", "challenge_id", "contact_id"), CLOSED),
        **dict.fromkeys(("languages", "months", "visitors"), CLOSED),
    },
    "round_expert": {"hours_per_month": STAFF, **dict.fromkeys(("offer_id", "person_id"), CLOSED)},
    "round_pin": dict.fromkeys(("need_id", "person_id", "kind", "reason", "by_id"), CLOSED),
    # Who is told what of a plan: tests/features/planning.
    "round_fit": dict.fromkeys(("need_id", "person_id", "fit"), CLOSED),
    "plan_unplaced": dict.fromkeys(("plan_id", "need_id", "has_candidates", "is_proven"), CLOSED),
    "plan_alternate": {**dict.fromkeys(("placement_id", "person_id", "offer_id", "position"), CLOSED), **_PAIRED},
    "plan_relaxing": dict.fromkeys(("plan_id", "need_id", "position", "limit", "of", "person_id", "amount"), CLOSED),
    # Whoever looks after the outbox is told of its rows, never what is in them.
    "message": {
        **dict.fromkeys(("created_at", "due_at", "problem"), PROVISIONING),
        **dict.fromkeys(("key", "updated_at", "sent_at"), SELF),
        **dict.fromkeys(("id", "kind", "person_id", "other_id", "webhook_id", "facts", "state"), CLOSED),
        **dict.fromkeys(("is_urgent", "tries", "lease", "version"), CLOSED),
    },
    # Given to the same account with the same key again, and to nobody else: tests/features/idempotency.
    "idempotency_key": dict.fromkeys(("account_id", "key", "asked", "status", "body", "etag", "at"), CLOSED),
    "engagement_topic": dict.fromkeys(("engagement_id", "topic_id"), CLOSED),
    "choice": {
        **dict.fromkeys(("at", "item", "name", "from_value", "to_value"), SELF),
        **dict.fromkeys(("id", "person_id", "kind", "item_id", "is_own_act"), CLOSED),
    },
    "api_token": {
        **dict.fromkeys(("label", "created_at"), SELF),
        # A token that is altered would be no key any more; test_tokens looks for it in every answer.
        **dict.fromkeys(("id", "account_id", "scope", "token_hash", "expires_at", "revoked_at"), CLOSED),
    },
}
# None of those that forms offer, for those name them all.
_POSTS = ("Troll", "Vostok", "Davis", "Mawson", "Casey", "Rothera", "Palmer", "Syowa")
_ZONES = tuple(f"Antarctica/{each}" for each in _POSTS)
_WORD = re.compile("qz[a-y]{3}kx")


def governed_columns() -> set[tuple[str, str]]:
    """Every column of a table with a visibility, of posts, and of the tables whose rows go when one of these goes."""
    tables = {db.metadata.tables["position"]}
    tables |= {table for table in db.metadata.tables.values() if any(c.name.endswith("visibility") for c in table.c)}
    while more := {
        table
        for table in db.metadata.tables.values()
        for key in table.foreign_keys
        if key.ondelete == "CASCADE" and key.column.table in tables and table not in tables
    }:
        tables |= more
    return {(table.name, column.name) for table in tables for column in table.c}


@dataclass(frozen=True)
class Canary:
    """A value, the column it stands in, and the visibility that its owner chose."""

    value: str
    table: str
    column: str
    visibility: str

    @property
    def rule(self) -> str:
        """What decides who may see it."""
        return DECIDED[self.table][self.column]


class Nest:
    """Plants a canary in every column of the rows it is given, and finds them again in answers."""

    def __init__(self) -> None:
        self.canaries: dict[str, Canary] = {}
        self._words = ("qz" + "".join(letters) + "kx" for letters in product("abcdefghijklmnopqrstuvwxy", repeat=3))
        self._days = (date(1871, 1, 1) + timedelta(days=number) for number in count())
        self._codes = iter([code for code in languages() if code not in ("en", "fr", "sw", "pt", "es", "ar")])
        self._zones = iter(_ZONES)
        self._years, self._hours = count(41), count(71)

    def plant(self, table: str, visibility: str, **where: str) -> None:
        """Fill the planted columns of the one row that `where` finds; commit."""
        columns = db.metadata.tables[table].c
        rules = DECIDED[table]
        values = {name: self._value(columns[name]) for name, rule in rules.items() if rule != CLOSED and name != "id"}
        change = update(db.metadata.tables[table]).where(*(columns[name] == said for name, said in where.items()))
        assert db.session.execute(change.values(values)).rowcount == 1  # type: ignore[attr-defined]
        shown = {**values, **({"id": where["id"]} if rules.get("id") == CARD else {})}
        for name, value in shown.items():
            text = _text(value)
            self.canaries[text] = Canary(text, table, name, visibility)
        db.session.commit()

    def _value(self, column: Column[Any]) -> Any:
        kind = column.type
        assert not isinstance(kind, JSON | Boolean | Uuid), f"{column}: decide on it as {CLOSED}"
        if column.name == "time_zone":
            return next(self._zones)
        if isinstance(kind, UtcDateTime):
            return datetime.combine(next(self._days), datetime.min.time(), UTC)
        if isinstance(kind, Date):
            return next(self._days)
        if isinstance(kind, Float):
            return next(self._hours) + 0.125
        if isinstance(kind, Integer):
            return next(self._years)
        return next(self._codes if getattr(kind, "length", None) == 2 else self._words)

    def words(self, table: str) -> list[str]:
        """The canaries of a table that could be searched for."""
        return [each.value for each in self.canaries.values() if each.table == table and _WORD.fullmatch(each.value)]

    def codes(self) -> list[str]:
        """The canaries that are codes of languages."""
        return [each.value for each in self.canaries.values() if each.column == "language"]

    def found_in(self, answer: TestResponse) -> set[Canary]:
        """The canaries in an answer: words anywhere in it, other values where they stand alone."""
        text = _words_of(answer)
        found = set(_WORD.findall(f"{text} {answer.headers}".lower()))
        if answer.mimetype == "text/csv":
            found |= {part for row in csv.reader(io.StringIO(text)) for cell in row for part in cell.split("; ")}
            found |= {cell for row in csv.reader(io.StringIO(text)) for cell in row}
        elif answer.is_json:
            found |= set(_leaves(answer.json))
        else:
            found |= {each for each in re.split(r"[\s<>\"=;,()&]+", text) if len(each) > 4}  # prose has short words
        return {self.canaries[each] for each in found & self.canaries.keys()}


def _words_of(answer: TestResponse) -> str:
    """The text of an answer; of a sheet, all that its parts say."""
    if not answer.data.startswith(b"PK"):
        return answer.get_data(as_text=True)
    with zipfile.ZipFile(io.BytesIO(answer.data)) as parts:
        return " ".join(parts.read(each).decode() for each in parts.namelist())


def _leaves(said: Any) -> Iterator[str]:
    if isinstance(said, dict):
        said = list(said.values())
    if isinstance(said, list):
        for each in said:
            yield from _leaves(each)
    else:
        yield re.sub(r"(?<=:\d\d)Z$", "+00:00", str(said))  # the same moment, as SCIM writes it


def _text(value: Any) -> str:
    """As it is written in JSON."""
    return value.isoformat() if isinstance(value, date) else str(value)

"""The engine: the live matching index and knowledge graph of this process, folded along the change feed.

Before each answer it compares the last change it has seen with the newest one and folds what is missing, so nobody is
served an answer that lacks his own last write, and what was hidden or withdrawn is out of the very next one. A fold
gives exactly what building afresh gives. All state can be rebuilt from the database; processes share nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from typing import cast

from flask import Flask, current_app

import app.challenges.snapshot as challenges
import app.institutions.snapshot as institutions
import app.lessons.snapshot as lessons
import app.people.snapshot as people
import app.topics.snapshot as topics
from app.changes import changes_after, newest_number
from app.extensions import utc_now
from app.snapshot import Snapshot
from app.viewer import Viewer as Account
from app.visibility import audiences_of
from graph.build import KnowledgeGraph
from graph.centrality import experience
from graph.types import Facts
from matching.index import EvidenceIndex
from matching.rank import rank_institutions, rank_people
from matching.roster import Roster
from matching.types import Answer, Candidate, Evidence, InstitutionPlace, Query, Viewer

SOURCES = {
    "topic": topics,
    "institution": institutions,
    "person": people,
    "challenge": challenges,
    "lesson": lessons,
}
# From so many changes on, reading everything once is quicker than looking each up.
REBUILD_FROM = 2_000


class Engine:
    """Answers of one process; its methods may be called from several threads, inside an application context."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._clear()

    def _clear(self) -> None:
        self._seen = 0
        self._snapshots: dict[tuple[str, str], Snapshot] = {}
        self._index = EvidenceIndex.build([])
        self._graph = KnowledgeGraph()
        self._candidates: Roster[Candidate] = Roster()
        self._places: Roster[InstitutionPlace] = Roster()

    def rank(self, rank: str, account: Account | None, query: Query) -> Answer:
        """Ranked "people" or "institutions" for this account; None is a member of the network with no person behind.

        Raises: ValueError for anything else to rank.
        """
        with self._lock:
            self._catch_up()
            viewer = self._viewer(account)
            if rank == "people":
                return rank_people(self._index, self._candidates, viewer, query, self._experience("person", viewer))
            if rank == "institutions":
                known = self._experience("institution", viewer)
                return rank_institutions(self._index, self._places, viewer, query, known)
        raise ValueError(f"can't rank {rank!r}; people or institutions")

    def warm_up(self) -> None:
        """Read the database, load the language model and compile, so that the first question does not wait for it."""
        self.rank("people", None, Query(text="warm up", on=utc_now().date()))

    def catch_up(self) -> int:
        """Fold what is missing; the number of the last change folded."""
        with self._lock:
            self._catch_up()
            return self._seen

    def _viewer(self, account: Account | None) -> Viewer:
        if account is None:
            return Viewer(audiences=frozenset({"network"}))
        own = self._candidates.find(account.person_id or "")
        held = audiences_of(account)
        if own is None:
            return Viewer(held, account.person_id, account.institution_id, account.country)
        spoken = own.languages.spoken
        return Viewer(held, own.id, account.institution_id, account.country, spoken, own.availability)

    def _experience(self, kind: str, viewer: Viewer):
        def of(scores: Mapping[str, float]) -> dict[str, float]:
            measured = experience(self._graph, scores, viewer.audiences, (kind,))
            return {node.partition(":")[2]: value for node, value in measured.items()}

        return of

    def _catch_up(self) -> None:
        newest = newest_number()
        if newest == self._seen:
            return
        seen, changed = changes_after(self._seen)
        if newest < self._seen or self._seen == 0 or sum(map(len, changed.values())) >= REBUILD_FROM:
            self._clear()
            self._fold({kind: {each.id: each for each in source.snapshots(None)} for kind, source in SOURCES.items()})
            self._seen = newest
            return
        self._fold(_read_again(changed))
        self._seen = seen

    def _fold(self, read: Mapping[str, Mapping[str, Snapshot | None]]) -> None:
        items: dict[str, Evidence | None] = {}
        facts: dict[str, Facts | None] = {}
        for kind, found in read.items():
            for item_id, fresh in found.items():
                known = self._snapshots.pop((kind, item_id), None)
                items |= dict.fromkeys(each.id for each in known.evidence) if known else {}
                items |= {each.id: each for each in fresh.evidence} if fresh else {}
                facts[f"{kind}:{item_id}"] = fresh.facts if fresh else None
                if fresh:
                    self._snapshots[kind, item_id] = fresh
        people, places = read.get("person", {}), read.get("institution", {})
        self._index.fold(items)
        self._graph.fold(facts)
        self._candidates.fold({item_id: fresh.candidate if fresh else None for item_id, fresh in people.items()})
        self._places.fold({item_id: fresh.place if fresh else None for item_id, fresh in places.items()})


def _read_again(changed: Mapping[str, Iterable[str]]) -> dict[str, dict[str, Snapshot | None]]:
    """What is now known of all that changed or depends on something that did; None where it is gone."""
    wanted = {kind: frozenset(ids) for kind, ids in changed.items()}
    read: dict[str, dict[str, Snapshot | None]] = {}
    for kind, source in SOURCES.items():
        ids = wanted.get(kind, frozenset()) | source.touched_by(wanted)
        read[kind] = {**dict.fromkeys(ids), **{each.id: each for each in source.snapshots(ids)}}
    return read


def setup_engine(app: Flask) -> None:
    """Give the application its engine; it reads the database when it is first asked."""
    app.extensions["engine"] = Engine()


def current_engine() -> Engine:
    """The engine of this application."""
    return cast(Engine, current_app.extensions["engine"])

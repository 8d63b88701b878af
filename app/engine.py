"""The engine: the live matching index and knowledge graph of this process, folded along the change feed.

Before each answer it compares the last change it has seen with the newest one and folds what is missing, so nobody is
served an answer that lacks his own last write, and what was hidden or withdrawn is out of the very next one. A fold
gives exactly what building afresh gives. All state can be rebuilt from the database; processes share files only.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar, cast

from flask import Flask, current_app

import app.challenges.snapshot as challenges
import app.engagements.candidates as people
import app.engagements.snapshot as engagements
import app.institutions.snapshot as institutions
import app.lessons.snapshot as lessons
import app.topics.snapshot as topics
from app.changes import changes_after, mark_of, newest_number, newest_number_now
from app.errors import Conflict
from app.extensions import utc_now
from app.index_store import IndexStore, Stored
from app.snapshot import Snapshot
from app.viewer import Viewer as Account
from app.visibility import audiences_of
from graph.build import KnowledgeGraph
from graph.centrality import experience
from matching.comparison import differing_items
from matching.constants import COMPACT_FROM
from matching.first_offer import PastEngagements, first_offer, standing
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
    "engagement": engagements,
}
# From so many changes on, and this share of all evidence, reading everything once is quicker than looking each up.
REBUILD_FROM = 2_000
REBUILD_SHARE = 0.1
Seen = TypeVar("Seen")


class Engine:
    """Answers of one process; its methods may be called from several threads, inside an application context.

    Where the store holds an index it begins with that, which all processes of a machine share, and goes over to a newer
    one when there is one. `on_grown`, if set, is called when so much has changed that a new one should be laid out.
    `newcomer_share` is the share of questions whose first offer goes to a newcomer.
    """

    def __init__(self, store: IndexStore, newcomer_share: float = 0.0) -> None:
        self._store = store
        self._newcomer_share = newcomer_share
        self.on_grown: Callable[[], None] | None = None
        self._lock = threading.Lock()
        self._clear()

    def _clear(self) -> None:
        self._seen = 0
        self._has_read = False
        self._base: str | None = None  # the name of the stored index that was last looked at
        self._asked_for: str | None = ""
        self._index = EvidenceIndex.build([])
        self._graph = KnowledgeGraph()
        self._candidates: Roster[Candidate] = Roster()
        self._places: Roster[InstitutionPlace] = Roster()
        self._past = PastEngagements()

    def rank(self, rank: str, account: Account | None, query: Query) -> Answer:
        """Ranked "people" or "institutions" for this account; None is a member of the network with no person behind.

        Raises: ValueError for anything else to rank.
        """
        with self._lock:
            self._catch_up()
            viewer = self._viewer(account)
            if rank == "people":
                known = self._experience("person", viewer)
                answer = rank_people(self._index, self._candidates, viewer, query, known)
                return self._with_first_offer(answer, viewer, query.text)
            if rank == "institutions":
                known = self._experience("institution", viewer)
                return rank_institutions(self._index, self._places, viewer, query, known)
        raise ValueError(f"can't rank {rank!r}; people or institutions")

    def ask_some(self, institution_id: str, query: Query, act: Callable[..., Seen]) -> Seen:
        """What is found (`matching.among`) of the people the query names, as anybody of the network there sees it."""
        with self._lock:
            self._catch_up()
            return act(self._index, self._candidates, self._member_at(institution_id), query)

    def known(self, ids: Iterable[str]) -> dict[str, Candidate]:
        """What is known of these people, by id, whoever may see it; nothing of those who are gone."""
        with self._lock:
            self._catch_up()
            return {each: found for each in ids if (found := self._candidates.find(each)) is not None}

    def look(self, account: Account, act: Callable[[KnowledgeGraph, frozenset[str]], Seen]) -> Seen:
        """What is found by looking at the knowledge graph as it is now, with the keys that this account holds."""
        with self._lock:
            self._catch_up()
            return act(self._graph, audiences_of(account))

    def warm_up(self) -> None:
        """Read the database, load the language model and compile, so that the first question does not wait for it."""
        self.rank("people", None, Query(text="warm up", on=utc_now().date()))

    def catch_up(self) -> int:
        """Fold what is missing; the number of the last change folded."""
        with self._lock:
            self._catch_up()
            return self._seen

    def lay_out(self) -> int:
        """Write the index as it is now to the store; the number of the last change in it.

        Raises: Conflict where another process is at it.
        """
        with self._lock, self._store.turn() as is_mine:
            if not is_mine:
                raise Conflict(
                    "Another process is laying out the index just now; wait for it.", rule="index-being-built"
                )
            self._catch_up()
            self._index.compact()
            self._store.save(self._seen, mark_of(self._seen), self._index.arrays())
            return self._seen

    def is_layout_due(self) -> bool:
        """True if there is so much that the store does not hold that laying out the index anew is worth it."""
        newest, name = newest_number(), self._store.newest()
        stored = self._stored(name, newest) if name else None
        return newest - (stored.number if stored else 0) > COMPACT_FROM

    def differing_items(self) -> list[str]:
        """Ids of the items that an index built afresh from the database would hold otherwise."""
        with self._lock:
            self._catch_up()
            evidence = (item for each in all_snapshots() for item in each.evidence)
            return differing_items(self._index, EvidenceIndex.build(evidence))

    def _with_first_offer(self, answer: Answer, viewer: Viewer, text: str) -> Answer:
        ranked = [standing(each) for each in answer.suggestions]
        is_newcomer = partial(self._past.is_newcomer, audiences=viewer.audiences)
        return replace(answer, first_offer=first_offer(ranked, text, self._newcomer_share, is_newcomer))

    def _viewer(self, account: Account | None) -> Viewer:
        if account is None:
            return Viewer(audiences=frozenset({"network"}))
        own = self._candidates.find(account.person_id or "")
        held = audiences_of(account)
        if own is None:
            return Viewer(held, account.person_id, account.institution_id, account.country)
        spoken = own.languages.spoken
        return Viewer(held, own.id, account.institution_id, account.country, spoken, own.availability)

    def _member_at(self, institution_id: str) -> Viewer:
        """Somebody unknown at an institution: what he sees all see, and who is near or far is so from there."""
        place = self._places.find(institution_id)
        return Viewer(frozenset({"network"}), None, institution_id, place.country if place else None)

    def _experience(self, kind: str, viewer: Viewer):
        def of(scores: Mapping[str, float]) -> dict[str, float]:
            measured = experience(self._graph, scores, viewer.audiences, (kind,))
            return {node.partition(":")[2]: value for node, value in measured.items()}

        return of

    def _catch_up(self) -> None:
        newest = newest_number()
        if newest < self._seen:
            if newest_number_now() >= self._seen:
                return  # this transaction began before what another thread has folded: it is told of more, not of less
            self._clear()  # another database took the place of ours
        self._change_base(newest)
        if newest == self._seen and (self._has_read or newest == 0):
            return
        if self._seen == 0 or newest - self._seen >= max(REBUILD_FROM, REBUILD_SHARE * len(self._index)):
            if self._seen:  # who of so many changes was erased is not looked up
                self._drop_layout(newest)
            self._clear()
        if not self._has_read:
            self._read_all(newest)
        seen, changed = changes_after(self._seen)
        read = _read_again(changed)
        self._fold(read)
        self._seen = seen
        if None in read["person"].values():
            self._drop_layout(seen)
            self._see_to_loss()
        if self._index.is_grown:
            self._see_to_growth()

    def _change_base(self, newest: int) -> None:
        """Go over to the newest index of the store; what changed since is then folded again, which changes nothing."""
        name = self._store.newest()
        if name is None or name == self._base:
            return
        self._base = name
        stored = self._stored(name, newest)
        if stored is not None:
            self._index = EvidenceIndex.of_arrays(stored.arrays)
            self._seen = stored.number

    def _drop_layout(self, number: int) -> None:
        """Remove a stored index from before that change: somebody was erased, and its files still hold the words."""
        name = self._store.newest()
        stored = self._store.open(name) if name else None
        if stored is not None and stored.number < number:
            self._store.drop()

    def _see_to_loss(self) -> None:
        """Have the index that was dropped laid out anew by whoever was named for it."""
        if self._base is not None and self._store.newest() is None and self.on_grown is not None:
            self._base = None
            self.on_grown()

    def _stored(self, name: str, newest: int) -> Stored | None:
        """The index of that name if it was made from this database."""
        stored = self._store.open(name)
        is_ours = stored is not None and stored.number <= newest and stored.mark == mark_of(stored.number)
        return stored if is_ours else None

    def _read_all(self, newest: int) -> None:
        """Read everything once; the evidence too where no index from the store holds it."""
        evidence: list[Evidence] = []
        for kind, source in SOURCES.items():
            read = {each.id: each for each in source.snapshots(None)}
            self._fold_beside(kind, read)
            evidence += (item for each in read.values() for item in each.evidence) if self._seen == 0 else ()
        if self._seen == 0:
            self._index = EvidenceIndex.build(evidence)
            self._seen = newest
        self._has_read = True

    def _see_to_growth(self) -> None:
        """Have the index laid out afresh: here, or once for each base by whoever was named for it."""
        if self.on_grown is None:
            self._index.compact()
        elif self._asked_for != self._base:
            self._asked_for = self._base
            self.on_grown()

    def _fold(self, read: Mapping[str, Mapping[str, Snapshot | None]]) -> None:
        items: dict[str, Evidence | None] = {}
        for kind, found in read.items():
            for item_id, fresh in found.items():
                items |= dict.fromkeys(self._index.from_source(f"{kind}:{item_id}"))
                items |= {each.id: each for each in fresh.evidence} if fresh else {}
            self._fold_beside(kind, found)
        self._index.fold(items)

    def _fold_beside(self, kind: str, found: Mapping[str, Snapshot | None]) -> None:
        """Fold what stands beside the evidence: the graph, who could be proposed, who helped, and where places are."""
        self._graph.fold({f"{kind}:{item_id}": fresh.facts if fresh else None for item_id, fresh in found.items()})
        if kind == "person":
            self._candidates.fold({item_id: fresh.candidate if fresh else None for item_id, fresh in found.items()})
        if kind == "engagement":
            self._past.fold({item_id: fresh.past if fresh else None for item_id, fresh in found.items()})
        if kind == "institution":
            self._places.fold({item_id: fresh.place if fresh else None for item_id, fresh in found.items()})


def all_snapshots() -> Iterator[Snapshot]:
    """Everything the engine is made of, read from the database."""
    return (each for source in SOURCES.values() for each in source.snapshots(None))


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
    settings = app.config["SETTINGS"]
    app.extensions["engine"] = Engine(IndexStore(Path(settings.index_folder)), settings.newcomer_share)


def current_engine() -> Engine:
    """The engine of this application."""
    return cast(Engine, current_app.extensions["engine"])

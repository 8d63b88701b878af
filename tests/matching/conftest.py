"""A maker of the values matching takes, with everything a test does not speak of filled in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import settings

from matching.index import EvidenceIndex
from matching.kernels import Best, View, scan
from matching.pairs import Pairs
from matching.types import Availability, Candidate, Evidence, Languages, Query, Ring, Viewer

# the first text of a session waits for the language model, whichever test it falls to: no deadline for an example
settings.register_profile("matching", settings.default, deadline=None)
settings.load_profile("matching")


class Maker:
    """Makes items, candidates, viewers and queries: a member of inst-a in Kenya asks for village radio."""

    def item(self, item_id: str, text: str, *people: str, **changes: Any) -> Evidence:
        return replace(Evidence(item_id, "lesson", "", text, people, (), "network", "en"), **changes)

    def candidate(self, person: str, **changes: Any) -> Candidate:
        if "spoken" in changes:
            changes["languages"] = Languages(changes.pop("spoken"))
        return replace(Candidate(person, "inst-a", "KE", Ring.INTERNATIONAL, True), **changes)

    def viewer(self, **changes: Any) -> Viewer:
        audiences = frozenset({"network", "country:KE", "institution:inst-a", "person:me"})
        nairobi = Availability(time_zone="Africa/Nairobi")
        return replace(Viewer(audiences, "me", "inst-a", "KE", (("en", "C1"),), nairobi), **changes)

    def cosines(self, index: EvidenceIndex, text: str, audiences: Iterable[str] = ("network",)) -> dict[str, float]:
        """Cosines of all items that a holder of these keys may see, by id: retrieval without its cut."""
        rings = np.full(1 + len(index.vocabulary.people), 2, np.int8)
        words, found = index.understand(text), {}
        for _, segment in index.segments():
            lens = index.lens(segment, frozenset(audiences), np.empty(0, np.bool_))
            visible = np.flatnonzero((lens.audience >= 0) & lens.held[lens.audience])
            found |= dict.fromkeys((segment.ids[row] for row in visible.tolist()), 0.0)
            anybody = Pairs(np.arange(len(lens.audience) + 1), np.zeros(len(lens.audience), np.int32))
            best = Best(np.zeros((4, 999), np.float32), np.full(4, 999), np.zeros(4, np.int64), np.zeros(8, np.float32))
            view = View(segment.scale, lens, anybody, rings, np.empty(0, np.int64), 0)
            rows, scores = scan(index.terms(segment, words), view, best)
            found |= dict(zip((segment.ids[row] for row in rows.tolist()), scores.tolist(), strict=True))
        return found

    def query(self, text: str = "village radio", **changes: Any) -> Query:
        return replace(Query(text, date(2026, 3, 4)), **changes)


@pytest.fixture(scope="session")
def make() -> Maker:
    return Maker()

"""A maker of the values matching takes, with everything a test does not speak of filled in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import settings

from matching.index import EvidenceIndex
from matching.selection import scores_of
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
        lens = index.lens(frozenset(audiences), frozenset())
        scores = scores_of(index.postings, index.understand(text)).tolist()
        return {item_id: scores[row] for item_id, row in index.row_of.items() if lens.held[lens.audience[row]]}

    def query(self, text: str = "village radio", **changes: Any) -> Query:
        return replace(Query(text, date(2026, 3, 4)), **changes)


@pytest.fixture(scope="session")
def make() -> Maker:
    return Maker()

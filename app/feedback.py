"""The network's own completed engagements as a judged collection: who asks their questions again, does he find them?

Only what the whole network may see is asked, searched and counted, whoever runs it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select

from app.engagements.models import Engagement
from app.engine import all_snapshots
from app.errors import DomainError
from app.extensions import db
from app.visibility import NETWORK
from matching.bootstrap import FEWEST_QUERIES
from matching.collection import Collection, JudgedQuery
from matching.types import Evidence

_GRADES = {"yes": 2, "partly": 1}


@dataclass(frozen=True, slots=True)
class Feedback:
    """The collection, whose queries carry the ids of their engagements, and who helped in each engagement there is."""

    collection: Collection
    helped: Mapping[str, str]


def read_feedback() -> Feedback:
    """The engagements and all other evidence that the network sees; an engagement's own is hidden while it is asked.

    What came to nothing, or was done by who objects to matching, is no evidence and is not asked: nobody is known to be
    the right answer. Raises: DomainError where fewer are left than can be measured with.
    """
    evidence, helped = _seen_by_all()
    queries = _queries({item.id: item for item in evidence if item.kind == "engagement"})
    if len(queries) < FEWEST_QUERIES:
        raise DomainError(
            f"The network sees {len(queries)} completed engagements that helped; {FEWEST_QUERIES} are the fewest that "
            "can be measured with. Ask peers whether theirs may be shown to the network, and bring them along with: "
            "sankofa import engagements FILE"
        )
    people = {person for item in evidence for person in item.people}
    return Feedback(Collection(evidence, queries, tuple(sorted(people))), helped)


def _seen_by_all() -> tuple[tuple[Evidence, ...], dict[str, str]]:
    """Return the evidence, each item as one text so that all methods read the same words, and who helped in what."""
    evidence: list[Evidence] = []
    helped = {}
    for each in all_snapshots():
        evidence += (item for item in each.evidence if item.audience == NETWORK)
        if each.past is not None and each.past.audience == NETWORK:
            helped[f"engagement:{each.id}"] = each.past.person
    ordered = sorted(evidence, key=lambda item: item.id)
    return tuple(replace(item, title="", text=f"{item.title}\n{item.text}") for item in ordered), helped


def _queries(items: Mapping[str, Evidence]) -> tuple[JudgedQuery, ...]:
    columns = (Engagement.id, Engagement.question, Engagement.outcome)
    asked = [(f"engagement:{row.id}", row) for row in db.session.execute(select(*columns).order_by(Engagement.id))]
    return tuple(
        JudgedQuery(item_id, row.question, item_id, dict.fromkeys(items[item_id].people, _GRADES[row.outcome]))
        for item_id, row in asked
        if item_id in items
    )

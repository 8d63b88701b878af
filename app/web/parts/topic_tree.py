"""Topics as a tree, and a page for each: who knows about it, and what was learned."""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from uuid import UUID

from flask import render_template

from app.web.asking import ask
from app.web.lists import all_topics, called, in_order
from app.web.pages import pages
from app.web.parts.directory import FEW

SCHEMES = ("cofog", "theme", "sdg")  # the order in which they stand


@pages.get("/directory/topics")
def topics() -> str:
    """All topics, the narrower below the broader."""
    found = sorted(all_topics(), key=lambda each: in_order(called(each)))
    below = narrower(found)
    tops = [each for each in found if not each["broader"]]
    schemes = list(dict.fromkeys([*SCHEMES, *(each["scheme"] for each in tops)]))
    return render_template(
        "topics.html",
        below=below,
        schemes=[(name, [each for each in tops if each["scheme"] == name]) for name in schemes],
    )


def narrower(found: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """The topics right below each topic, in the order given."""
    below = defaultdict[str, list[dict[str, Any]]](list)
    for each in found:
        for above in each["broader"]:
            below[above["id"]].append(each)
    return dict(below)


@pages.get("/topics/<uuid:about>")
def topic(about: UUID) -> str:
    """One topic, what is narrower, who knows about it, lessons and open challenges."""
    shown = ask("topics.get_topic", topic_id=about).body
    under = {"topic_id": about, "limit": FEW}
    return render_template(
        "topic.html",
        topic=shown,
        below=ask("topics.list_topics", query={"broader_id": about, "limit": 100}).body["items"],
        people=ask("people.list_people", query=under).body,
        lessons=ask("lessons.list_lessons", query=under).body,
        communities=ask("communities.list_communities", query=under).body,
        challenges=ask("challenges.list_challenges", query={**under, "status": "open"}).body,
    )

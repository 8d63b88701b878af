"""Rules of topics: labels that SKOS allows, and no circle of broader topics."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import selectinload

from app.database import Turn, wait_for
from app.errors import Conflict, Invalid, NotFound
from app.extensions import db, new_id, utc_now
from app.facets import Facet, Tree
from app.topics.models import Topic, TopicBroader, TopicLabel


def topics_matching(asked: dict[str, Any]) -> Select[Any]:
    """The select of a list with these filters; `q` looks in the labels of every language."""
    found = select(Topic).options(selectinload(Topic.labels), selectinload(Topic.broader))
    if "scheme" in asked:
        found = found.where(Topic.scheme == asked["scheme"])
    if "broader_id" in asked:
        found = found.where(Topic.broader.any(Topic.id == asked["broader_id"]))
    if asked.get("q"):
        found = found.where(Topic.labels.any(TopicLabel.label.icontains(asked["q"], autoescape=True)))
    return found


def get_topic(topic_id: str) -> Topic:
    """The topic. Raises: NotFound."""
    topic = db.session.get(Topic, topic_id)
    if topic is None:
        raise NotFound
    return topic


def require_topics(topic_ids: Iterable[str], field: str = "topic_ids") -> list[Topic]:
    """The topics that a request names. Raises: Invalid at that field for an unknown one."""
    wanted = list(dict.fromkeys(topic_ids))
    found = db.session.scalars(select(Topic).where(Topic.id.in_(wanted)).order_by(Topic.ref)).all()
    missing = set(wanted) - {topic.id for topic in found}
    if missing:
        raise Invalid("Some topics are not known.", **{field: [f"No topic {each}." for each in sorted(missing)]})
    return list(found)


def narrower_closure(topic_ids: Iterable[str]) -> frozenset[str]:
    """These topics and all that are narrower, at any depth."""
    reached, edge = set(topic_ids), set(topic_ids)
    while edge:
        below = db.session.scalars(select(TopicBroader.topic_id).where(TopicBroader.broader_id.in_(edge)))
        edge = set(below) - reached
        reached |= edge
    return frozenset(reached)


def narrower_closures(topic_ids: Iterable[str]) -> dict[str, frozenset[str]]:
    """Of each of these topics: itself and all that are narrower; as many queries as the scheme is deep."""
    wanted = list(topic_ids)
    reached, edge, below = set(wanted), set(wanted), defaultdict[str, set[str]](set)
    while edge:
        found = db.session.execute(
            select(TopicBroader.broader_id, TopicBroader.topic_id).where(TopicBroader.broader_id.in_(edge))
        ).all()
        for broader_id, topic_id in found:
            below[broader_id].add(topic_id)
        edge = {topic_id for _, topic_id in found} - reached
        reached |= edge
    return {topic_id: _reached(topic_id, below) for topic_id in wanted}


def _reached(topic_id: str, next_to: Mapping[str, set[str]]) -> frozenset[str]:
    reached, edge = {topic_id}, {topic_id}
    while edge:
        edge = {further for each in edge for further in next_to.get(each, ())} - reached
        reached |= edge
    return frozenset(reached)


def broader_closures(topic_ids: Iterable[str]) -> dict[str, frozenset[str]]:
    """Of each of these topics: itself and all that are broader."""
    above = defaultdict[str, set[str]](set)
    for topic_id, broader_id in db.session.execute(select(TopicBroader.topic_id, TopicBroader.broader_id)):
        above[topic_id].add(broader_id)
    return {topic_id: _reached(topic_id, above) for topic_id in topic_ids}


def topic_facet(value: Any, of: Any, link: ColumnElement[bool]) -> Facet:
    """The filter by a topic, which finds what is narrower, too; the topics stand in `value`, in rows of that table."""
    return Facet(value, of, link, Topic.name, Tree(narrower_closure, broader_closures))


def create_topic(said: dict[str, Any]) -> Topic:
    """A new topic. Raises: Invalid for labels SKOS does not allow or unknown broader topics."""
    topic = Topic(id=new_id(), ref=said.get("ref") or new_id(), name="")
    _say(topic, said)
    db.session.add(topic)
    db.session.flush()
    return topic


def update_topic(topic: Topic, said: dict[str, Any]) -> Topic:
    """The topic with these changes. Raises: Invalid, Conflict for a circle of broader topics."""
    _say(topic, said)
    topic.updated_at = utc_now()  # labels and broader topics are part of it: the version must rise with them
    db.session.flush()
    return topic


def _say(topic: Topic, said: dict[str, Any]) -> None:
    with db.session.no_autoflush:
        for name in ("ref", "scheme", "cofog", "definition"):
            if name in said:
                setattr(topic, name, said[name])
        if "labels" in said:
            topic.labels = _labels(topic, said["labels"])
            topic.name = _name(said["labels"])
        if "broader_ids" in said:
            topic.broader = _broader(topic, said["broader_ids"])


def _labels(topic: Topic, said: list[dict[str, str]]) -> list[TopicLabel]:
    distinct = dict.fromkeys((label["language"], label["kind"], label["label"]) for label in said)
    preferred = Counter(language for language, kind, _ in distinct if kind == "pref")
    several = sorted(language for language, count in preferred.items() if count > 1)
    if several:  # SKOS Reference, integrity condition S14
        raise Invalid(
            f"One preferred label a language: {', '.join(several)} has several.", labels=["Keep one as pref."]
        )
    kept = {(label.language, label.kind, label.label): label for label in topic.labels}
    return [kept.get(key) or TopicLabel(language=key[0], kind=key[1], label=key[2]) for key in distinct]


def _name(said: list[dict[str, str]]) -> str:
    """The English preferred label; or the first preferred one by language; or the first there is."""
    return min(said, key=lambda label: (label["kind"] != "pref", label["language"] != "en", label["language"]))["label"]


def _broader(topic: Topic, broader_ids: list[str]) -> list[Topic]:
    wait_for(Turn.TOPIC_TREE, db.session)  # two who alter it at once could close a circle between them
    chosen = require_topics(broader_ids, "broader_ids")
    edge, above = list(chosen), set[str]()
    while edge:
        each = edge.pop()
        if each.id == topic.id:
            raise Conflict(
                "A topic can't be broader than itself: choose broader topics outside its own branch.",
                rule="topic-broader-than-itself",
            )
        if each.id not in above:
            above.add(each.id)
            edge += each.broader
    return chosen


def delete_topic(topic: Topic) -> None:
    """Remove a topic nothing refers to; where people or lessons do, the database refuses (409).

    Raises: Conflict where narrower topics hang below it.
    """
    if db.session.scalar(select(TopicBroader.topic_id).where(TopicBroader.broader_id == topic.id).limit(1)):
        raise Conflict(
            "Narrower topics hang below this one: move or remove them first.", rule="topic-has-narrower-ones"
        )
    db.session.delete(topic)
    db.session.flush()

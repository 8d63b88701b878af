"""Topics over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.exports import Listing, as_asked
from app.extensions import db
from app.requests import Blueprint
from app.topics import service
from app.topics.models import Topic
from app.topics.schemas import TopicArgs, TopicPage, TopicSchema, TopicWriteSchema

topics = Blueprint("topics", __name__, url_prefix="/topics", description="What know-how is about (SKOS concepts)")
LISTING = Listing(Topic, {"name": Topic.name, "updated": Topic.updated_at}, TopicSchema)


@topics.route("", methods=["GET"])
@topics.arguments(TopicArgs, location="query")
@topics.response(200, TopicPage)
def list_topics(args: dict[str, Any]) -> Any:
    """Topics, by name; `q` looks in the labels of every language."""
    return as_asked(service.topics_matching(args), LISTING, args)


@topics.route("", methods=["POST"])
@topics.arguments(TopicWriteSchema)
@topics.response(201, TopicSchema)
def create_topic(said: dict[str, Any]) -> Topic:
    """Add a topic."""
    topic = service.create_topic(said)
    db.session.commit()
    return topic


@topics.route("/<uuid:topic_id>", methods=["GET"])
@topics.etag
@topics.response(200, TopicSchema)
def get_topic(topic_id: UUID) -> Topic:
    """One topic."""
    return service.get_topic(str(topic_id))


@topics.route("/<uuid:topic_id>", methods=["PATCH"])
@topics.etag
@topics.arguments(TopicWriteSchema(partial=True))
@topics.response(200, TopicSchema)
def update_topic(said: dict[str, Any], topic_id: UUID) -> Topic:
    """Alter a topic; labels and broader topics are replaced as a whole."""
    topic = service.get_topic(str(topic_id))
    topics.check_etag(topic, TopicSchema)
    service.update_topic(topic, said)
    db.session.commit()
    return topic


@topics.route("/<uuid:topic_id>", methods=["DELETE"])
@topics.etag
@topics.response(204)
def delete_topic(topic_id: UUID) -> None:
    """Remove a topic that nothing refers to."""
    topic = service.get_topic(str(topic_id))
    topics.check_etag(topic, TopicSchema)
    service.delete_topic(topic)
    db.session.commit()

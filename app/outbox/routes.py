"""The outbox over HTTP: what could not be sent, and another try."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.extensions import db
from app.outbox import service
from app.outbox.models import Message
from app.outbox.schemas import MessageArgs, MessagePage, MessageSchema
from app.pagination import paginate
from app.requests import Blueprint

outbox = Blueprint("outbox", __name__, url_prefix="/outbox", description="Messages that wait, or could not be sent")
SORTS = {"created": Message.created_at}


@outbox.route("", methods=["GET"])
@outbox.arguments(MessageArgs, location="query")
@outbox.response(200, MessagePage)
def list_messages(args: dict[str, Any]) -> Any:
    """Messages that could not be sent, newest first; other ones by their state."""
    return paginate(service.messages_in(args["state"]), Message, SORTS, args)


@outbox.route("/<uuid:message_id>/retry", methods=["POST"])
@outbox.response(200, MessageSchema)
def retry_message(message_id: UUID) -> Message:
    """Try a message again that could not be sent."""
    message = service.retry(str(message_id))
    db.session.commit()
    return message

"""What personal data is used for, over HTTP, and the record that somebody was shown it."""

from __future__ import annotations

from app.extensions import db
from app.requests import Blueprint
from app.rights import purposes as table
from app.rights.choices import note_notice
from app.rights.schemas import NoticeSchema, PurposesSchema
from app.viewer import current_viewer

purposes = Blueprint("purposes", __name__, url_prefix="/purposes", description="What personal data is used for")


@purposes.route("", methods=["GET"])
@purposes.response(200, PurposesSchema)
def list_purposes() -> dict[str, object]:
    """Every use of personal data: ground, time kept, and where it is switched off."""
    return table.purposes()


@purposes.route("/shown", methods=["POST"])
@purposes.arguments(NoticeSchema)
@purposes.response(204)
def note_shown(said: dict[str, str]) -> None:
    """Note for yourself that you were shown the purposes of that version."""
    note_notice(current_viewer(), said["version"])
    db.session.commit()

"""The agenda of an exchange as a calendar file."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import parseaddr

from flask import current_app

from app.engagements.calendar_files import Meeting, calendar_file
from app.errors import NotFound
from app.exchanges.models import Activity, Exchange


def calendar_of(exchange: Exchange, now: datetime) -> bytes:
    """Its activities, in the hours of where it takes place; those of a cancelled one are cancelled, too.

    Raises: NotFound as long as nothing is on the agenda.
    """
    if not exchange.activities:
        raise NotFound
    settings = current_app.config["SETTINGS"]
    link = f"{settings.base_url.rstrip('/')}/api/v1/exchanges/{exchange.id}"
    meetings = [_meeting(each, link, exchange.step == "cancelled") for each in exchange.activities]
    return calendar_file(meetings, exchange.time_zone, now, parseaddr(settings.mail_from)[1])


def _meeting(activity: Activity, link: str, is_off: bool) -> Meeting:
    if activity.starts_at is not None and activity.ends_at is not None:
        when = {"starts": activity.starts_at, "length": activity.ends_at - activity.starts_at}
    else:
        when = {"starts": activity.day, "length": timedelta(days=1)}
    where = ", ".join(filter(None, (activity.place, "online" if activity.is_online else "")))
    return Meeting(
        **{"id": activity.id, "title": activity.title, **when, "agenda": activity.agenda, "link": link},
        **{"revision": activity.revision + is_off, "is_cancelled": is_off, "place": where},
    )

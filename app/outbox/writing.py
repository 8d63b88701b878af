"""Mails as their readers may see them: names, language and hours are looked up at the moment of sending."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime as format_rfc_date
from email.utils import parseaddr
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from flask import current_app
from sqlalchemy import select

from app.accounts.models import Account
from app.accounts.service import viewer_of
from app.extensions import db
from app.outbox.attachments import Attachment, Told, attachment_of
from app.outbox.kinds import LANGUAGES, texts
from app.people.models import Person
from app.viewer import ANONYMOUS, Viewer
from app.visibility import can_see
from app.vocabulary import CEFR_LEVELS


class NoReader(LookupError):
    """Nobody can be written to: says why."""


def mail_of(rows: Sequence[Any], now: datetime) -> EmailMessage:
    """One mail that says all of these messages to their person. Raises: NoReader."""
    person = db.session.get(Person, rows[0].person_id)
    if person is None:
        raise NoReader("the person is not there any more")
    account = db.session.scalar(select(Account).where(Account.person_id == person.id))
    address = person.email or (account.email if account else None)
    if address is None or (account and not account.is_active):
        raise NoReader("no address" if address is None else "the account is closed")
    viewer = viewer_of(account) if account else ANONYMOUS
    language = language_of(person)
    said = [_said(row, person, viewer, language) for row in rows]
    told = [_told(row, person, language, now) for row in rows]
    subject, body = _together(said, person, texts(language)["frame"])
    mail = _mail(Address(_line(person.name), addr_spec=address), subject, body, now)
    mail["Message-ID"] = f"<{rows[0].id}@{_sender().rpartition('@')[2]}>"
    mail["Content-Language"] = language
    for each in filter(None, map(attachment_of, told)):
        _attach(mail, each)
    return mail


def _told(row: Any, reader: Person, language: str, now: datetime) -> Told:
    return Told(row, reader.time_zone or "UTC", _line(_title(row, language)), _sender(), now)


def _title(row: Any, language: str) -> str:
    return row.facts.get("title") or texts(language)["frame"]["untitled"]


def _attach(mail: EmailMessage, file: Attachment) -> None:
    """With its method in the header, too: by that mail programs know what to do with it (RFC 6047)."""
    params = {"method": file.method}
    mail.add_attachment(file.content.decode(), subtype="calendar", cte="base64", filename=file.name, params=params)


def language_of(person: Person) -> str:
    """The language of ours that the person speaks best; English where it is none."""
    levels = {each.language: CEFR_LEVELS.index(each.level) for each in person.languages}
    return max(LANGUAGES, key=lambda language: levels.get(language, -1))  # the first of equals


def _said(row: Any, reader: Person, viewer: Viewer, language: str) -> tuple[str, str]:
    """The subject and the body of one message."""
    words, frame = texts(language)[row.kind], texts(language)["frame"]
    other = _visible_person(row.other_id, viewer)
    told = {"other": other.name if other else frame["nobody"], "title": _title(row, language)}
    if "until" in row.facts:
        told["until"] = format_date(date.fromisoformat(row.facts["until"]), "long", locale=language)
    if "starts" in row.facts:
        told["starts"] = _hours(datetime.fromisoformat(row.facts["starts"]), _zones(reader, other, viewer), language)
    told = {name: _line(value) for name, value in told.items()}
    path = row.facts.get("path", "")
    link = f"\n{current_app.config['SETTINGS'].base_url.rstrip('/')}{path}" if path else ""
    return words["subject"].format(**told), words["body"].format(**told) + link


def _line(text: str) -> str:
    """The words on one line, whatever somebody typed: no header begins in the middle of a name."""
    return " ".join(text.split())


def _visible_person(person_id: str | None, viewer: Viewer) -> Person | None:
    """The person whose name the reader may see: it is open to the network, and he has to belong to it."""
    person = db.session.get(Person, person_id) if person_id else None
    return person if person and can_see(viewer, person.owns("network")) else None


def _zones(reader: Person, other: Person | None, viewer: Viewer) -> list[str]:
    """The reader's zone first, then that of the other person where the reader may see it."""
    zones = [reader.time_zone or "UTC"]
    if other and other.time_zone and can_see(viewer, other.owns(other.availability_visibility)):
        zones.append(other.time_zone)
    return list(dict.fromkeys(zones))


def _hours(starts: datetime, zones: Iterable[str], language: str) -> str:
    first, *others = (starts.astimezone(ZoneInfo(zone)) for zone in zones)
    told = f"{format_date(first, 'full', locale=language)}, {first:%H:%M} ({first.tzinfo})"
    for each in others:
        day = "" if each.date() == first.date() else f"{format_date(each, 'medium', locale=language)}, "
        told += f" = {day}{each:%H:%M} ({each.tzinfo})"
    return told


def _together(said: list[tuple[str, str]], person: Person, frame: dict[str, str]) -> tuple[str, str]:
    """One subject and one body; several messages are a digest."""
    subject = said[0][0] if len(said) == 1 else frame["digest"].format(count=len(said))
    bodies = [body if len(said) == 1 else f"* {body}" for _, body in said]
    return subject, "\n\n".join(
        (frame["greeting"].format(name=_line(person.name)), *bodies, f"-- \n{frame['footer']}")
    ) + "\n"


def _sender() -> str:
    return parseaddr(current_app.config["SETTINGS"].mail_from)[1]


def _mail(to: Address, subject: str, body: str, now: datetime) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = current_app.config["SETTINGS"].mail_from
    mail["To"] = to
    mail["Subject"] = subject[:200]
    mail["Date"] = format_rfc_date(now)
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no absence notice comes back
    mail.set_content(body, cte="quoted-printable")
    return mail

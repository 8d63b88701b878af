"""Where people work, from when to when: moving, leaving and coming back. What they know and wrote stays."""

from __future__ import annotations

from app.extensions import db, utc_now
from app.people.models import Employment, Person


def begin_employment(person: Person) -> None:
    """The job as the person's row says it, from today; what was open ends."""
    end_employments(person)
    job = Employment(
        institution_id=person.institution_id or person.institution.id,
        position=person.position or "",
        unit=person.unit or "",
        started_on=utc_now().date(),
    )
    person.employments.append(job)


def end_employments(person: Person) -> None:
    """Close what is open, today; one may have begun later only."""
    for job in person.employments:
        job.ended_on = job.ended_on or max(job.started_on, utc_now().date())


def record_leaving(person: Person) -> None:
    """The person works here no more and is proposed to nobody; the knowledge left behind still speaks."""
    if person.left_on is None:
        person.updated_at = utc_now()
        person.left_on = person.updated_at.date()
        end_employments(person)
        db.session.flush()


def record_return(person: Person) -> None:
    """The person works again where his or her row says."""
    if person.left_on is not None:
        person.left_on, person.updated_at = None, utc_now()
        begin_employment(person)
        db.session.flush()

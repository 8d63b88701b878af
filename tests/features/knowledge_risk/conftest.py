"""A manager, a holder of a post of his, and somebody who manages another institution."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from app.extensions import db
from app.outbox.models import Message

PURPOSE = {"purpose": "succession_planning"}


@pytest.fixture
def office(make, sign_in):
    """An institution that looks at risk: its manager and a holder, with their clients."""
    place = make.risk_on(make.institution())
    boss, holder = make.person(place, name="Mwangi Boss"), make.person(place, name="Achieng Holder")
    return SimpleNamespace(
        **{"place": place, "boss": boss, "holder": holder},
        **{"manager": sign_in(boss, ("manager", place)), "member": sign_in(holder)},
        elsewhere=sign_in(make.person(make.risk_on(make.institution())), ("manager", make.institution())),
    )


@pytest.fixture
def mails(application):
    """A function that gives what mails wait: kind, reader, facts."""

    def read():
        with application.app_context():
            found = db.session.scalars(db.select(Message).order_by(Message.id))
            told = [(each.kind, each.person_id, each.other_id, each.facts) for each in found]
            db.session.remove()
        return told

    return read


@pytest.fixture
def during(events):
    """A function that calls another and gives the events that came meanwhile."""

    def watch(act):
        before = len(events())
        act()
        return events()[before:]

    return watch


@pytest.fixture
def object_to_risk(sign_in):
    """A function by which somebody objects to risk scoring, as he does it himself."""

    def act(client, person, is_so=True):
        assert client.patch(f"/people/{person}", {"objects_to_risk": is_so}).status_code == 200

    return act


def etag(client, path):
    """The ETag of something, asked with a purpose."""
    return client.get(path, **PURPOSE).headers["ETag"]

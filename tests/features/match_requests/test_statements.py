"""What an answer asks of the database: those who come too late write nothing, and nothing is read twice before."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import event

from app.extensions import db


@pytest.fixture
def statements(application):
    """How often each kind of statement was sent, by its first word."""
    counted = Counter()

    def count(_connection, _cursor, statement, _parameters, _context, _many):
        counted[statement.split()[0]] += 1

    with application.app_context():
        event.listen(db.engine, "before_cursor_execute", count)
        yield counted
        event.remove(db.engine, "before_cursor_execute", count)


def test_who_comes_too_late_has_written_nothing_and_read_little(sign_in, make, statements):
    peer = make.person(hours_per_month=1.0)
    request = make.match_request(make.person(), [peer], is_inviting=True, hours_per_month=2.0)
    offer = make.offer(peer, request)
    client = sign_in(peer)
    statements.clear()

    answer = client.post(f"/offers/{offer}/accept")

    assert (answer.status_code, answer.json["type"].rpartition(":")[2]) == (409, "peer-full")
    assert not {"INSERT", "UPDATE", "DELETE"} & statements.keys()
    assert statements["SELECT"] <= 15

"""A thing that is not for one's eyes is answered like one that does not exist: the same bytes."""

from __future__ import annotations

import pytest
from werkzeug.test import TestResponse

from app.extensions import new_id
from app.policy_table import POLICY, Scope
from app.vocabulary import NETWORK_ROLES, ROLES
from tests.factories.asked import Asked, Owner
from tests.factories.requests import ROWS, World

ACTS = [f"{kind}s.{act}_{kind}" for kind in ("lesson", "challenge") for act in ("get", "update", "delete")]
ACTS += [f"communities.{act}_community" for act in ("get", "update", "delete")]
ACTS += [
    "communities.list_members",
    "communities.get_member_role",
    "communities.put_member_role",
    "communities.remove_member",
]
ACTS += [f"gatherings.{act}_gathering" for act in ("create", "get", "update")] + ["gatherings.get_gathering_calendar"]
# Endpoints about things with a visibility of their own, and those that hide what is out of reach.
HIDING = (*ACTS, "people.endorse", *(name for name, row in ROWS.items() if row.is_hidden))
# Roles that may call the endpoint, but for those that reach everything there: nothing is hidden from them.
CELLS = [
    (endpoint, role)
    for endpoint in HIDING
    for role in ROLES
    if role in POLICY[endpoint] and not (ROWS[endpoint].is_hidden and POLICY[endpoint][role] is Scope.NETWORK)
]


@pytest.fixture
def world(application):
    return World(application)


def bytes_of(answer: TestResponse, asked: Asked) -> tuple[int, bytes, list[tuple[str, str]]]:
    """All of the answer but the id of the request, with the ids that were asked for taken out."""
    body = answer.get_data()
    for each in asked.ids.values():
        body = body.replace(each.encode(), b"<id>")
    return answer.status_code, body, sorted((k, v) for k, v in answer.headers if k != "X-Request-ID")


@pytest.mark.parametrize(("endpoint", "role"), CELLS)
def test_what_is_hidden_and_what_is_missing_give_the_same_bytes(world, endpoint, role):
    headers = world.headers(world.make.person(world.near), (role, None if role in NETWORK_ROLES else world.near))
    hidden = world.ask(endpoint, Owner(world.stranger, world.far, "private"))
    absent = Asked({name: new_id() for name in hidden.ids}, hidden.body)
    answers = [bytes_of(world.send(endpoint, each, headers), each) for each in (hidden, absent)]
    assert answers[0] == answers[1]
    assert answers[0][0] == 404

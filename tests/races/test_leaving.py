"""Coordinators who leave a community at the same moment, in separate processes: one of them has to stay."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from tests.factories.api import ApiClient
from tests.factories.maker import Maker
from tests.races.acts import send

TRIALS = 8
Request = tuple[str, str, Any, str | None]


def leaving(path: str) -> Request:
    """Leave."""
    return "DELETE", path, None, None


def stepping_back(client: ApiClient, path: str) -> Request:
    """Coordinate no more."""
    return "PUT", f"{path}/role", {"role": "active"}, client.get(f"{path}/role").headers["ETag"]


@pytest.mark.parametrize("acts", [("leave", "leave"), ("leave", "step back"), ("step back", "step back")])
def test_of_two_last_coordinators_who_go_at_once_one_stays(
    application: Flask, make: Maker, at_once: Callable[..., list[Any]], acts: tuple[str, str]
) -> None:
    people = [make.person(), make.person()]
    tokens = [make.token(each) for each in people]
    for _ in range(TRIALS):
        community = make.community(people[0])
        make.community_member(community, people[1], "coordinator")
        make.community_member(community, make.person())
        paths = [f"/communities/{community}/members/{each}" for each in people]
        clients = [ApiClient(application, token) for token in tokens]
        asked = [
            leaving(path) if act == "leave" else stepping_back(client, path)
            for act, path, client in zip(acts, paths, clients, strict=True)
        ]

        answers = at_once(send, [(token, [each]) for token, each in zip(tokens, asked, strict=True)])

        assert sorted(status for (status,) in answers)[1] == 409, answers
        items = clients[0].get(f"/communities/{community}/members").json["items"]
        assert [each["role"] for each in items].count("coordinator") == 1


def test_who_joins_twice_at_once_is_in_it_once(
    application: Flask, make: Maker, at_once: Callable[..., list[Any]]
) -> None:
    person = make.person()
    token = make.token(person)
    for _ in range(TRIALS):
        community = make.community()
        asked = ("PUT", f"/communities/{community}/members/{person}", {"visibility": "network"}, None)

        answers = at_once(send, [(token, [asked])] * 4)

        assert answers == [[200]] * 4
        assert ApiClient(application, token).get(f"/communities/{community}").json["member_count"] == 1

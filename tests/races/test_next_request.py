"""What is taken away in one worker is gone in every other on the very next request, peer search included.

Four worker processes, each with an application and an engine of its own, all of which have answered before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from tests.factories.api import ApiClient
from tests.factories.maker import OPEN, Maker
from tests.races.acts import ask, forget, take_roles
from tests.races.fresh import FRESH

WORKERS = 4
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
Asked = tuple[str, str, str, Any, str | None]


@dataclass
class Question:
    """A request, and whether its answer shows what shall be gone after the change."""

    asked: Asked
    shows: Callable[[int, Any], bool]


class World:
    """Somebody whose access or openness changes, and what can be asked about it."""

    def __init__(self, application: Flask):
        self._application = application
        self.make = make = Maker(application)
        self.home, self.away = make.institution(ref="home"), make.institution(ref="away", country="SN")
        self.admin = make.token(None, "admin")
        self.asker = make.token(make.person(self.away, "en:C1"))
        self.me = make.person(self.home, "en:C1", **OPEN, position="Clerk", about="I mended the clock tower.")
        self.lesson = make.lesson(
            self.me, title="Ferries in the dry season", question="How to run ferries in droughts?"
        )
        self.token = make.token(self.me)
        self.user = self._as_admin("GET", '/scim/v2/Users?filter=title eq "Clerk"').get_json()["Resources"][0]["id"]

    def _as_admin(self, method: str, path: str, **options: Any) -> Any:
        return ApiClient(self._application, self.admin).send(method, path, **options)

    def patch(self, token: str, path: str, **said: Any) -> Asked:
        """A change with the ETag of now."""
        etag = ApiClient(self._application, token).get(path).headers["ETag"]
        return (token, "PATCH", path, said, etag)

    def provision(self, path: str, name: str, value: Any) -> Asked:
        """A change over SCIM."""
        operation = {"op": "replace", "path": name, "value": value}
        return (self.admin, "PATCH", f"/scim/v2{path}", {"schemas": [PATCH], "Operations": [operation]}, None)

    def group(self, name: str, *members: str) -> str:
        """The address of a group with these members."""
        said = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": name}
        made = self._as_admin(
            "POST", "/scim/v2/Groups", json={**said, "members": [{"value": each} for each in members]}
        )
        return f"/Groups/{made.get_json()['id']}"

    def who_am_i(self, token: str | None = None) -> Question:
        """Whether a token opens anything."""
        return Question((token or self.token, "GET", "/me", None, None), lambda status, _: status == 200)

    def finds(self, text: str, token: str | None = None) -> Question:
        """Whether peer search proposes the person for a text."""
        asked = (token or self.asker, "POST", "/peer-search", {"text": text, "limit": 50}, None)
        return Question(asked, lambda _, said: self.me in [each["person"]["id"] for each in said["items"]])

    def is_open(self, path: str, token: str) -> Question:
        """Whether a token opens an address."""
        return Question((token, "GET", path, None, None), lambda status, _: status == 200)


Change = Asked | Callable[[str], int]
Case = tuple[list[Question], Change]


def a_token_is_revoked(world: World) -> Case:
    signed_in = ApiClient(world._application, world.make.token(None, "admin"))
    email, password = "second@office.example", "long enough to be one"
    world.make.token(world.make.person(world.home, email=email), password=password)
    made = signed_in.post("/tokens", {"email": email, "password": password}).json
    return [world.who_am_i(made["token"])], (made["token"], "DELETE", f"/tokens/{made['id']}", None, None)


def a_role_given_by_hand_is_taken(world: World) -> Case:
    demoted = world.make.token(world.make.person(world.home), "admin")
    return [world.is_open("/scim/v2/Users", demoted)], take_roles


def a_group_is_left(world: World) -> Case:
    path = world.group("admin", world.user)
    return [world.is_open("/scim/v2/Users", world.token)], world.provision(path, "members", [])


def a_group_gives_another_role(world: World) -> Case:
    path = world.group("admin", world.user)
    return [world.is_open("/scim/v2/Users", world.token)], world.provision(path, "displayName", "manager@home")


def a_viewer_moves_away(world: World) -> Case:
    author = world.make.person(world.home, "en:C1", **OPEN)
    inside = world.make.lesson(author, title="Bridges of the office", visibility="institution")
    token = world.make.token(viewer := world.make.person(world.home, "en:C1"))
    searched = (token, "POST", "/peer-search", {"text": "bridges of the office", "limit": 50}, None)
    finds = Question(searched, lambda _, said: author in [each["person"]["id"] for each in said["items"]])
    works_here = Question((token, "GET", "/me", None, None), lambda _, said: said["institution_id"] == world.home)
    asked = [world.is_open(f"/lessons/{inside}", token), finds, works_here]
    return asked, world.patch(world.admin, f"/people/{viewer}", institution_id=world.away)


def a_peer_moves_away_by_provisioning(world: World) -> Case:
    at_home = world.finds("mending a clock tower")
    shows = at_home.shows

    def at_the_old_place(status: int, said: Any) -> bool:
        found = [each for each in said["items"] if each["person"]["id"] == world.me]
        return shows(status, said) and found[0]["institution"]["id"] == world.home

    work = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:organization"
    return [Question(at_home.asked, at_the_old_place)], world.provision(f"/Users/{world.user}", work, "away")


def a_card_is_closed(world: World) -> Case:
    path = f"/people/{world.me}"
    shown = Question((world.asker, "GET", path, None, None), lambda _, said: said["about"] is not None)
    listed = ("GET", f"/people?institution_id={world.home}", None, None)
    in_list = Question((world.asker, *listed), lambda _, said: any(each["about"] for each in said["items"]))
    asked = [shown, in_list, world.finds("mending a clock tower")]
    return asked, world.patch(world.token, path, about_visibility="private")


def a_lesson_is_hidden(world: World) -> Case:
    path = f"/lessons/{world.lesson}"
    asked = [world.is_open(path, world.asker), world.finds("droughts in the dry season")]
    return asked, world.patch(world.token, path, visibility="private")


def somebody_objects(world: World) -> Case:
    asked = [world.finds("mending a clock tower")]
    return asked, world.patch(world.token, f"/people/{world.me}", objects_to_matching=True)


def somebody_is_deactivated(world: World) -> Case:
    asked = [world.who_am_i(), world.finds("mending a clock tower")]
    return asked, world.provision(f"/Users/{world.user}", "active", False)


def a_user_is_removed(world: World) -> Case:
    asked = [world.who_am_i(), world.finds("mending a clock tower")]
    return asked, (world.admin, "DELETE", f"/scim/v2/Users/{world.user}", None, None)


CASES = (
    a_token_is_revoked,
    a_role_given_by_hand_is_taken,
    a_group_is_left,
    a_group_gives_another_role,
    a_viewer_moves_away,
    a_peer_moves_away_by_provisioning,
    a_card_is_closed,
    a_lesson_is_hidden,
    somebody_objects,
    somebody_is_deactivated,
    a_user_is_removed,
)


@pytest.fixture(scope="module")
def workers() -> Iterator[list[ProcessPoolExecutor]]:
    """Four processes, each of which can be asked by itself."""
    crew = [ProcessPoolExecutor(1, mp_context=FRESH) for _ in range(WORKERS)]
    yield crew
    for each in crew:
        each.shutdown()


@pytest.mark.parametrize("case", CASES)
def test_a_change_counts_in_every_worker_on_the_very_next_request(
    case: Callable[[World], Case], application: Flask, address: str, workers: list[ProcessPoolExecutor]
) -> None:
    questions, change = case(World(application))
    asked = [question.asked for question in questions]

    def told(answers: list[tuple[int, Any]]) -> list[bool]:
        return [question.shows(*answer) for question, answer in zip(questions, answers, strict=True)]

    for ready in [each.submit(forget, address) for each in workers]:
        ready.result(timeout=120)
    for _ in range(2):
        before = [each.submit(ask, address, asked) for each in workers]
        assert [told(each.result(timeout=120)) for each in before] == [[True] * len(asked)] * WORKERS

    done = workers[0].submit(change, address) if callable(change) else workers[0].submit(ask, address, [change])
    result = done.result(timeout=60)
    assert result if callable(change) else result[0][0] in (200, 204), result

    after = [each.submit(ask, address, asked) for each in (*workers[1:], workers[0])]
    assert [told(each.result(timeout=60)) for each in after] == [[False] * len(asked)] * WORKERS

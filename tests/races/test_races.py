"""Separate processes at the same rows at the same time, on both databases: nothing is lost, nothing is half done."""

from __future__ import annotations

import signal
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from itertools import count, pairwise
from multiprocessing.managers import SyncManager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import Account, RoleGrant
from app.audit.models import AuditEvent
from app.audit.verifying import verify
from app.changes import Change
from app.extensions import db
from app.institutions.models import Institution
from app.people.models import Person
from tests.factories.api import ApiClient
from tests.factories.maker import Maker
from tests.races.acts import (
    commit_slowly,
    die_before_the_commit,
    follow,
    lay_out_again,
    open_account,
    send,
    watch_numbers,
)
from tests.races.fresh import started

ACTIVE_ADMINISTRATORS = (Account.id == RoleGrant.account_id, RoleGrant.role == "admin", Account.is_active)
AtOnce = Callable[..., list[Any]]
Request = tuple[str, str, Any, str | None]


@pytest.fixture
def token(make: Maker) -> str:
    """An administrator's."""
    return make.token(None, "admin")


def counted(application: Flask, *condition: Any) -> int:
    """How many rows hold."""
    with application.app_context():
        return db.session.scalar(select(func.count()).where(*condition)) or 0


def patch(path: str, etag: str, **said: Any) -> list[Request]:
    """One request that alters something."""
    return [("PATCH", path, said, etag)]


@pytest.mark.parametrize("kind", ["institution", "topic", "person", "lesson", "challenge"])
def test_of_writers_with_the_same_etag_exactly_one_wins(
    kind: str, application: Flask, make: Maker, token: str, at_once: AtOnce
) -> None:
    collection = {"person": "people"}.get(kind, f"{kind}s")
    word = {"topic": "definition", "person": "position", "institution": "about"}.get(kind, "title")
    client = ApiClient(application, token)
    path = f"/{collection}/{getattr(make, kind)()}"
    etag = client.get(path).headers["ETag"]

    answers = at_once(send, [(token, patch(path, etag, **{word: f"writer {each}"})) for each in range(6)])

    assert sorted(answers) == [[200]] + [[412]] * 5
    assert client.get(path).json[word] == f"writer {answers.index([200])}"


def test_of_two_who_set_an_expertise_with_the_same_etag_exactly_one_wins(
    application: Flask, make: Maker, at_once: AtOnce
) -> None:
    person = make.person()
    token, path = make.token(person), f"/people/{person}/expertise"
    etag = ApiClient(application, token).get(path).headers["ETag"]
    bodies = [{"items": [{"topic_id": make.topic(), "level": "expert"}]} for _ in range(4)]

    answers = at_once(send, [(token, [("PUT", path, body, etag)]) for body in bodies])

    assert sorted(answers) == [[200]] + [[412]] * 3
    assert len(ApiClient(application, token).get(path).json["items"]) == 1


def test_of_one_who_alters_and_one_who_removes_with_the_same_etag_exactly_one_wins(
    application: Flask, make: Maker, token: str, at_once: AtOnce
) -> None:
    client = ApiClient(application, token)
    for _ in range(4):
        path = f"/institutions/{make.institution()}"
        etag = client.get(path).headers["ETag"]

        altered, removed = at_once(
            send, [(token, patch(path, etag, about="new")), (token, [("DELETE", path, None, etag)])]
        )

        assert (altered, removed) in [([200], [412]), ([404], [204]), ([412], [204])]
        assert client.get(path).status_code == (200 if altered == [200] else 404)


def test_a_key_is_given_once_however_many_ask_at_once(token: str, at_once: AtOnce) -> None:
    asked = [("POST", "/institutions", {"ref": "kenya-lands", "name": "Lands"}, None)]

    answers = at_once(send, [(token, asked)] * 6)

    assert sorted(answers) == [[201]] + [[409]] * 5


def test_an_address_gets_one_account_however_many_ask_at_once(application: Flask, at_once: AtOnce) -> None:
    made = at_once(open_account, [(email,) for email in ("amina@office.example", "AMINA@office.example") * 3])

    assert sorted(made) == [False] * 5 + [True]
    assert counted(application, Account.email == "amina@office.example") == 1


def test_a_user_is_hired_once_however_many_systems_ask_at_once(
    application: Flask, make: Maker, token: str, at_once: AtOnce
) -> None:
    make.institution(ref="home")
    work = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
    said = {"userName": "amina@office.example", "displayName": "Amina", "active": True, work: {"organization": "home"}}
    body = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", work], **said}

    answers = at_once(send, [(token, [("POST", "/scim/v2/Users", body, None)])] * 6)

    assert sorted(answers) == [[201]] + [[409]] * 5
    assert counted(application, Person.email == "amina@office.example") == 1


def test_two_who_hang_institutions_below_each_other_make_no_circle(
    application: Flask, make: Maker, token: str, at_once: AtOnce
) -> None:
    client = ApiClient(application, token)
    for _ in range(5):
        one, other = (f"/institutions/{make.institution()}" for _ in range(2))
        asked = [
            (token, patch(path, client.get(path).headers["ETag"], parent_id=parent[-36:]))
            for path, parent in ((one, other), (other, one))
        ]

        answers = at_once(send, asked)

        assert sorted(answers) == [[200], [409]]


def test_two_who_put_topics_below_each_other_make_no_circle(
    application: Flask, make: Maker, token: str, at_once: AtOnce
) -> None:
    client = ApiClient(application, token)
    for _ in range(5):
        one, other = (f"/topics/{make.topic()}" for _ in range(2))
        asked = [
            (token, patch(path, client.get(path).headers["ETag"], broader_ids=[above[-36:]]))
            for path, above in ((one, other), (other, one))
        ]

        answers = at_once(send, asked)

        assert sorted(answers) == [[200], [409]]


def test_eight_processes_that_read_and_write_are_all_served(
    application: Flask, make: Maker, token: str, at_once: AtOnce
) -> None:
    place, numbers = make.institution(), count()
    written = [
        [("POST", "/lessons", {"title": f"Lesson {next(numbers)}", "institution_id": place}, None) for _ in range(15)]
        for _ in range(8)
    ]

    answers = at_once(send, [(token, each) for each in written])

    assert [status for each in answers for status in each if status != 201] == []
    assert counted(application, Change.kind == "lesson") == 8 * 15


def test_of_two_administrators_who_demote_each_other_one_stays(
    application: Flask, make: Maker, token: str, at_once: AtOnce
) -> None:
    client, last = ApiClient(application, token), {"roles": []}
    own = client.get("/me").json["account_id"]
    for _ in range(5):
        rival = make.token(None, "admin")
        other = ApiClient(application, rival).get("/me").json["account_id"]
        etags = [client.get(f"/accounts/{each}").headers["ETag"] for each in (own, other)]
        asked = [
            (token, patch(f"/accounts/{other}", etags[1], **last)),
            (rival, patch(f"/accounts/{own}", etags[0], is_active=False)),
        ]

        answers = sorted(status for each in at_once(send, asked) for status in each)

        assert answers[0] == 200
        assert answers[1] in (401, 403, 409)
        assert counted(application, *ACTIVE_ADMINISTRATORS) == 1
        if counted(application, *ACTIVE_ADMINISTRATORS, Account.id == other):
            token, own, client = rival, other, ApiClient(application, rival)


def test_writers_of_every_sort_and_readers_of_the_log_wait_for_each_other_in_one_order(
    application: Flask, make: Maker, token: str, at_once: AtOnce
) -> None:
    place, topic, account = make.institution(), make.topic(), {"roles": [{"role": "member"}]}
    with application.app_context():
        before = db.session.scalar(select(func.max(AuditEvent.number)))
    sorts = [
        lambda n: ("POST", "/lessons", {"title": f"L {n}", "institution_id": place}, None),  # feed, then audit
        lambda n: ("POST", "/accounts", {"email": f"a{n}@office.example", **account}, None),  # audit alone
        lambda n: ("POST", "/topics", {"labels": label(n), "broader_ids": [topic]}, None),  # tree, feed, audit
        lambda n: ("GET", "/audit-events?limit=1", None, None),  # audit alone, at the end of an answer
    ]
    numbers = count()
    asked = [(token, [sorts[each % 4](next(numbers)) for _ in range(12)]) for each in range(8)]

    answers = at_once(send, asked)

    assert {status for each in answers for status in each} == {200, 201}
    with application.app_context():
        found = verify({})
    assert (found.count, found.findings) == (before + 8 * 12, [])


def label(number: int) -> list[dict[str, str]]:
    """The one label of a topic."""
    return [{"language": "en", "kind": "pref", "label": f"Topic {number}"}]


def test_change_numbers_come_to_light_in_their_order(
    address: str, processes: ProcessPoolExecutor, manager: SyncManager
) -> None:
    ready, stop = manager.Barrier(7, timeout=60), manager.Event()
    watcher = processes.submit(watch_numbers, address, ready, stop)
    writers = [processes.submit(commit_slowly, address, ready, number, 8) for number in range(6)]
    for each in writers:
        each.result(timeout=120)
    stop.set()
    looks = watcher.result(timeout=60)

    late = [set(after) - set(before) for before, after in pairwise(looks)]
    below = [
        number for before, new in zip(looks, late, strict=False) for number in new if before and number < before[-1]
    ]

    assert len({len(look) for look in looks}) > 5
    assert below == []
    assert len(looks[-1]) == 6 * 8


def test_who_follows_the_changes_while_the_index_is_laid_out_anew_knows_the_same_as_who_reads_all_afresh(
    application: Flask, token: str, processes: ProcessPoolExecutor, manager: SyncManager, tmp_path: Path
) -> None:
    address = str(application.config["SETTINGS"].database_url)
    client, make = ApiClient(application, token), Maker(application)
    topic, place = make.topic("Land registration"), make.institution()
    people = [make.person(place, position="Registrar of land") for _ in range(4)]
    for person in people:
        make.expertise(person, topic)
    said = {"institution_id": place, "topic_ids": [topic], "contributor_ids": people, "visibility": "network"}
    requests = [write_hide_and_remove(client, make, said, number) for number in range(5)]
    ready, stop = manager.Barrier(7, timeout=60), manager.Event()
    follower = processes.submit(follow, address, ready, stop, str(tmp_path))
    keeper = processes.submit(lay_out_again, address, ready, stop, str(tmp_path))

    writers = [processes.submit(send, address, ready, token, each) for each in requests]
    statuses = [each.result(timeout=120) for each in writers]
    stop.set()
    folds, differing, answers = follower.result(timeout=60)

    assert statuses == [[201] * 6 + [200, 204, 200]] * 5
    assert folds > 5
    assert keeper.result(timeout=60) > 0
    assert differing == []
    assert answers == dict.fromkeys(answers, True)


def write_hide_and_remove(client: ApiClient, make: Maker, said: dict[str, Any], number: int) -> list[Request]:
    """Six new lessons, one that is hidden, one that is removed, and a topic that gets another name."""
    hidden, removed = (f"/lessons/{make.lesson(None, said['topic_ids'])}" for _ in range(2))
    renamed = f"/topics/{make.topic()}"
    etag = {path: client.get(path).headers["ETag"] for path in (hidden, removed, renamed)}
    labels = [{"language": "en", "kind": "pref", "label": f"Water of markets {number}"}]
    return [
        *(("POST", "/lessons", {**said, "title": f"Lesson {number} {each}: land"}, None) for each in range(6)),
        ("PATCH", hidden, {"visibility": "private"}, etag[hidden]),
        ("DELETE", removed, None, etag[removed]),
        ("PATCH", renamed, {"labels": labels}, etag[renamed]),
    ]


def test_a_writer_who_is_killed_before_the_commit_leaves_nothing(application: Flask, address: str, token: str) -> None:
    before = counted(application, Change.number > 0)
    victim = started(die_before_the_commit, address)
    victim.join(timeout=60)

    answer = ApiClient(application, token).post("/institutions", {"name": "There"})

    assert victim.exitcode == -signal.SIGKILL
    assert answer.status_code == 201
    assert counted(application, Institution.ref == "never") == 0
    assert counted(application, Change.number > 0) == before + 1

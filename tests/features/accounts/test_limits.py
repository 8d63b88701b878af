"""Rate limits: how many attempts, by whom, until when; several workers are raced in tests/races."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from app import create_app
from app.extensions import db, utc_now
from app.limits import Attempt
from tests.factories.api import ApiClient
from tests.features.accounts.conftest import EMAIL, PASSWORD

HERE, THERE = {"REMOTE_ADDR": "192.0.2.1"}, {"REMOTE_ADDR": "192.0.2.2"}


@pytest.fixture
def limited(application: Flask) -> Iterator[Callable[..., Flask]]:
    """A function that makes an application with other settings on the same database."""
    made: list[Flask] = []

    def new(**settings: object) -> Flask:
        made.append(create_app(replace(application.config["SETTINGS"], **settings)))
        return made[-1]

    yield new
    for each in made:
        with each.app_context():
            db.engine.dispose()


def attempt(application, email=EMAIL, password="wrong", place=HERE, **headers):
    """The answer to signing in from a place."""
    said = {"email": email, "password": password}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return application.test_client().post("/api/v1/tokens", json=said, environ_overrides=place, headers=named)


def statuses(count, *args, **kwargs):
    return [attempt(*args, **kwargs).status_code for _ in range(count)]


def test_after_so_many_attempts_an_account_is_closed_to_the_right_password_too(limited, account):
    app = limited(limit_account=3)
    assert statuses(4, app) == [401, 401, 401, 429]
    refused = attempt(app, password=PASSWORD)
    assert (refused.status_code, refused.json["type"]) == (429, "urn:sankofa:problem:too-many-requests")
    assert 0 < int(refused.headers["Retry-After"]) <= 15 * 60


def test_an_account_is_limited_from_every_address_together_and_another_is_not(limited, account):
    app = limited(limit_account=3)
    places = [{"REMOTE_ADDR": f"192.0.2.{each}"} for each in range(4)]
    assert [attempt(app, place=place).status_code for place in places] == [401, 401, 401, 429]
    assert attempt(app, "other@office.example", place=HERE).status_code == 401


def test_the_address_is_counted_however_it_is_written(limited, account):
    app = limited(limit_account=2)
    written = [EMAIL, EMAIL.upper(), f"  {EMAIL.title()} "]
    assert [attempt(app, each).status_code for each in written] == [401, 401, 429]


def test_an_address_without_an_account_is_limited_with_the_same_bytes(limited, account):
    app = limited(limit_account=2)
    known, unknown = ([attempt(app, email) for _ in range(3)] for email in (EMAIL, "nobody@office.example"))
    assert [each.data for each in known] == [each.data for each in unknown]
    assert known[2].status_code == 429


def test_a_client_is_limited_over_all_accounts_and_another_is_not(limited, account):
    app = limited(limit_client=3)
    assert [attempt(app, f"{each}@x.example").status_code for each in range(4)] == [401, 401, 401, 429]
    assert attempt(app, password=PASSWORD, place=THERE).status_code == 201


def test_who_signs_in_well_begins_anew(limited, account):
    app = limited(limit_account=3)
    assert statuses(2, app) == [401, 401]
    assert attempt(app, password=PASSWORD).status_code == 201
    assert statuses(3, app) == [401, 401, 401]


def test_when_the_window_is_over_one_may_try_again(limited, account):
    app = limited(limit_account=2)
    assert statuses(3, app) == [401, 401, 429]
    with app.app_context():
        db.session.execute(update(Attempt).values(ends_at=utc_now() - timedelta(seconds=1)))
        db.session.commit()
    assert statuses(3, app) == [401, 401, 429]


def test_an_attempt_does_not_put_off_the_end_of_the_window(limited, account):
    app = limited(limit_account=2)
    attempt(app)
    with app.app_context():
        db.session.execute(update(Attempt).values(ends_at=utc_now() + timedelta(seconds=60)))
        db.session.commit()
    waits = [int(attempt(app).headers.get("Retry-After", 0)) for _ in range(4)]
    assert all(wait <= 60 for wait in waits)
    assert waits[-1] > 0


def test_what_is_over_is_forgotten_with_the_next_attempt(limited, account):
    app = limited()
    attempt(app, "gone@x.example", place=THERE)
    with app.app_context():
        db.session.execute(update(Attempt).values(ends_at=utc_now() - timedelta(seconds=1)))
        db.session.commit()
    attempt(app)
    with app.app_context():
        assert len(db.session.scalars(select(Attempt)).all()) == 2


def test_the_page_is_limited_with_the_api(limited, account):
    app = limited(limit_account=2)
    assert statuses(2, app) == [401, 401]
    refused = app.test_client().post("/sign-in", data={"email": EMAIL, "password": PASSWORD})
    assert (refused.status_code, refused.mimetype, "Retry-After" in refused.headers) == (429, "text/html", True)
    assert "Too many attempts" in refused.text


def test_neither_addresses_nor_networks_are_kept(limited, account):
    attempt(limited())
    with limited().app_context():
        kept = repr([(row.key, row.count, row.ends_at) for row in db.session.scalars(select(Attempt))])
    assert not [word for word in (EMAIL, "192.0.2.1", "amina") if word in kept]
    assert "count" not in kept


def test_changing_the_password_is_limited(limited, account):
    app = limited(limit_account=2)
    client = ApiClient(app, attempt(app, password=PASSWORD).json["token"])
    said = {"old": "wrong", "new": "a violet ladder in rain"}
    answers = [client.post("/me/password", said).status_code for _ in range(3)]
    answers.append(client.post("/me/password", {**said, "old": PASSWORD}).status_code)
    assert answers == [422, 422, 429, 429]


def test_a_refused_attempt_is_counted_though_the_request_is_rolled_back(limited, account):
    app = limited()
    attempt(app)
    with app.app_context():
        assert [row.count for row in db.session.scalars(select(Attempt))] == [1, 1]


def test_without_a_proxy_nobody_takes_another_address_by_a_header(limited, account):
    app = limited(limit_client=2)
    sent = [attempt(app, f"{n}@x.example", X_Forwarded_For=f"203.0.113.{n}").status_code for n in range(3)]
    assert sent == [401, 401, 429]


def test_behind_a_proxy_the_address_is_what_that_proxy_saw(limited, account):
    app = limited(limit_client=2, trusted_proxies=1)
    seen = ["9.9.9.1, 203.0.113.7", "9.9.9.2, 203.0.113.7", "9.9.9.3, 203.0.113.7", "203.0.113.8"]
    sent = [attempt(app, f"{n}@x.example", X_Forwarded_For=each).status_code for n, each in enumerate(seen)]
    assert sent == [401, 401, 429, 401]


def test_behind_two_proxies_the_address_is_what_the_first_saw(limited, account):
    app = limited(limit_client=1, trusted_proxies=2)
    seen = ["203.0.113.7, 10.0.0.1", "9.9.9.9, 203.0.113.7, 10.0.0.1", "203.0.113.8, 10.0.0.1"]
    sent = [attempt(app, f"{n}@x.example", X_Forwarded_For=each).status_code for n, each in enumerate(seen)]
    assert sent == [401, 429, 401]


@pytest.mark.parametrize(
    ("addresses", "wanted"),
    [
        (["2001:db8:1:2::1", "2001:db8:1:2:ffff::9"], [401, 429]),
        (["2001:db8:1:2::1", "2001:db8:1:3::1"], [401, 401]),
        (["::ffff:192.0.2.9", "192.0.2.9"], [401, 429]),
        (["a unix socket", "a unix socket"], [401, 429]),
    ],
)
def test_of_ipv6_a_whole_site_is_one_client(limited, account, addresses, wanted):
    app = limited(limit_client=1)
    sent = [attempt(app, f"{n}@x.example", place={"REMOTE_ADDR": each}) for n, each in enumerate(addresses)]
    assert [each.status_code for each in sent] == wanted

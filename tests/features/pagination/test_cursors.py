"""A cursor is what a list gave; whatever else somebody writes there is refused."""

import base64
import json

import pytest

from app.extensions import new_id
from tests.features.errors.nouns import NOUNS, named
from tests.features.errors.problems import problem_of

ID, NOW = "01a20b91-b7a0-7878-b3ce-b98924f9f2de", "2026-01-01T00:00:00+00:00"


def forged(*parts):
    """A cursor that says this, whatever it is."""
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def given(make, client, path="/institutions", **query):
    """A cursor as the list gives it."""
    for _ in range(2):
        make.lesson(topics=[make.topic()])
    return client.get(path, limit=1, **query).json["next"]


@pytest.mark.parametrize(
    "cursor",
    [
        "abc",
        "é",
        "null",
        "====",
        "\N{KEY}",
        "a" * 10_000,
        "[" * 10_000,
        base64.urlsafe_b64encode(b"[" * 60_000).decode(),
        base64.urlsafe_b64encode(b"9" * 6_000).decode(),
        base64.urlsafe_b64encode(b"\xff\xfe").decode(),
        forged(),
        forged("institution name"),
        forged("institution name", "A", ID, "more"),
        forged("institution name", "A", "x" * 36),
        forged("institution name", "A", 1),
        forged("institution name", "A", None),
        forged("institution name", "A", f"{ID}\0"),
        forged("institution name", 1, ID),
        forged("institution name", None, ID),
        forged("institution name", ["A"], ID),
        forged("institution name", {"A": 1}, ID),
        forged("institution name", "A\0", ID),
        forged("institution name", "\ud800", ID),
        forged(["institution name"], "A", ID),
        forged("name", "A", ID),
    ],
)
def test_a_cursor_that_no_list_gave_is_refused(make, admin, cursor):
    make.institution()
    refused = admin.get("/institutions", cursor=cursor)
    assert (problem_of(refused), list(refused.json["errors"])) == ((422, "invalid"), ["cursor"])


@pytest.mark.parametrize(
    "moment",
    [
        "yesterday",
        "2026-01-01",
        "2026-01-01T00:00:00",
        "0001-01-01T00:00:00+23:59",
        "9999-12-31T23:59:59-23:59",
        "2026-13-01T00:00:00+00:00",
        "",
        3,
    ],
)
def test_a_cursor_with_a_moment_that_is_none_is_refused(make, admin, moment):
    make.institution()
    cursor = forged("institution -updated", moment, ID)
    assert problem_of(admin.get("/institutions", sort="-updated", cursor=cursor)) == (422, "invalid")


@pytest.mark.parametrize("key", ["%", "'; DROP TABLE institution; --", "x" * 5000, "", "\N{KEY}"])
def test_a_forged_key_only_says_where_to_begin(make, admin, key):
    make.institution(name="A")
    assert admin.get("/institutions", cursor=forged("institution name", key, ID)).status_code == 200
    assert len(admin.get("/institutions").json["items"]) == 1


@pytest.mark.parametrize("noun", [noun for noun in NOUNS if noun.path != "/institutions"], ids=named)
def test_a_cursor_of_another_list_is_refused(make, admin, noun):
    cursor = given(make, admin)
    assert problem_of(admin.get(noun.path, cursor=cursor)) == (422, "invalid")


def test_a_cursor_of_another_order_is_refused(make, admin):
    assert problem_of(admin.get("/institutions", cursor=given(make, admin, sort="-updated"))) == (422, "invalid")
    assert problem_of(admin.get("/institutions", sort="-updated", cursor=given(make, admin))) == (422, "invalid")


def test_a_cursor_serves_another_reader_only_what_that_reader_may_see(make, sign_in):
    author = make.person()
    for title in ("A", "B", "C"):
        make.lesson(author, title=title, visibility="private")
    cursor = sign_in(author).get("/lessons", limit=1).json["next"]
    assert sign_in(make.person()).get("/lessons", cursor=cursor).json == {"items": [], "next": None}


def test_the_last_page_gives_no_cursor(make, admin):
    make.institution()
    assert admin.get("/institutions", limit=1).json["next"] is None


def test_a_cursor_of_something_long_gone_still_works(make, admin):
    make.institution(name="B")
    assert len(admin.get("/institutions", cursor=forged("institution name", "A", new_id())).json["items"]) == 1

"""Every error is problem+json: the framework's own, the rules', the database's, and those nobody thought of."""

import logging

import pytest
from flask import Blueprint
from sqlalchemy.exc import OperationalError

from app import create_app
from app.errors import STATUS, DomainError
from app.extensions import db, new_id
from app.policy_table import POLICY, PUBLIC
from tests.factories.api import ApiClient
from tests.features.errors.nouns import NOUNS, named
from tests.features.errors.problems import problem_of

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def failing(application, monkeypatch):
    """A function that gives a client whose GET /failing raises what it is told, on the same database."""
    made = []

    def build(error):
        def fail():
            raise error

        blueprint = Blueprint("failing", __name__)
        blueprint.add_url_rule("/api/v1/failing", "view", fail)
        monkeypatch.setitem(POLICY, "failing.view", PUBLIC)
        made.append(create_app(application.config["SETTINGS"]))
        made[-1].register_blueprint(blueprint)
        return ApiClient(made[-1])

    yield build
    for each in made:
        with each.app_context():
            db.engine.dispose()


@pytest.mark.parametrize(
    "path", ["/nothing", "/people/1", f"/people/{'0' * 40}", "/people/%00", "/institutions/", "/é"]
)
def test_an_address_where_nothing_is_answers_404(admin, path):
    assert problem_of(admin.send("GET", path)) == (404, "not-found")


@pytest.mark.parametrize("noun", NOUNS, ids=named)
@pytest.mark.parametrize("wrong", ["1", "x" * 36, "null", "../me", "01a20b91-b7a0-7878-b3ce", "'; DROP TABLE person"])
def test_an_id_that_is_none_answers_404(admin, noun, wrong):
    assert problem_of(admin.get(f"{noun.path}/{wrong}")) == (404, "not-found")


@pytest.mark.parametrize("noun", NOUNS, ids=named)
@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_an_unknown_id_answers_404(admin, noun, method):
    headers = {"If-Match": '"any"'}
    body = {} if method == "PATCH" else None
    assert problem_of(admin.send(method, f"{noun.path}/{new_id()}", headers=headers, json=body)) == (404, "not-found")


@pytest.mark.parametrize("noun", NOUNS, ids=named)
def test_a_method_that_an_address_does_not_take_answers_405_with_those_it_takes(admin, noun):
    refused = admin.send("PUT", noun.path)
    assert problem_of(refused) == (405, "method-not-allowed")
    assert set(refused.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}


@pytest.mark.parametrize("noun", NOUNS, ids=named)
@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_altering_without_an_etag_answers_428_and_alters_nothing(make, admin, noun, method):
    path = noun.new(make)
    before = admin.get(path).data
    assert problem_of(admin.send(method, path, json={})) == (428, "precondition-required")
    assert admin.get(path).data == before


@pytest.mark.parametrize("noun", NOUNS, ids=named)
@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_altering_with_a_stale_etag_answers_412_and_alters_nothing(make, admin, noun, method):
    path = noun.new(make)
    before = admin.get(path).data
    assert problem_of(admin.send(method, path, json={}, headers={"If-Match": '"stale"'})) == (412, "stale")
    assert admin.get(path).data == before


@pytest.mark.parametrize("noun", NOUNS, ids=named)
def test_who_has_read_it_already_gets_304_without_a_body(make, admin, noun):
    path = noun.new(make)
    etag = admin.get(path).headers["ETag"]
    again = admin.send("GET", path, headers={"If-None-Match": etag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", etag)


@pytest.mark.parametrize("noun", NOUNS, ids=named)
def test_a_change_has_another_etag(make, admin, noun):
    path = noun.new(make)
    first = admin.get(path).headers["ETag"]
    said = {"definition": "New."} if noun.path == "/topics" else {next(iter(noun.texts)): "New"}
    assert admin.patch(path, said).headers["ETag"] == admin.get(path).headers["ETag"] != first


@pytest.mark.parametrize("noun", NOUNS, ids=named)
@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", "json"])
def test_a_body_that_is_not_json_answers_415(make, admin, noun, kind):
    refused = admin.send("POST", noun.path, data=b'{"name": "x"}', headers={"Content-Type": kind})
    assert problem_of(refused) == (415, "unsupported-media-type")


@pytest.mark.parametrize("kind", ["application/json", "application/json;charset=utf-8", "application/a+json"])
def test_json_is_taken_under_its_several_names(admin, kind):
    sent = admin.send("POST", "/institutions", data=b'{"name": "Wasser"}', headers={"Content-Type": kind})
    assert sent.status_code == 201


def test_a_change_sent_as_something_else_than_json_is_not_taken_for_no_change(make, admin):
    path = f"/institutions/{make.institution()}"
    etag = admin.get(path).headers["ETag"]
    assert problem_of(admin.send("PATCH", path, data={"name": "x"}, headers={"If-Match": etag}))[0] == 415


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"{",
        b'{"name": }',
        b'{"name": "x"',
        b'{"name": "x"} x',
        b"{'name': 'x'}",
        b'{"name": "\xff"}',
        b'{"name": "a\x00b"}',
        '{"name": "x"}'.encode("utf-16"),
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"9" * 10_000,
        b'{"name": ' + b"9" * 10_000 + b"}",
    ],
    ids=lambda body: repr(body[:14]) + str(len(body)),
)
def test_broken_json_answers_400(admin, body):
    assert problem_of(admin.send("POST", "/institutions", data=body, headers=JSON)) == (400, "malformed")


@pytest.mark.parametrize("body", ["[]", "[{}]", "3", '"name"', "null", "true", "1.5", "NaN"])
@pytest.mark.parametrize("noun", NOUNS, ids=named)
def test_json_that_is_no_object_answers_422(admin, noun, body):
    assert problem_of(admin.send("POST", noun.path, data=body, headers=JSON)) == (422, "invalid")


@pytest.mark.parametrize("path", ["/institutions", "/tokens"])
def test_a_body_that_is_too_large_answers_413(application, admin, path):
    size = application.config["MAX_CONTENT_LENGTH"]
    assert problem_of(admin.send("POST", path, data=b'"' + b"a" * size + b'"', headers=JSON)) == (413, "too-large")


@pytest.mark.parametrize("kind", STATUS, ids=lambda kind: kind.type)
def test_a_broken_rule_answers_its_status_and_name(failing, kind):
    error = kind() if kind.type == "not-found" else kind("Why, and what to do.")
    assert problem_of(failing(error).get("/failing")) == (STATUS[kind], kind.type)


def test_a_rule_of_a_feature_answers_as_the_kind_it_belongs_to(failing):
    error = type("CapacityReached", (DomainError,), {"type": "capacity-reached"})("Full. Ask next month.")
    assert problem_of(failing(error).get("/failing")) == (409, "capacity-reached")


def test_a_database_that_is_away_answers_503_and_when_to_come_back(failing, caplog):
    with caplog.at_level(logging.CRITICAL):
        answer = failing(OperationalError("SELECT secret", {}, Exception("locked"))).get("/failing")
    assert (problem_of(answer), answer.headers["Retry-After"]) == ((503, "busy"), "1")
    assert b"secret" not in answer.data


def test_an_error_nobody_thought_of_answers_500_and_tells_nothing(failing, caplog):
    with caplog.at_level(logging.CRITICAL):
        answer = failing(RuntimeError("the secret of the house")).get("/failing")
    assert problem_of(answer) == (500, "internal")
    assert b"secret" not in answer.data

"""The policy table against the application: every endpoint has its row, and the row is what happens."""

from collections.abc import Iterator

import pytest
from flask import Blueprint, Flask

from app import create_app
from app.extensions import db, new_id
from app.policy_table import PAGES, POLICY
from app.vocabulary import ROLES
from tests.factories.api import ApiClient

API = sorted(endpoint for endpoint, rule in POLICY.items() if "public" not in rule)
PUBLIC = sorted(POLICY.keys() - set(API))


@pytest.fixture
def forgetful(application: Flask) -> Iterator[Flask]:
    """An application with a route that nobody wrote into the policy, on the same database."""
    stray = Blueprint("stray", __name__)
    stray.add_url_rule("/api/v1/stray", "door", lambda: "open", methods=["GET", "POST"])
    application = create_app(application.config["SETTINGS"])
    application.register_blueprint(stray)
    yield application
    with application.app_context():
        db.engine.dispose()


def request_of(application: Flask, endpoint: str) -> tuple[str, str]:
    """The method of an endpoint, and an address of it below the API's prefix where there is nothing."""
    rule = next(application.url_map.iter_rules(endpoint))
    method = next(iter((rule.methods or set()) - {"HEAD", "OPTIONS"}))
    path = application.url_map.bind("localhost").build(
        endpoint, {name: 1 if name == "number" else new_id() for name in rule.arguments}
    )
    return method, path.removeprefix("/api/v1")


def test_every_endpoint_has_a_row_and_every_row_an_endpoint(application):
    asking = f"{PAGES}."  # pages ask operations, and have no row: app.web.asking
    found = {rule.endpoint for rule in application.url_map.iter_rules()}
    assert {each for each in found if not each.startswith(asking)} == POLICY.keys()


def test_every_row_names_known_roles_only(application):
    assert {role for rule in POLICY.values() for role in rule} <= {*ROLES, "public"}


@pytest.mark.parametrize("endpoint", API)
def test_an_endpoint_asks_nobody_in_particular_to_sign_in_first(application, anonymous, endpoint):
    refused = anonymous.send(*request_of(application, endpoint))
    assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, "Bearer")


@pytest.mark.parametrize("endpoint", API)
def test_an_endpoint_refuses_exactly_the_roles_that_its_row_leaves_out(application, sign_in, endpoint):
    method, path = request_of(application, endpoint)
    clients = {role: sign_in(None, role) for role in ROLES}
    refused = {role for role, client in clients.items() if client.send(method, path).status_code == 403}
    assert refused == set(ROLES) - POLICY[endpoint].keys()


@pytest.mark.parametrize("endpoint", API)
def test_an_account_without_any_role_is_refused_everywhere(application, sign_in, endpoint):
    assert sign_in(None).send(*request_of(application, endpoint)).status_code == 403


@pytest.mark.parametrize("endpoint", [each for each in PUBLIC if each != "static"])
def test_a_public_endpoint_asks_nobody_who_he_is(application, endpoint):
    method, path = request_of(application, endpoint)
    prefix = "/api/v1" if endpoint.startswith(("tokens", "openapi", "purposes")) else ""
    assert application.test_client().open(prefix + path, method=method).status_code not in (401, 403)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("role", ROLES)
def test_an_endpoint_without_a_row_refuses_every_role(forgetful, make, role, method):
    assert ApiClient(forgetful, make.token(make.person(), role)).send(method, "/stray").status_code == 403


def test_an_endpoint_without_a_row_refuses_who_is_not_signed_in(forgetful):
    assert ApiClient(forgetful).get("/stray").status_code == 403


def test_a_row_opens_the_endpoint_to_its_roles_only(forgetful, make, monkeypatch):
    monkeypatch.setitem(POLICY, "stray.door", POLICY["topics.delete_topic"])
    clients = {role: ApiClient(forgetful, make.token(None, role)) for role in ROLES}
    assert {role for role, client in clients.items() if client.get("/stray").status_code == 200} == {"admin"}

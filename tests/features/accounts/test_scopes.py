"""What a token may be used for: everything, reading, or provisioning only."""

from __future__ import annotations

import pytest

from app.accounts.models import Account
from app.accounts.service import create_token
from app.extensions import db
from app.features import READ_ONLY
from app.policy_table import POLICY
from tests.factories.api import ApiClient
from tests.factories.asked import parts_of
from tests.features.accounts.conftest import EMAIL, PASSWORD


@pytest.fixture
def holder(application, make):
    """A function that gives an administrator's client with a token of a scope."""
    make.token(None, "admin")

    def new(scope):
        with application.app_context():
            account = db.session.scalars(db.select(Account)).first()
            secret, _ = create_token(account, "", scope)
            db.session.commit()
        return ApiClient(application, secret)

    return new


def answers(application, client):
    """The status of every operation of the API that needs somebody to be signed in."""
    found = {}
    for rule in application.url_map.iter_rules():
        if rule.rule.startswith("/api/v1/") and "public" not in POLICY[rule.endpoint]:
            path = application.url_map.bind("localhost").build(rule.endpoint, parts_of(rule))
            for method in rule.methods - {"OPTIONS"}:
                sent = client.send(method, path.removeprefix("/api/v1"), json=None if method in ("GET", "HEAD") else {})
                found[method, rule.endpoint] = sent
    return found


def refused_for_scope(found):
    """The operations whose answer says so; of HEAD, which says nothing, those whose GET does."""
    said = {name for name, answer in found.items() if "This token is for" in answer.text}
    return said | {name for name in found if name[0] == "HEAD" and ("GET", name[1]) in said}


def test_a_token_for_reading_alters_nothing_and_reads_all(application, holder):
    found = answers(application, holder("read"))
    wanted = {name for name in found if name[0] not in ("GET", "HEAD") and name[1] not in READ_ONLY}
    assert refused_for_scope(found) == wanted
    assert len(wanted) > 15


def test_a_token_for_everything_is_refused_nothing_for_its_scope(application, holder):
    found = answers(application, holder("full"))
    assert [name for name, answer in found.items() if "This token is for" in answer.text] == []


def test_a_token_for_provisioning_reads_and_alters_nothing_here(application, holder):
    found = answers(application, holder("provisioning"))
    assert refused_for_scope(found) == {name for name in found if not name[1].startswith("scim.")}


def test_a_token_for_provisioning_opens_what_provisions(holder):
    users, search = "/scim/v2/Users", {"schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"]}
    asked = (("GET", users, None), ("POST", f"{users}/.search", search), ("POST", users, {}))  # the last is no user
    found = {
        scope: [holder(scope).send_to(method, path, json=body).status_code for method, path, body in asked]
        for scope in ("full", "read", "provisioning")
    }
    assert found == {"full": [200, 200, 400], "read": [200, 200, 403], "provisioning": [200, 200, 400]}


@pytest.mark.parametrize("scope", ["full", "read", "provisioning"])
def test_one_asks_for_a_scope_when_signing_in(application, anonymous, account, scope):
    given = anonymous.post("/tokens", {"email": EMAIL, "password": PASSWORD, "scope": scope}).json
    assert given["scope"] == scope
    assert ApiClient(application, given["token"]).get("/me").status_code == (403 if scope == "provisioning" else 200)


def test_without_a_word_about_it_a_token_is_for_everything(anonymous, account):
    assert anonymous.post("/tokens", {"email": EMAIL, "password": PASSWORD}).json["scope"] == "full"


def test_a_scope_that_does_not_exist_is_refused(anonymous, account):
    assert anonymous.post("/tokens", {"email": EMAIL, "password": PASSWORD, "scope": "god"}).status_code == 422


def test_ones_own_tokens_are_listed_without_their_secrets(application, anonymous, account, make):
    make.token(None, "member")
    given = [
        anonymous.post("/tokens", {"email": EMAIL, "password": PASSWORD, "label": label, "scope": "read"}).json
        for label in ("first", "second")
    ]
    listed = ApiClient(application, given[0]["token"]).get("/tokens")
    assert [each["label"] for each in listed.json["items"]] == ["second", "first"]
    assert {*listed.json["items"][0]} == {"id", "label", "scope", "created_at", "expires_at"}
    assert not [each for each in given if each["token"] in listed.text]


def test_a_token_that_was_ended_is_not_listed(application, anonymous, account):
    given = [anonymous.post("/tokens", {"email": EMAIL, "password": PASSWORD}).json for _ in range(2)]
    client = ApiClient(application, given[0]["token"])
    client.send("DELETE", f"/tokens/{given[1]['id']}")
    assert [each["id"] for each in client.get("/tokens").json["items"]] == [given[0]["id"]]


def test_the_own_tokens_come_in_pages(application, anonymous, account):
    given = [anonymous.post("/tokens", {"email": EMAIL, "password": PASSWORD}).json for _ in range(3)]
    client = ApiClient(application, given[0]["token"])
    first = client.get("/tokens", limit=2).json
    second = client.get("/tokens", limit=2, cursor=first["next"]).json
    assert [each["id"] for each in first["items"] + second["items"]] == [each["id"] for each in reversed(given)]

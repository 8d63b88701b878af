"""Bearer tokens: what opens the door, until when, and who may close it."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from app.accounts.models import ApiToken
from app.accounts.service import create_account, create_token
from app.extensions import db, new_id, utc_now
from app.viewer import Grant
from tests.factories.api import ApiClient


@pytest.fixture
def token(application):
    """A function that makes an account with a token; gives the secret and the token's id."""

    def new(email="amina@office.example"):
        with application.app_context():
            secret, row = create_token(create_account(email, None, [Grant("member")]), "")
            db.session.commit()
            return secret, row.id

    return new


def test_a_token_whose_time_is_over_opens_nothing(application, token):
    secret, token_id = token()
    with application.app_context():
        db.session.execute(update(ApiToken).where(ApiToken.id == token_id).values(expires_at=utc_now()))
        db.session.commit()
    assert ApiClient(application, secret).get("/me").status_code == 401


def test_a_token_ends_after_as_many_days_as_the_settings_say(application, token):
    _, token_id = token()
    with application.app_context():
        row = db.session.get_one(ApiToken, token_id)
        assert row.expires_at - row.created_at - timedelta(days=30) < timedelta(seconds=10)


def test_a_revoked_token_opens_nothing(application, token):
    secret, token_id = token()
    client = ApiClient(application, secret)
    assert client.send("DELETE", f"/tokens/{token_id}").status_code == 204
    assert client.get("/me").status_code == 401


def test_somebody_elses_token_is_as_good_as_none(application, token):
    (mine, _), (theirs, their_id) = token("a@office.example"), token("b@office.example")
    refused = ApiClient(application, mine).send("DELETE", f"/tokens/{their_id}")
    missing = ApiClient(application, mine).send("DELETE", f"/tokens/{new_id()}")
    assert (refused.status_code, refused.json["detail"]) == (404, missing.json["detail"])
    assert ApiClient(application, theirs).get("/me").status_code == 200


def test_an_administrator_does_not_end_somebody_elses_token(application, token, admin):
    secret, token_id = token()
    assert admin.send("DELETE", f"/tokens/{token_id}").status_code == 404
    assert ApiClient(application, secret).get("/me").status_code == 200


def test_the_stored_hash_of_a_token_opens_nothing(application, token):
    _, token_id = token()
    with application.app_context():
        stored = db.session.get_one(ApiToken, token_id).token_hash
    assert ApiClient(application, stored).get("/me").status_code == 401


@pytest.mark.parametrize(
    "header",
    [
        "",
        " ",
        "Bearer",
        "Bearer ",
        "Bearer  ",
        "Basic YWRtaW46YWRtaW4=",
        "Bearer nothing-like-it",
        "Bearer a b c",
        "Bearer null",
        "bearer\tx",
        "Bearer \x01\x02\x7f",
        "Bearer é\xff",
        "Bearer ' OR 1=1 --",
        "garbage",
        "\x01",
        "x" * 10_000,
        "Bearer " + "x" * 10_000,
    ],
)
def test_a_malformed_authorization_is_refused(anonymous, header):
    refused = anonymous.send("GET", "/me", headers={"Authorization": header})
    assert (refused.status_code, refused.json["type"]) == (401, "urn:sankofa:problem:unauthenticated")


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_scheme_may_be_written_in_any_case(anonymous, token, scheme):
    secret, _ = token()
    assert anonymous.send("GET", "/me", headers={"Authorization": f"{scheme} {secret}"}).status_code == 200


def test_a_token_in_another_scheme_opens_nothing(anonymous, token):
    secret, _ = token()
    assert anonymous.send("GET", "/me", headers={"Authorization": f"Basic {secret}"}).status_code == 401


def test_a_token_in_the_address_opens_nothing(anonymous, token):
    secret, _ = token()
    assert anonymous.get("/me", token=secret, access_token=secret).status_code == 401


def test_who_works_somewhere_is_a_member_there(make, sign_in):
    place = make.institution(country="SN")
    me = make.person(place)
    shown = sign_in(me, ("coordinator", None)).get("/me").json
    assert (shown["person_id"], shown["institution_id"], shown["country"]) == (me, place, "SN")
    assert [(role["role"], role["institution_id"]) for role in shown["roles"]] == [
        ("coordinator", None),
        ("member", place),
    ]

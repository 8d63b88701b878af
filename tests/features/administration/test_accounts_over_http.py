"""Accounts and roles over the API: who may administer whom, and that one administrator stays."""

from __future__ import annotations

import json

import pytest

from app.extensions import new_id
from tests.factories.api import ApiClient

EMAIL, PASSWORD = "amina@office.example", "correct horse battery staple"
MEMBER = {"role": "member", "institution_id": None}


@pytest.fixture
def near(make):
    return make.institution()


@pytest.fixture
def coordinator(sign_in, near):
    """A coordinator of the near institution, who is no person of the directory."""
    return sign_in(None, ("coordinator", near))


@pytest.fixture
def account(admin):
    """A function that creates an account; gives its address."""

    def create(email=EMAIL, **said):
        answer = admin.post("/accounts", {"email": email, **said})
        assert answer.status_code == 201, answer.json
        return f"/accounts/{answer.json['id']}"

    return create


def test_an_account_signs_in_with_its_password_and_has_its_roles(admin, account, anonymous, application, near):
    roles = [{"role": "coordinator", "institution_id": near}, {"role": "network_coordinator", "institution_id": None}]
    path = account(password=PASSWORD, roles=roles)
    token = anonymous.post("/tokens", {"email": EMAIL, "password": PASSWORD}).json["token"]
    me = ApiClient(application, token).get("/me").json
    assert sorted(me["roles"], key=str) == sorted(roles, key=str)
    assert sorted(admin.get(path).json["roles"], key=str) == sorted(roles, key=str)


def test_it_is_tied_to_the_person_of_the_same_address(admin, account, make):
    person = make.person(email=EMAIL, name="Amina Otieno")
    assert admin.get(account()).json["person"] == {"id": person, "name": "Amina Otieno"}


def test_no_password_or_hash_is_ever_shown(admin, account):
    path = account(password=PASSWORD)
    shown = admin.get(path).get_data(as_text=True) + admin.get("/accounts").get_data(as_text=True)
    assert [word for word in ("password", PASSWORD, "argon2") if word in shown] == []


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"password": "short"}, "password"),
        ({"roles": [{"role": "king"}]}, "roles"),
        ({"roles": [{"role": "admin", "institution_id": "near"}]}, "role"),
        ({"roles": [{"role": "manager", "institution_id": new_id()}]}, "roles"),
        ({"email": "nobody"}, "email"),
    ],
)
def test_what_can_not_be_is_refused_at_its_field(admin, near, said, field):
    said = json.loads(json.dumps(said).replace("near", near))
    answer = admin.post("/accounts", {"email": EMAIL, **said})
    assert (answer.status_code, list(answer.json["errors"])) == (422, [field])
    assert admin.get("/accounts", q=EMAIL).json["items"] == []


def test_the_list_is_by_address_with_filters(admin, account, make, near):
    person = make.person(near, email="b@office.example", name="Brian Kimani")
    account("b@office.example")
    account("c@office.example", roles=[{"role": "manager"}])
    assert person
    admin.patch(account("d@office.example"), {"is_active": False})
    found = {
        name: [each["email"] for each in admin.get("/accounts", **asked).json["items"]]
        for name, asked in {
            **{"q": {"q": "kimani"}, "role": {"role": "manager"}, "off": {"is_active": "false"}},
            **{"place": {"institution_id": near}, "all": {}},
        }.items()
    }
    assert (found["q"], found["place"]) == (["b@office.example"], ["b@office.example"])
    assert (found["role"], found["off"]) == (["c@office.example"], ["d@office.example"])
    assert found["all"] == sorted(found["all"])


def test_a_coordinator_sees_accounts_of_the_own_institution_only(coordinator, admin, account, make, near):
    make.person(near, email="near@office.example")
    make.person(email="far@office.example")
    paths = [account(f"{where}@office.example") for where in ("near", "far", "nowhere")]
    assert [each["email"] for each in coordinator.get("/accounts").json["items"]] == ["near@office.example"]
    assert [coordinator.get(path).status_code for path in paths] == [200, 404, 404]


def test_a_coordinator_opens_accounts_for_colleagues(coordinator, make, near):
    make.person(near, email=EMAIL)
    answer = coordinator.post("/accounts", {"email": EMAIL, "roles": [{"role": "member", "institution_id": near}]})
    assert (answer.status_code, answer.json["roles"]) == (201, [{"role": "member", "institution_id": near}])


@pytest.mark.parametrize("role", ["coordinator", "manager", "network_coordinator", "admin"])
def test_a_coordinator_grants_nothing_but_membership(coordinator, admin, make, near, role):
    make.person(near, email=EMAIL)
    for place in (near, None):
        said = {"email": EMAIL, "roles": [{"role": role, "institution_id": place}]}
        assert coordinator.post("/accounts", said).status_code == 403
    assert admin.get("/accounts", q=EMAIL).json["items"] == []


@pytest.mark.parametrize("place", [None, "far"])
def test_a_coordinator_grants_membership_at_the_own_institution_only(coordinator, make, near, place):
    make.person(near, email=EMAIL)
    said = {"role": "member", "institution_id": make.institution() if place else None}
    assert coordinator.post("/accounts", {"email": EMAIL, "roles": [said]}).status_code == 403


def test_a_coordinator_of_the_whole_network_makes_no_administrator(sign_in, make):
    everywhere = sign_in(None, ("coordinator", None))
    make.person(email=EMAIL)
    assert everywhere.post("/accounts", {"email": EMAIL, "roles": [{"role": "admin"}]}).status_code == 403
    assert everywhere.post("/accounts", {"email": EMAIL, "roles": [{"role": "member"}]}).status_code == 201


def test_a_coordinator_does_not_learn_whose_address_it_is(coordinator, account, make):
    make.person(email="far@office.example")
    make.person(email="signed-up@office.example")
    account("signed-up@office.example")
    account("program@office.example")
    known = ("far", "signed-up", "program", "nobody")
    answers = {coordinator.post("/accounts", {"email": f"{name}@office.example"}).get_data() for name in known}
    assert len(answers) == 1
    assert b"reach only accounts" in answers.pop()


def test_deactivation_ends_the_very_next_request(admin, account, anonymous, application):
    path = account(password=PASSWORD, roles=[MEMBER])
    token = anonymous.post("/tokens", {"email": EMAIL, "password": PASSWORD}).json["token"]
    client = ApiClient(application, token)
    before = client.get("/me").status_code
    admin.patch(path, {"is_active": False})
    assert (before, client.get("/me").status_code) == (200, 401)
    assert anonymous.post("/tokens", {"email": EMAIL, "password": PASSWORD}).status_code == 401
    admin.patch(path, {"is_active": True})
    assert client.get("/me").status_code == 401  # who comes back signs in anew
    assert anonymous.post("/tokens", {"email": EMAIL, "password": PASSWORD}).status_code == 201


def test_a_role_taken_ends_with_the_very_next_request(sign_in, admin, make):
    other = sign_in(None, "admin")
    path = f"/accounts/{other.get('/me').json['account_id']}"
    before = other.get("/accounts").status_code
    assert admin.patch(path, {"roles": [MEMBER]}).status_code == 200
    assert (before, other.get("/accounts").status_code) == (200, 403)


def test_what_is_not_said_stays(admin, account):
    path = account(roles=[MEMBER])
    assert admin.patch(path, {"is_active": False}).json["roles"] == [MEMBER]
    assert admin.patch(path, {"roles": []}).json["is_active"] is False


@pytest.mark.parametrize("said", [0, 1, "no", "true", None])
def test_what_only_looks_like_true_or_false_is_refused(admin, account, said):
    path = account()
    assert (admin.patch(path, {"is_active": said}).status_code, admin.get(path).json["is_active"]) == (422, True)


def test_who_alters_what_has_changed_meanwhile_is_told(admin, account):
    path = account()
    etag = admin.get(path).headers["ETag"]
    statuses = [admin.patch(path, {"roles": roles}, etag).status_code for roles in ([MEMBER], [])]
    assert statuses == [200, 412]
    assert admin.send("PATCH", path, json={"roles": []}).status_code == 428


LEAVING = [{"is_active": False}, {"roles": []}, {"roles": [MEMBER]}, {"roles": [MEMBER], "is_active": True}]


@pytest.mark.parametrize("said", LEAVING)
def test_the_last_active_administrator_stays(admin, account, said):
    path = f"/accounts/{admin.get('/me').json['account_id']}"
    admin.patch(account(roles=[{"role": "admin"}]), {"is_active": False})
    assert admin.patch(path, said).status_code == 409
    shown = admin.get(path).json
    assert (shown["is_active"], shown["roles"]) == (True, [{"role": "admin", "institution_id": None}])


@pytest.mark.parametrize("said", LEAVING)
def test_an_administrator_may_go_where_another_stays(admin, account, said):
    account(roles=[{"role": "admin"}])
    assert admin.patch(f"/accounts/{admin.get('/me').json['account_id']}", said).status_code == 200


def test_the_person_of_the_last_administrator_stays(sign_in, make):
    me = make.person()
    client = sign_in(me, "admin")
    assert client.delete(f"/people/{me}").status_code == 409
    assert client.get(f"/people/{me}").status_code == 200


def test_an_administrator_who_keeps_the_role_may_be_given_others(admin, near):
    roles = [{"role": "admin", "institution_id": None}, {"role": "manager", "institution_id": near}]
    path = f"/accounts/{admin.get('/me').json['account_id']}"
    assert len(admin.patch(path, {"roles": [*roles, *roles]}).json["roles"]) == 2

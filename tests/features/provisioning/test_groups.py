"""Groups over SCIM: a role each, which members have while they are in."""

import pytest

from app.vocabulary import NETWORK_ROLES, ROLES
from tests.factories.api import ApiClient
from tests.features.provisioning.conftest import Provider, group


@pytest.fixture
def member(application, make, home, provider):
    """A colleague with a token, and the id of his user."""
    client = ApiClient(application, make.token(make.person(home, email="m@office.example")))
    return client, provider.get("/Users", filter='userName eq "m@office.example"').json["Resources"][0]["id"]


def roles_of(client):
    """The roles that somebody is told to have, beside the one he has by working where he works."""
    return [
        (each["role"], each["institution_id"]) for each in client.get("/me").json["roles"] if each["role"] != "member"
    ]


@pytest.mark.parametrize("role", [role for role in ROLES if role != "member"])
def test_members_have_the_role_of_their_group_while_they_are_in(provider, member, home, role):
    client, user = member
    name = role if role in NETWORK_ROLES else f"{role}@ke-home"
    made = provider.send("POST", "/Groups", group(name, user))
    assert (made.status_code, made.json["displayName"]) == (201, name)
    assert roles_of(client) == [(role, None if role in NETWORK_ROLES else home)]
    provider.patch(f"/Groups/{made.json['id']}", {"op": "remove", "path": f'members[value eq "{user}"]'})
    assert roles_of(client) == []


def test_a_group_counts_at_its_institution_only(make, provider, member, home):
    client, user = member
    provider.send("POST", "/Groups", group("coordinator@ke-home", user))
    far = make.institution()
    answers = [client.post("/people", {"name": "Ann", "institution_id": place}) for place in (home, far)]
    assert [answer.status_code for answer in answers] == [201, 403]


def test_a_removed_group_takes_its_role_along(provider, member):
    client, user = member
    made = provider.send("POST", "/Groups", group("admin", user)).json
    assert roles_of(client) == [("admin", None)]
    assert provider.send("DELETE", f"/Groups/{made['id']}").status_code == 204
    assert roles_of(client) == []
    assert provider.get(f"/Groups/{made['id']}").status_code == 404


def test_a_renamed_group_gives_the_other_role(provider, member, home):
    client, user = member
    made = provider.send("POST", "/Groups", group("admin", user)).json
    assert provider.replace(f"/Groups/{made['id']}", displayName="manager@ke-home").status_code == 204
    assert roles_of(client) == [("manager", home)]


@pytest.fixture
def last(admin, provider, member):
    """The last administrator, who is one by a group: his provider, the group's id and his user's."""
    client, user = member
    made = provider.send("POST", "/Groups", group("admin", user)).json["id"]
    by_hand = f"/accounts/{admin.get('/me').json['account_id']}"
    assert client.patch(by_hand, {"is_active": False}).status_code == 200
    return Provider(client), made, user


@pytest.mark.parametrize(
    "leave",
    [
        lambda provider, made, user: provider.patch(f"/Groups/{made}", {"op": "remove", "path": "members"}),
        lambda provider, made, user: provider.replace(f"/Groups/{made}", displayName="manager@ke-home"),
        lambda provider, made, user: provider.send("DELETE", f"/Groups/{made}"),
        lambda provider, made, user: provider.replace(f"/Users/{user}", active=False),
        lambda provider, made, user: provider.send("DELETE", f"/Users/{user}"),
    ],
    ids=["member removed", "renamed", "group removed", "deactivated", "user removed"],
)
def test_the_last_administrator_stays(last, member, leave):
    assert leave(*last).status_code == 409
    assert roles_of(member[0]) == [("admin", None)]


def test_a_role_given_by_hand_stays_when_the_group_is_left(application, make, provider, home):
    client = ApiClient(application, make.token(make.person(home), ("manager", home)))
    user = provider.get("/Users").json["Resources"][0]["id"]
    made = provider.send("POST", "/Groups", group("manager@ke-home", user)).json
    provider.patch(f"/Groups/{made['id']}", {"op": "remove", "path": "members"})
    assert roles_of(client) == [("manager", home)]


@pytest.mark.parametrize("name", ["king", "admin@ke-home", "coordinator@nowhere", "", "  ", "Admin", "@ke-home"])
def test_a_group_that_names_no_role_is_refused(provider, home, name):
    answer = provider.send("POST", "/Groups", group(name))
    assert (answer.status_code, answer.json["scimType"]) == (400, "invalidValue")


def test_there_is_one_group_of_a_name(provider, home):
    first, second = (provider.send("POST", "/Groups", group("coordinator@ke-home")) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 409)


@pytest.mark.parametrize("stranger", ["nobody", "01a21244-c1d0-7c50-b898-4dbda9c93e47"])
def test_a_member_who_is_no_user_is_refused(provider, home, stranger):
    answer = provider.send("POST", "/Groups", group("coordinator@ke-home", stranger))
    assert (answer.status_code, answer.json["scimType"]) == (400, "invalidValue")
    assert provider.get("/Groups").json["totalResults"] == 0


def test_an_account_of_nobody_in_the_directory_is_no_member(application, make, provider, home):
    account = ApiClient(application, make.token(None, "member")).get("/me").json["account_id"]
    assert provider.send("POST", "/Groups", group("admin", account)).status_code == 400


def test_members_are_added_and_taken_off_as_entra_says_it(provider, home):
    users = [provider.hire("ke-home", f"u{number}@office.example").json["id"] for number in range(3)]
    path = f"/Groups/{provider.send('POST', '/Groups', group('coordinator@ke-home', users[0])).json['id']}"
    assert provider.patch(path, {"op": "Add", "path": "members", "value": [{"value": users[1]}]}).status_code == 204
    assert provider.patch(path, {"op": "Remove", "path": "members", "value": [{"value": users[0]}]}).status_code == 204
    assert [each["value"] for each in provider.get(path).json["members"]] == [users[1]]

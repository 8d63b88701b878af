"""What clients of SCIM rely on: who may ask, filters, pages, versions, errors, and that nothing else can be said."""

import pytest
from sqlalchemy import select

from app.accounts.models import Account
from app.extensions import db
from app.people.models import Person
from app.vocabulary import ROLES
from tests.features.provisioning.conftest import PREFIX, USER, WORK, Provider, group, user

PATHS = [
    ("GET", "/Users"),
    ("POST", "/Users"),
    ("PATCH", "/Users/x"),
    ("DELETE", "/Users/x"),
    ("GET", "/Groups"),
    ("POST", "/Groups/.search"),
    ("POST", "/.search"),
    ("GET", "/Schemas"),
    ("GET", "/ServiceProviderConfig"),
]
FOUND = [
    ('userName eq "ANN@office.example"', {"ann"}),
    ('userName eq "nobody@office.example"', set()),
    ('userName sw "a"', {"ann", "amy"}),
    ('userName co "_"', set()),
    ('userName ew "office.example"', {"ann", "amy", "bob"}),
    ('externalId eq "E-1"', {"ann"}),
    ('externalId eq "e-1"', set()),
    ("externalId pr", {"ann"}),
    ("not (externalId pr)", {"amy", "bob"}),
    ("externalId eq null", {"amy", "bob"}),
    ('externalId ne "E-1"', {"amy", "bob"}),
    ('not (externalId eq "E-1")', {"amy", "bob"}),
    ('title eq "clerk"', {"amy"}),
    ("title pr", {"amy"}),
    ("active eq true", {"ann", "amy"}),
    ("active eq false", {"bob"}),
    (f'{WORK}:organization eq "ke-home"', {"ann", "amy"}),
    (f'{WORK}:department eq "LAW"', {"bob"}),
    ('userName sw "a" and active eq true and not (title pr)', {"ann"}),
    ('title eq "clerk" or active eq false', {"amy", "bob"}),
    ('id eq "x"', set()),
]


@pytest.fixture
def staff(make, home, provider):
    """Three users."""
    make.institution(ref="ke-away")
    provider.hire("ke-home", "ann@office.example", externalId="E-1")
    provider.hire("ke-home", "amy@office.example", title="Clerk")
    provider.hire("ke-away", "bob@office.example", active=False, department="Law")


def names(answer):
    """The beginnings of the addresses that were found."""
    return {each["userName"].partition("@")[0] for each in answer.json.get("Resources", [])}


@pytest.mark.parametrize("asked", PATHS, ids=" ".join)
def test_nobody_but_an_administrator_may_provision(anonymous, sign_in, make, home, asked):
    refusal = Provider(anonymous).send(*asked)
    assert (refusal.status_code, refusal.content_type) == (401, "application/scim+json")
    assert refusal.headers["WWW-Authenticate"] == "Bearer"
    clients = {role: Provider(sign_in(make.person(home), role)) for role in ROLES}
    refused = {role for role, client in clients.items() if client.send(*asked).status_code == 403}
    assert refused == set(ROLES) - {"admin"}
    assert clients["member"].send(*asked).json["status"] == "403"


@pytest.mark.parametrize(("said", "found"), FOUND)
def test_a_filter_finds_what_it_says(staff, provider, said, found):
    assert names(provider.get("/Users", filter=said)) == found
    assert names(provider.send("POST", "/Users/.search", {"filter": said})) == found


@pytest.mark.parametrize(
    "said",
    [
        'userName gt "a"',
        "about pr",
        'externalId sw "E"',
        "userName eq",
        'meta.created gt "2020-01-01T00:00:00Z"',
        "x" * 500,
    ],
)
def test_a_filter_that_can_not_be_answered_is_refused(staff, provider, said):
    answer = provider.get("/Users", filter=said)
    assert (answer.status_code, answer.json["scimType"]) == (400, "invalidFilter")


def test_pages_hold_every_user_once(staff, provider):
    first, second = (provider.get("/Users", startIndex=start, count=2).json for start in (1, 3))
    assert (first["totalResults"], first["itemsPerPage"], second["itemsPerPage"]) == (3, 2, 1)
    assert len({each["id"] for each in first["Resources"] + second["Resources"]}) == 3
    none = provider.get("/Users", count=0).json
    assert (none["totalResults"], none["Resources"]) == (3, [])


def test_a_version_guards_against_lost_changes(staff, provider):
    path = f"/Users/{provider.get('/Users').json['Resources'][0]['id']}"
    etag = provider.get(path).headers["ETag"]
    assert provider.send("GET", path, **{"If-None-Match": etag}).status_code == 304
    retitle = {"op": "replace", "path": "title", "value": "Director"}
    assert provider.patch(path, retitle, **{"If-Match": etag}).status_code == 204
    stale = provider.patch(path, {**retitle, "value": "Minister"}, **{"If-Match": etag})
    assert (stale.status_code, stale.content_type) == (412, "application/scim+json")
    assert provider.get(path).json["title"] == "Director"


def test_what_entra_sends_is_understood(staff, provider):
    found = provider.get("/Users", filter='userName sw "ann"').json["Resources"][0]
    path = f"/Users/{found['id']}"
    assert provider.patch(path, {"op": "Replace", "path": "active", "value": "False"}).status_code == 204
    assert provider.get(path).json["active"] is False
    without_path = {"op": "replace", "value": {"active": True, f"{WORK}:department": "Law", "nickName": "A"}}
    assert provider.patch(path, without_path).status_code == 204
    told = provider.get(path).json
    assert (told["active"], told[WORK]["department"]) == (True, "Law")


@pytest.mark.parametrize("path", ["userName", "displayName", "active", WORK, f"{WORK}:organization", "schemas", "id"])
def test_what_a_user_needs_can_not_be_removed(staff, provider, path):
    found = provider.get("/Users", filter='userName sw "ann"').json["Resources"][0]
    answer = provider.patch(f"/Users/{found['id']}", {"op": "remove", "path": path})
    assert (answer.status_code, answer.content_type) == (400, "application/scim+json")
    assert provider.get(f"/Users/{found['id']}").json == found


@pytest.mark.parametrize("path", ["/Users/nothing", "/Nothing", "/Users/01a21244-c1d0-7c50-b898-4dbda9c93e47", "/Me"])
def test_what_is_not_there_is_said_in_the_words_of_scim(provider, path):
    answer = provider.get(path)
    assert (answer.status_code, answer.content_type) == (501 if path == "/Me" else 404, "application/scim+json")
    assert answer.json["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'"x"', b"\xff", b"[" * 100_000, b'{"userName": "\\ud800"}']
)
def test_a_body_that_is_no_resource_is_refused(admin, home, body):
    answer = admin.send("POST", f"{PREFIX}/Users", data=body, headers={"Content-Type": "application/scim+json"})
    assert (answer.status_code, answer.content_type) == (400, "application/scim+json")


def test_a_body_that_is_too_large_is_refused_in_the_words_of_scim(admin, home):
    answer = admin.send("POST", f"{PREFIX}/Users", data=b"x" * 2_000_001, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.content_type) == (413, "application/scim+json")


def test_bulk_and_sorting_are_not_offered_and_said_so(provider, home):
    config = provider.get("/ServiceProviderConfig").json
    assert (config["bulk"]["supported"], config["sort"]["supported"], config["patch"]["supported"]) == (
        False,
        False,
        True,
    )
    assert provider.send("POST", "/Bulk", {"Operations": []}).status_code == 501
    assert provider.get("/Users", sortBy="userName").status_code == 501


def unsaid(application):
    """Every column of accounts and people but those that SCIM may say."""
    said = {"email", "external_id", "is_active", "updated_at", "version"}
    said |= {"name", "position", "unit", "institution_id", "left_on"}
    with application.app_context():
        tables = (Account.__table__, Person.__table__)
        rows = [
            dict(row) for table in tables for row in db.session.execute(select(table).order_by(table.c.id)).mappings()
        ]
        db.session.remove()
    return [{name: value for name, value in row.items() if name not in said} for row in rows]


def camel(name):
    """As SCIM writes names."""
    first, *more = name.split("_")
    return first + "".join(part.capitalize() for part in more)


def test_no_column_can_be_said_that_is_not_for_provisioning(application, provider, home, request):
    hired = provider.hire("ke-home").json["id"]
    columns = {column.name for table in (Account.__table__, Person.__table__) for column in table.c}
    names = columns | {camel(name) for name in columns} | {"password", "roles", "groups", "emails", "meta"}
    names -= {"active", "title", "externalId"}
    before, sent = unsaid(application), 0
    for name in sorted(names):
        said = user("ke-home")
        answers = [
            provider.send("PUT", f"/Users/{hired}", {**said, name: "network"}),
            provider.send("PUT", f"/Users/{hired}", {**said, WORK: {**said[WORK], name: "network"}}),
            *(
                provider.patch(f"/Users/{hired}", {"op": "add", "path": path, "value": "network"})
                for path in (name, f"{USER}:{name}", f"{WORK}:{name}")
            ),
        ]
        sent += len(answers)
        assert {answer.status_code for answer in answers} <= {200, 204, 400}
        assert unsaid(application) == before, name
    with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        request.config.get_terminal_writer().line(f"\nSCIM: {len(names)} names said in {sent} requests, 0 taken")
    assert sent > 5 * len(columns)


def test_a_created_user_takes_nothing_that_is_not_for_provisioning(application, make, provider, home):
    slipped = {
        "id": "01a21244-c1d0-7c50-b898-4dbda9c93e47",
        "password": "long enough to be one",
        "about": "x",
        "ref": "x",
    }
    slipped |= {"contactVisibility": "network", "roles": [{"value": "admin"}], "groups": [{"value": "admin"}]}
    made = provider.hire("ke-home", **slipped)
    assert made.status_code == 201
    assert made.json["id"] != slipped["id"]
    with application.app_context():
        account = db.session.get_one(Account, made.json["id"])
        assert (account.password_hash, account.roles, account.groups) == (None, [], [])
        assert (account.person.about, account.person.contact_visibility) == ("", "private")
        assert account.person.ref != "x"
        db.session.remove()


def test_a_group_can_not_say_more_than_its_name_and_members(application, provider, home):
    made = provider.send("POST", "/Groups", {**group("coordinator@ke-home"), "role": "admin", "institution_id": None})
    assert made.status_code == 201
    assert made.json.keys() == {"schemas", "id", "displayName", "meta"}
    provider.patch(f"/Groups/{made.json['id']}", {"op": "add", "path": "role", "value": "admin"})
    assert provider.get(f"/Groups/{made.json['id']}").json["displayName"] == "coordinator@ke-home"

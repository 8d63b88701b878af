"""Users over SCIM: hired, moved, altered, let go and taken back, as HR systems and identity providers say it."""

import pytest
from sqlalchemy import func, select

from app.accounts.models import Account
from app.extensions import db
from app.people.models import Employment, Person
from tests.factories.api import ApiClient
from tests.features.provisioning.conftest import WORK, user

WRONG = [
    ({"userName": "no address"}, "userName"),
    ({"userName": ""}, "userName"),
    ({"displayName": ""}, "displayName"),
    ({"displayName": "x" * 201}, "displayName"),
    ({"displayName": "a\x00b"}, "displayName"),
    ({"title": "x" * 201}, "title"),
    ({"externalId": "x" * 201}, "externalId"),
    ({WORK: {"organization": "nowhere"}}, "organization"),
    ({WORK: {"organization": None}}, "organization"),
    ({WORK: {"organization": "ke-home", "department": "x" * 201}}, "department"),
    ({WORK: None}, ""),
    ({"active": None}, "active"),
    ({"active": "perhaps"}, "active"),
]


@pytest.fixture
def rows(application):
    """A function that gives one value of the database."""

    def value(query):
        with application.app_context():
            found = db.session.execute(query).all()
            db.session.remove()
        return [tuple(row) if len(row) > 1 else row[0] for row in found]

    return value


def test_a_new_user_is_an_account_and_a_person_with_all_cards_closed(provider, home, rows):
    said = {"title": "Registrar", "externalId": "e-1", "department": "Lands"}
    made = provider.hire("ke-home", "Amina@Office.example", **said)
    assert (made.status_code, made.headers["Location"]) == (201, f"http://localhost/scim/v2/Users/{made.json['id']}")
    assert made.json["userName"] == "amina@office.example"
    person = (Person.name, Person.position, Person.unit, Person.email, Person.institution_id)
    assert rows(select(*person)) == [("Amina Otieno", "Registrar", "Lands", "amina@office.example", home)]
    assert rows(select(Person.contact_visibility, Person.about_visibility)) == [("private", "private")]
    account = (Account.external_id, Account.is_active, Account.password_hash)
    assert rows(select(*account).where(Account.person_id.is_not(None))) == [("e-1", True, None)]
    assert rows(select(Employment.institution_id, Employment.ended_on)) == [(home, None)]


def test_what_was_said_is_read_again(provider, home):
    made = provider.hire("ke-home", title="Registrar", externalId="e-1", department="Lands").json
    told = provider.get(f"/Users/{made['id']}").json
    assert told == made
    wanted = user("ke-home", title="Registrar", externalId="e-1", department="Lands")
    assert {name: told[name] for name in wanted} == wanted


def test_who_is_in_the_directory_already_gets_an_account_and_keeps_what_is_his(make, provider, home, rows):
    old = make.person(email="amina@office.example", about="Mine", languages="sw:C2")
    assert provider.hire("ke-home").status_code == 201
    assert rows(select(Person.id, Person.about, Person.institution_id)) == [(old, "Mine", home)]
    assert rows(select(Account.person_id).where(Account.person_id.is_not(None))) == [old]
    assert [ended is None for ended in rows(select(Employment.ended_on).order_by(Employment.id))] == [False, True]


def test_an_address_is_one_users(make, provider, home):
    assert provider.hire("ke-home").status_code == 201
    again = provider.hire("ke-home", "AMINA@office.example")
    assert (again.status_code, again.json["scimType"]) == (409, "uniqueness")
    other = provider.hire("ke-home", "brian@office.example").json["id"]
    assert provider.replace(f"/Users/{other}", userName="amina@office.example").status_code == 409


def test_the_person_of_another_account_is_not_taken_over(make, provider, home):
    person = make.person(email="new@office.example")
    make.token(person)
    taken = provider.hire("ke-home").json["id"]
    answer = provider.replace(f"/Users/{taken}", userName="new@office.example")
    assert (answer.status_code, answer.json["scimType"]) == (409, "uniqueness")


@pytest.mark.parametrize(("said", "field"), WRONG)
def test_what_can_not_be_is_refused_in_the_words_of_scim(provider, home, rows, said, field):
    answer = provider.send("POST", "/Users", {**user("ke-home"), **said})
    assert (answer.status_code, answer.content_type) == (400, "application/scim+json")
    assert answer.json["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    assert (answer.json["status"], answer.json["scimType"]) == ("400", "invalidValue")
    assert field in answer.json["detail"]
    assert rows(select(func.count()).select_from(Person)) == [0]


def test_a_move_closes_one_employment_and_opens_another(make, provider, home, rows):
    away = make.institution(ref="ke-away")
    hired = provider.hire("ke-home").json["id"]
    provider.replace(f"/Users/{hired}", **{f"{WORK}:organization": "ke-away", "title": "Director"})
    jobs = select(Employment.institution_id, Employment.position, Employment.ended_on.is_(None))
    assert set(rows(jobs)) == {(home, "", False), (away, "Director", True)}
    assert rows(select(Person.institution_id)) == [away]


def test_a_put_that_changes_nothing_writes_nothing(provider, home, changes):
    made = provider.hire("ke-home", title="Registrar")
    before = changes()
    again = provider.send("PUT", f"/Users/{made.json['id']}", user("ke-home", title="Registrar"))
    assert (again.status_code, again.headers["ETag"], changes()) == (200, made.headers["ETag"], before)


def test_another_address_to_sign_in_with_is_in_the_contact_card_only_if_the_old_one_was(make, provider, home, rows):
    same = provider.hire("ke-home").json["id"]
    provider.replace(f"/Users/{same}", userName="new@office.example")
    assert rows(select(Account.email, Person.email).join(Account.person)) == [("new@office.example",) * 2]
    with_card = make.person(email=None)
    make.token(with_card)
    found = provider.get("/Users", filter='displayName sw "Person"').json["Resources"][0]["id"]
    provider.replace(f"/Users/{found}", userName="brian@office.example")
    assert rows(select(Person.email).where(Person.id == with_card)) == [None]


def test_who_is_deactivated_is_out_at_once_and_old_tokens_stay_dead(make, provider, home, application):
    person = make.person(home, email="amina@office.example")
    old = ApiClient(application, make.token(person))
    assert old.get("/me").status_code == 200
    found = provider.get("/Users", filter='userName eq "amina@office.example"').json["Resources"][0]["id"]
    assert provider.replace(f"/Users/{found}", active=False).status_code == 204
    assert old.get("/me").status_code == 401
    assert provider.replace(f"/Users/{found}", active=True).status_code == 204
    assert old.get("/me").status_code == 401


def test_who_left_is_proposed_no_more_but_stays_with_all_he_knows(make, provider, home, admin, rows):
    person = make.person(home, email="amina@office.example", position="Registrar of land titles")
    lesson = make.lesson(person, title="Land titles in villages", question="How to register land titles?")
    make.token(person)
    ask = {"text": "registering land titles in villages", "limit": 50}
    assert [each["person"]["id"] for each in admin.post("/peer-search", ask).json["items"]] == [person]
    found = provider.get("/Users").json["Resources"][0]["id"]
    provider.replace(f"/Users/{found}", active=False)
    assert admin.post("/peer-search", ask).json["items"] == []
    told = admin.post("/peer-search", {**ask, "rank": "institutions"}).json["items"]
    assert [each["institution"]["id"] for each in told] == [home]
    assert admin.get(f"/lessons/{lesson}").json["author"]["id"] == person
    assert admin.get(f"/people/{person}").status_code == 200
    assert [ended is None for ended in rows(select(Employment.ended_on))] == [False]
    provider.replace(f"/Users/{found}", active=True)
    assert [each["person"]["id"] for each in admin.post("/peer-search", ask).json["items"]] == [person]
    assert sorted(ended is None for ended in rows(select(Employment.ended_on))) == [False, True]


def test_a_move_of_who_left_opens_no_employment_until_he_is_back(make, provider, home, rows):
    make.institution(ref="ke-away")
    hired = provider.hire("ke-home").json["id"]
    provider.replace(f"/Users/{hired}", active=False)
    provider.replace(f"/Users/{hired}", **{f"{WORK}:organization": "ke-away"})
    assert rows(select(func.count()).where(Employment.ended_on.is_(None))) == [0]
    provider.replace(f"/Users/{hired}", active=True)
    assert rows(select(func.count()).where(Employment.ended_on.is_(None))) == [1]


def test_a_removed_user_is_gone_but_the_person_stays_as_one_who_left(make, provider, home, admin, rows):
    hired = provider.hire("ke-home").json["id"]
    person = rows(select(Person.id))[0]
    assert provider.send("DELETE", f"/Users/{hired}").status_code == 204
    assert provider.get(f"/Users/{hired}").status_code == 404
    assert provider.get("/Users").json["totalResults"] == 0
    assert rows(select(func.count()).select_from(Account).where(Account.person_id == person)) == [0]
    assert rows(select(Person.left_on.is_not(None))) == [True]
    assert admin.get(f"/people/{person}").status_code == 200


def test_who_is_hired_again_is_the_same_person(provider, home, rows):
    first = provider.hire("ke-home").json["id"]
    person = rows(select(Person.id))
    provider.send("DELETE", f"/Users/{first}")
    second = provider.hire("ke-home").json["id"]
    assert first != second
    assert rows(select(Person.id)) == person
    assert rows(select(Person.left_on)) == [None]


def test_a_person_who_was_erased_takes_the_user_along(provider, home, admin, rows):
    hired = provider.hire("ke-home").json["id"]
    assert admin.delete(f"/people/{rows(select(Person.id))[0]}").status_code == 204
    assert provider.get(f"/Users/{hired}").status_code == 404


def test_accounts_of_nobody_in_the_directory_are_neither_seen_nor_closed(make, provider, rows):
    make.token(None, "admin")
    assert provider.get("/Users").json["totalResults"] == 0
    for account in rows(select(Account.id)):
        assert provider.get(f"/Users/{account}").status_code == 404
        assert provider.send("DELETE", f"/Users/{account}").status_code == 404


def test_nothing_that_is_said_over_scim_moves_when_the_person_alters_a_card(make, provider, home, sign_in):
    person = make.person(home, email="amina@office.example")
    me = sign_in(person)
    before = provider.get("/Users")
    assert me.patch(f"/people/{person}", {"about": "Mine alone", "time_zone": "Africa/Nairobi"}).status_code == 200
    assert provider.get("/Users").data == before.data
    assert b"amina@office.example" in before.data

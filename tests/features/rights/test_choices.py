"""Each choice of privacy is on record: when, from what to what, by whom; for the person himself."""

import pytest

from app.extensions import db
from app.imports.service import import_rows
from app.people.models import Person
from app.rights.choices import CHOICES

CHANGES = {
    "contact_visibility": ("private", "country"),
    "about_visibility": ("private", "network"),
    "languages_visibility": ("private", "institution"),
    "availability_visibility": ("private", "network"),
    "ring_open": ("international", "internal"),
    "is_paused": (False, True),
    "objects_to_matching": (False, True),
    "objects_to_risk": (False, True),
}


@pytest.fixture
def me(make):
    return make.person()


@pytest.fixture
def client(sign_in, me):
    return sign_in(me)


def choices(client, **wanted):
    found = client.get("/me/export").json["choices"]
    return [each for each in found if wanted.items() <= each.items()]


def told(choice):
    return choice["from_value"], choice["to_value"], choice["is_own_act"]


def test_these_are_all_choices_of_a_person():
    assert CHANGES.keys() == set(CHOICES["person"][1])


@pytest.mark.parametrize("name", CHANGES)
def test_a_choice_is_kept_with_what_it_was_and_became(client, me, name):
    before, after = CHANGES[name]
    assert client.patch(f"/people/{me}", {name: after}).status_code == 200
    (kept,) = choices(client, name=name, item_id=me, to_value=str(after).lower())
    assert told(kept) == (str(before).lower(), str(after).lower(), True)


def test_what_was_said_again_is_no_choice(client, me):
    before = len(choices(client))
    client.patch(f"/people/{me}", {"is_paused": False, "about": "Other words."})
    assert len(choices(client)) == before


def test_choices_are_kept_in_the_order_they_were_made(client, me):
    for value in ("network", "country", "private"):
        client.patch(f"/people/{me}", {"about_visibility": value})
    kept = choices(client, name="about_visibility")
    assert [each["to_value"] for each in kept] == ["network", "country", "private"]
    assert [each["from_value"] for each in kept] == ["private", "network", "country"]


def test_what_was_refused_is_no_choice(client, me, admin):
    before = len(choices(client))
    assert admin.patch(f"/people/{me}", {"objects_to_risk": True}).status_code == 403
    assert len(choices(client)) == before


def test_a_choice_is_lost_with_the_change_that_it_was_part_of(application, client, me):
    before = len(choices(client))
    with application.app_context():
        person = db.session.get_one(Person, me)
        person.is_paused = True
        db.session.flush()
        db.session.rollback()
        db.session.remove()
    assert len(choices(client)) == before


@pytest.mark.parametrize("name", CHANGES)
def test_what_it_was_is_known_though_nobody_read_it_before(application, client, me, name):
    before, after = CHANGES[name]
    with application.app_context():
        person = db.session.get_one(Person, me)
        db.session.expire(person)
        setattr(person, name, after)
        db.session.commit()
        db.session.remove()
    (kept,) = choices(client, name=name, item_id=me, to_value=str(after).lower())
    assert kept["from_value"] == str(before).lower()


def test_showing_expertise_is_a_choice(client, me, make):
    said = {"topic_id": make.topic(), "level": "expert", "visibility": "country"}
    client.put(f"/people/{me}/expertise", {"items": [said]})
    client.put(f"/people/{me}/expertise", {"items": [{**said, "visibility": "network"}]})
    kept = choices(client, item="expertise")
    assert [told(each) for each in kept] == [(None, "country", True), ("country", "network", True)]


@pytest.mark.parametrize("kind", ["lesson", "challenge"])
def test_showing_what_one_wrote_is_a_choice(client, me, make, kind):
    item = getattr(make, kind)(me, visibility="institution")
    assert client.patch(f"/{kind}s/{item}", {"visibility": "network"}).status_code == 200
    (kept,) = choices(client, item=kind, item_id=item)
    assert told(kept) == ("institution", "network", True)


def test_a_choice_that_an_import_made_is_no_act_of_ones_own(application, client, me):
    with application.app_context():
        ref = db.session.get_one(Person, me).ref
        assert import_rows("people", [{"ref": ref, "about_visibility": "network"}]).updated == 1
        db.session.commit()
        db.session.remove()
    (kept,) = choices(client, name="about_visibility")
    assert told(kept) == ("private", "network", False)


def test_a_notice_that_was_shown_is_kept_with_its_version(client):
    version = client.get("/purposes").json["version"]
    assert client.post("/purposes/shown", {"version": version}).status_code == 204
    (kept,) = choices(client, kind="notice")
    assert (kept["item"], kept["to_value"]) == ("purposes", version)


def test_an_account_of_nobody_keeps_no_notices(admin):
    assert admin.post("/purposes/shown", {"version": "0" * 16}).status_code == 403


def test_nobody_else_is_told_of_a_choice(client, me, admin, sign_in, make):
    before = [admin.get(f"/people/{me}").data, sign_in(make.person()).get(f"/people/{me}").data]
    viewers = [admin, sign_in(make.person())]
    client.patch(f"/people/{me}", {"objects_to_risk": True, "objects_to_matching": True})
    assert [each.get(f"/people/{me}").data for each in viewers] == before
    assert client.get(f"/people/{me}").json["privacy"]["objects_to_risk"] is True

"""What an event says, and what it never says."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import insert, select, update

from app.extensions import db, new_id
from app.imports.service import import_rows
from app.institutions.models import Institution
from app.people.models import Person
from app.purposes import AUDITED_READS
from tests.factories.requests import ROWS, Owner

SECRETS = ("Wanjiru Kamau", "wanjiru@office.example", "+254 700 000 001", "Cadastre unit")


def told(event):
    return [(each.kind, each.item_id, each.act, each.fields, each.count) for each in event.items]


def test_an_alteration_names_the_fields_and_never_what_they_hold(world, sign_in, during, rows):
    me = world.make.person(world.near)
    client, names = sign_in(me), ["name", "email", "about", "unit"]
    (event,) = during(lambda: client.patch(f"/people/{me}", dict(zip(names, SECRETS, strict=True))))
    person = next(each for each in event.items if each.kind == "person")
    assert set(names) <= set(person.fields)
    assert "employments" in person.fields
    kept = json.dumps([rows()[name] for name in ("audit_event", "audit_item", "audit_head")])
    assert [secret for secret in SECRETS if secret in kept] == []


def test_other_topics_and_contributors_are_named_as_fields(world, admin, make, during):
    lesson = make.lesson(world.colleague)
    said = {"topic_ids": [world.topic], "contributor_ids": [world.stranger]}
    (event,) = during(lambda: admin.patch(f"/lessons/{lesson}", said))
    assert told(event) == [("lesson", lesson, "altered", ["contributors", "topics"], 1)]


def test_roles_granted_and_taken_are_named_one_by_one(world, admin, during):
    account = world.account(Owner(world.colleague, world.near))
    (event,) = during(lambda: admin.patch(f"/accounts/{account}", {"roles": [{"role": "manager"}]}))
    named = {(kind, act) for kind, _, act, _, _ in told(event)}
    assert named == {("account", "altered"), ("role_grant", "created"), ("role_grant", "removed")}


def test_who_when_and_in_which_request_are_said(world, sign_in, during):
    me = world.make.person(world.near)
    client = sign_in(me)
    account = client.get("/me").json["account_id"]
    sent = {"json": {"title": "T", "institution_id": world.near}, "headers": {"X-Request-ID": "desk-7.2026"}}
    (event,) = during(lambda: client.send("POST", "/lessons", **sent))
    assert (event.account_id, event.person_id, event.request_id) == (account, me, "desk-7.2026")
    assert event.at.utcoffset().total_seconds() == 0


def test_reading_makes_no_event(application, world, admin, during):
    row = [name for name, each in ROWS.items() if name not in AUDITED_READS and each.status == 200]
    reads = [name for name in row if "GET" in next(application.url_map.iter_rules(name)).methods]
    asked = {name: world.ask(name, Owner(world.colleague, world.near)) for name in reads}
    assert during(lambda: [world.send(name, asked[name], admin.headers) for name in reads]) == []
    assert len(reads) > 10


def test_an_import_is_one_event_with_counts_and_no_ids(app, during):
    def act():
        rows = [{"ref": f"r{each}", "name": f"Office {each}"} for each in range(1, 2001)]
        assert import_rows("institutions", rows).is_done
        assert import_rows("institutions", [{"ref": "r1", "name": "Renamed"}, rows[1]]).is_done
        db.session.commit()

    (event,) = during(act)
    assert told(event) == [("institution", None, "created", [], 2000), ("institution", None, "altered", [], 1)]
    assert event.actor == "worker"


def test_an_import_that_changes_nothing_makes_no_event(app, during):
    rows = [{"ref": "r1", "name": "Office"}]

    def act():
        assert import_rows("institutions", rows).is_done
        db.session.commit()

    assert [len(during(act)) for _ in range(2)] == [1, 0]


def test_statements_that_bypass_the_session_are_counted(app, make, during):
    place = make.institution()

    def act():
        db.session.execute(insert(Institution).values(id=new_id(), ref="x", name="X"))
        db.session.execute(update(Institution).values(acronym="Y"))
        db.session.execute(update(Institution).where(Institution.ref == "nothing").values(acronym="Z"))
        db.session.commit()

    (event,) = during(act)
    assert told(event) == [("institution", None, "created", [], 1), ("institution", None, "altered", [], 2)]
    assert place


def test_what_was_rolled_back_makes_no_event(app, make, during):
    def act():
        db.session.add(Institution(id=new_id(), ref="never", name="Never"))
        db.session.flush()
        db.session.rollback()
        db.session.commit()

    assert during(act) == []


def test_a_part_that_is_released_and_the_whole_that_is_committed_are_one_event(app, during):
    def act():
        db.session.add(Institution(id=new_id(), ref="kept", name="Kept"))
        with db.session.begin_nested():
            db.session.add(Institution(id=new_id(), ref="also", name="Also kept"))
        db.session.add(Institution(id=new_id(), ref="later", name="Kept too"))
        db.session.commit()

    (event,) = during(act)
    assert len(event.items) == 3


@pytest.mark.parametrize(
    ("acts", "wanted"),
    [(("create", "alter"), "created"), (("alter", "remove"), "removed"), (("alter", "alter"), "altered")],
)
def test_a_thing_touched_twice_is_named_once(app, make, during, acts, wanted):
    def act():
        item = (
            Institution(id=new_id(), ref="new", name="N") if acts[0] == "create" else db.session.get(Institution, known)
        )
        db.session.add(item)
        for each in acts:
            if each == "remove":
                db.session.delete(item)
            elif each == "alter":
                item.acronym += "A"
            db.session.flush()
        db.session.commit()

    known = make.institution()
    (event,) = during(act)
    assert [each[2] for each in told(event)] == [wanted]


def test_the_person_who_is_gone_is_only_an_opaque_id(world, admin, rows):
    me = world.make.person(world.near, name="Wanjiru Kamau", email="wanjiru@office.example")
    assert admin.delete(f"/people/{me}").status_code == 204
    with world.application.app_context():
        assert db.session.scalar(select(Person).where(Person.id == me)) is None
    assert not any("anjiru" in row for table in rows().values() for row in table)

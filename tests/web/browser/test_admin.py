"""Administration in a browser: accounts and their roles, the policy, the audit log, messages that could not be sent."""

from __future__ import annotations

from app.extensions import db
from app.outbox.models import Message
from app.people.models import Person

ADMIN, AMINA, KOSSI = "admin@kdi.kr.example", "amina@devolution.ke.example", "kossi@energie.tg.example"


def test_an_administrator_alters_roles_and_switches_an_account_off(visit, way):
    admin = visit(ADMIN, **way).open("/admin")
    assert "ready" in admin.text
    admin.follow("Accounts").page.fill("#q", "kossi")
    admin.follow("Filter").follow(KOSSI)
    admin.page.select_option("#role", "coordinator")
    admin.page.select_option("#institution_id", label="Ministry of Energy and Mining of Togo")
    admin.follow("Save the roles")
    assert admin.page.get_by_label("coordinator, Ministry of Energy").is_checked()
    assert admin.page.get_by_label("member, Ministry of Energy").is_checked()  # the others stay
    admin.follow("Switch this account off")
    assert "signed out at once" in admin.text
    admin.follow("Switch off")
    assert admin.page.get_by_role("link", name="Switch this account on").count() == 1

    admin.follow("What this account did")
    admin.open("/admin/audit?kind=role_grant")
    assert f"{ADMIN} · made: role" in admin.text


def test_the_policy_is_the_one_that_is_enforced(visit):
    admin = visit(ADMIN).open("/admin/policy")
    admin.page.get_by_text("Positions").first.click()
    row = admin.page.get_by_role("row", name="POST /api/v1/positions/{position_id}/rate")
    assert row.get_by_role("cell").first.inner_text() == "manager: own institution"
    assert admin.look()


def test_a_message_that_could_not_be_sent_is_tried_again(visit, world):
    with world.app_context():
        to = db.session.query(Person).filter_by(name="Amina Wekesa").one()
        said = {"kind": "feedback_asked", "state": "dead", "tries": 5, "problem": "Connection refused"}
        db.session.add(Message(person_id=to.id, **said))
        db.session.commit()
    admin = visit(ADMIN).open("/admin/outbox")
    row = admin.page.get_by_role("row", name="feedback is asked for").inner_text()
    assert "Amina Wekesa" in row
    assert "Connection refused" in row
    admin.follow("Try again")
    assert "Every message went out" in admin.text
    admin.follow("Waiting")
    assert "feedback is asked for" in admin.text


def test_forms_say_what_is_wrong_and_keep_what_was_typed(visit):
    admin = visit(ADMIN).open("/admin/accounts/new")
    admin.page.fill("#email", AMINA)
    admin.page.select_option("#role", "manager")
    admin.follow("Add the account")
    assert admin.page.get_by_role("alert").count() == 1
    assert (admin.page.input_value("#email"), admin.page.input_value("#role")) == (AMINA, "manager")
    admin.open("/admin/audit?from=yesterday")
    assert "One of the days is no day" in admin.page.get_by_role("alert").inner_text()


def test_nobody_but_an_administrator_sees_it(visit):
    amina = visit(AMINA)
    for path in ("/admin", "/admin/accounts", "/admin/policy", "/admin/audit", "/admin/outbox"):
        assert "This is for administrators" in amina.open(path).text
    assert amina.page.get_by_role("link", name="Administration").count() == 0

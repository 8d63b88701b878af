"""Declared days only: by the person or a manager; the person is told, and what he said himself only he alters."""

import threading

import pytest

from app.extensions import db
from app.knowledge_risk.models import Departure
from tests.factories.api import ApiClient
from tests.features.knowledge_risk.conftest import PURPOSE, etag

DAY = {"kind": "retirement", "leaves_on": "2099-06-30"}


@pytest.fixture
def declared(office):
    """What the manager declared of the holder."""
    made = office.manager.post("/departures", {**DAY, "person_id": office.holder})
    assert made.status_code == 201
    return f"/departures/{made.json['id']}"


def test_a_person_declares_his_own_departure_and_nobody_is_told_by_mail(office, mails):
    made = office.member.post("/departures", DAY)
    assert made.status_code == 201
    told = made.json
    assert (told["person"]["id"], told["declared_by"]["id"], told["kind"]) == (
        office.holder,
        office.holder,
        DAY["kind"],
    )
    assert (told["leaves_on"], told["institution"]["id"]) == (DAY["leaves_on"], office.place)
    assert mails() == []


def test_what_a_manager_declares_changes_and_takes_back_the_person_is_told(office, declared, mails):
    changed = office.manager.patch(declared, {"leaves_on": "2099-07-31"}, etag(office.manager, declared))
    assert (changed.status_code, changed.json["leaves_on"]) == (200, "2099-07-31")
    assert office.manager.delete(declared, etag(office.manager, declared)).status_code == 204
    path = {"path": f"/api/v1{declared}"}
    assert mails() == [
        ("departure_declared", office.holder, office.boss, {"until": "2099-06-30", **path}),
        ("departure_changed", office.holder, office.boss, {"until": "2099-07-31", **path}),
        ("departure_withdrawn", office.holder, office.boss, {"until": "2099-07-31"}),
    ]


def test_the_person_sees_who_declared_it_and_does_not_alter_it(office, declared):
    told = office.member.get(declared)
    assert (told.json["declared_by"]["name"], told.json["leaves_on"]) == ("Mwangi Boss", DAY["leaves_on"])
    tried = [office.member.patch(declared, {"kind": "other"}), office.member.delete(declared)]
    assert [each.status_code for each in tried] == [403, 403]


def test_what_the_person_declared_he_alters_and_takes_back_and_no_manager_does(make, office, mails):
    own = f"/departures/{make.departure(office.holder)}"
    read = etag(office.manager, own)
    tried = [office.manager.patch(own, {"kind": "other"}, read), office.manager.delete(own, read)]
    assert [each.status_code for each in tried] == [403, 403]
    done = [office.member.patch(own, {"kind": "transfer"}), office.member.delete(own)]
    assert [each.status_code for each in done] == [200, 204]
    assert mails() == []


def test_another_manager_of_the_institution_goes_on(make, sign_in, office, declared):
    other = sign_in(make.person(office.place), ("manager", office.place))
    answer = other.patch(declared, {"kind": "transfer"}, etag(other, declared))
    assert (answer.status_code, answer.json["declared_by"]["id"] == office.boss) == (200, False)


def test_a_person_has_one_departure_to_come_whoever_declares_it(office, declared):
    tried = [
        office.member.post("/departures", DAY),
        office.manager.post("/departures", {**DAY, "person_id": office.holder}),
    ]
    assert [each.status_code for each in tried] == [409, 409]


def test_after_a_departure_that_is_over_another_can_be_declared(make, office):
    over = f"/departures/{make.departure(office.holder, leaves_on=make.day(-1))}"
    assert office.member.post("/departures", DAY).status_code == 201
    assert office.member.patch(over, {"leaves_on": "2099-01-01"}).status_code == 409


def test_two_who_declare_at_once_leave_one_departure(application, office, make, sign_in):
    clients = [sign_in(make.person(office.place), ("manager", office.place)) for _ in range(4)]
    ready, statuses = threading.Barrier(4), []

    def declare(headers):
        client = ApiClient(application)
        client.headers = headers
        ready.wait()
        statuses.append(client.post("/departures", {**DAY, "person_id": office.holder}).status_code)

    threads = [threading.Thread(target=declare, args=(each.headers,)) for each in clients]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(statuses) == [201, 409, 409, 409]


def test_a_day_that_is_over_is_not_declared(office):
    assert office.member.post("/departures", {**DAY, "leaves_on": "2020-01-01"}).status_code == 422


def test_a_manager_declares_nothing_of_anybody_elsewhere(office):
    assert office.elsewhere.post("/departures", {**DAY, "person_id": office.holder}).status_code == 403


def test_a_member_declares_nothing_of_a_colleague(make, office):
    assert office.member.post("/departures", {**DAY, "person_id": make.person(office.place)}).status_code == 403


def test_an_account_of_nobody_declares_nothing(sign_in, office):
    nobody = sign_in(None, ("manager", office.place))
    assert nobody.post("/departures", {**DAY, "person_id": office.holder}).status_code == 403


def test_who_goes_elsewhere_is_not_followed_by_what_was_declared_here(make, sign_in, application, office, declared):
    place = make.risk_on(make.institution())
    with application.app_context():
        db.session.get_one(Departure, declared.split("/")[2]).person.institution_id = place
        db.session.commit()
        db.session.remove()
    assert office.manager.get(declared, **PURPOSE).status_code == 200
    there = sign_in(make.person(place), ("manager", place))
    assert (there.get("/departures", **PURPOSE).json["items"], there.get(declared, **PURPOSE).status_code) == ([], 404)


def test_departures_are_listed_by_their_day_through_all_pages(make, office):
    days = [make.day(each) for each in (30, 10, 20, 10, 40)]
    for each in days:
        make.departure(make.person(office.place), leaves_on=each)
    seen, cursor = [], {}
    while cursor is not None:
        page = office.manager.get("/departures", limit=2, **PURPOSE, **cursor).json
        seen += [each["leaves_on"] for each in page["items"]]
        cursor = {"cursor": page["next"]} if page["next"] else None
    assert seen == sorted(each.isoformat() for each in days)

"""What a manager sees of an institution's knowledge-loss risk, and what nobody sees."""

from __future__ import annotations

import pytest

from app.extensions import db, utc_now
from app.knowledge_risk import heat_map
from app.knowledge_risk.plan_models import PositionSuccessor
from app.lessons.models import Lesson
from app.people.models import Person
from tests.features.knowledge_risk.conftest import PURPOSE


def shown(client, place, what="", **more):
    answer = client.get(f"/risk/institutions/{place}{what}", **{**PURPOSE, **more})
    assert answer.status_code == 200, answer.get_json()
    return answer.get_json()


def risk_of(client, place):
    """(total, residual, band) of the one post there."""
    (post,) = shown(client, place)["positions"]
    return post["risk"]["total"], post["risk"]["residual"], post["risk"]["residual_band"]


@pytest.fixture
def write(application):
    """A function that commits what another does in a context."""

    def commit(act):
        with application.app_context():
            act()
            db.session.commit()
            db.session.remove()

    return commit


@pytest.fixture
def dykes(make, office):
    """A topic that only the holder knows, and his post, critical and unique."""
    topic = make.topic()
    make.expertise(office.holder, topic, level="expert", visibility="institution")
    make.position(office.holder, office.place, topics=[topic], factor=5, title="Keeper of dykes")
    return topic


def test_a_departure_raises_the_risk_of_the_post_and_nothing_else_does(make, office, dykes):
    assert risk_of(office.manager, office.place) == (5, 5, "important")

    make.departure(office.holder, leaves_on=make.day(30))

    assert risk_of(office.manager, office.place) == (25, 25, "high_priority")


def test_a_lesson_lowers_the_risk_once_it_is_validated_and_shown_to_colleagues(make, office, dykes, write):
    make.departure(office.holder, leaves_on=make.day(30))
    lesson = make.lesson(office.holder, [dykes], step="captured", visibility="institution")
    assert risk_of(office.manager, office.place)[1] == 25

    write(lambda: setattr(db.session.get_one(Lesson, lesson), "step", "validated"))
    assert risk_of(office.manager, office.place) == (25, 15, "high_importance")

    write(lambda: setattr(db.session.get_one(Lesson, lesson), "visibility", "private"))
    assert risk_of(office.manager, office.place)[1] == 25


def test_a_lesson_that_captured_somebody_elses_know_how_lowers_nothing(make, office, dykes):
    make.departure(office.holder, leaves_on=make.day(30))
    make.lesson(make.person(office.place), [dykes], step="validated")

    assert risk_of(office.manager, office.place)[1] == 25


@pytest.mark.parametrize(
    ("level", "where", "left"),
    [("competent", "institution", 5), ("advanced_beginner", "institution", 25), ("expert", "private", 25)],
)
def test_a_successor_counts_once_colleagues_can_see_that_he_is_competent(
    level, where, left, make, office, dykes, write
):
    make.departure(office.holder, leaves_on=make.day(30))
    young = make.person(office.place)
    make.expertise(young, dykes, level=level, visibility=where)
    assert risk_of(office.manager, office.place)[1] == 25
    post = shown(office.manager, office.place)["positions"][0]["id"]

    write(lambda: db.session.add(PositionSuccessor(position_id=post, person_id=young, topic_id=dykes)))

    assert risk_of(office.manager, office.place)[1] == left


def test_a_successor_who_left_counts_no_more(make, office, dykes, write):
    make.departure(office.holder, leaves_on=make.day(30))
    young = make.person(office.place)
    make.expertise(young, dykes, level="expert")
    post = shown(office.manager, office.place)["positions"][0]["id"]
    write(lambda: db.session.add(PositionSuccessor(position_id=post, person_id=young, topic_id=dykes)))
    assert risk_of(office.manager, office.place)[1] == 5

    write(lambda: setattr(db.session.get_one(Person, young), "left_on", make.day(-1)))

    assert risk_of(office.manager, office.place)[1] == 25


def test_who_objects_to_risk_scoring_is_nowhere_in_any_answer(make, office, dykes, object_to_risk):
    make.departure(office.holder, leaves_on=make.day(30))
    object_to_risk(office.member, office.holder)

    report = office.manager.get(f"/risk/institutions/{office.place}", **PURPOSE)
    asked = {"institution_id": office.place, "people": [office.holder], **PURPOSE}

    assert office.holder not in report.get_data(as_text=True)
    assert "Achieng" not in report.get_data(as_text=True)
    assert report.get_json()["positions"][0]["risk"]["attrition"] == 1
    assert report.get_json()["areas"][0]["competent"]["institution"] == 0
    assert office.manager.post("/risk/what-if", asked).status_code == 422


def test_what_somebody_keeps_private_is_not_counted(make, office):
    topic = make.topic()
    make.expertise(office.holder, topic, level="expert", visibility="private")
    make.expertise(make.person(office.place), topic, level="novice", visibility="institution")

    (area,) = shown(office.manager, office.place)["areas"]

    assert area["competent"] == {"institution": 0, "country": 0, "abroad": 0}


def test_what_if_says_what_nobody_is_left_for_and_who_is_left_alone(make, office, dykes):
    second, both = make.person(office.place), make.topic()
    for person in (office.holder, second):
        make.expertise(person, both, level="competent")
    lesson = make.lesson(office.holder, [dykes], visibility="institution", title="How we closed the breach")

    answer = office.manager.post(
        "/risk/what-if", {"institution_id": office.place, "people": [office.holder], **PURPOSE}
    ).get_json()

    lost = {each["kind"]: [item["id"] for item in each["items"]] for each in answer["no_holder"]}
    assert lost == {"topic": [dykes], "lesson": [lesson]}
    assert [(each["kind"], each["items"][0]["id"]) for each in answer["one_holder"]] == [("topic", both)]
    before, after = next(
        (each["before"], each["after"])
        for each in answer["coverage"]
        if (each["level"], each["proximity"]) == ("competent", "institution")
    )
    assert (before, after) == (3, 1)


def test_people_of_another_institution_are_refused_as_unknown_ones_are(make, office):
    def answer(person):
        asked = {"institution_id": office.place, "people": [person], **PURPOSE}
        found = office.manager.post("/risk/what-if", asked)
        return found.status_code, found.get_data(as_text=True).replace(person, "")

    assert answer(make.person(make.institution())) == answer("01900000-0000-7000-8000-000000000000")


def test_departures_that_would_hurt_most_are_those_of_the_last_who_know(make, office, dykes):
    known = make.topic()
    for _ in range(3):
        make.expertise(make.person(office.place), known)

    first = shown(office.manager, office.place)["departures"][0]

    assert first["person"]["id"] == office.holder
    assert first["total"] == pytest.approx(sum(part["value"] for part in first["parts"]), abs=1e-9)


def test_an_area_says_how_few_departures_lose_it(make, office):
    topic = make.topic()
    for place in (office.place, office.place, make.institution()):
        make.expertise(make.person(place), topic, level="expert")

    (area,) = shown(office.manager, office.place)["areas"]

    assert area["competent"]["institution"] == 2
    assert area["fewest"] == {"people": 2, "at_least": 2, "is_fewest": True, "method": "exact"}


def test_the_heat_map_has_a_cell_for_each_area_and_unit_with_the_highest_risk(make, office, dykes):
    make.departure(office.holder, leaves_on=make.day(30))
    make.position(None, office.place, topics=[dykes], factor=2)

    (cell,) = shown(office.manager, office.place, "/heat-map")["items"]

    assert (cell["area"]["id"], cell["unit"], cell["positions"]) == (dykes, "Hydrology", 2)
    assert (cell["residual"], cell["band"]) == (25, "high_priority")


def crowd(make, place, topic, count, unit="Hydrology"):
    """So many holders of rated posts; each third leaves soon and is hard to replace."""
    for number in range(count):
        person = make.person(place)
        make.position(person, place, topics=[topic], factor=5, unit=unit)
        if number % 3 == 0:
            make.departure(person, leaves_on=make.day(20))


def test_a_coordinator_sees_rounded_counts_of_many_and_no_small_cell(make, office, sign_in):
    coordinator, topic = sign_in(make.person(office.place), ("coordinator", office.place)), make.topic()
    crowd(make, office.place, topic, 12)
    crowd(make, office.place, topic, 9, unit="Archive")

    found = shown(coordinator, office.place, "/aggregates")

    assert [(each["unit"], each["people"], each["at_risk"]) for each in found["cells"]] == [("Hydrology", 10, 5)]


def test_counts_stay_as_they_are_within_a_quarter(make, office, monkeypatch):
    topic = make.topic()
    crowd(make, office.place, topic, 12)
    first = shown(office.manager, office.place, "/aggregates")
    crowd(make, office.place, topic, 12)

    assert shown(office.manager, office.place, "/aggregates") == first

    now = utc_now()
    monkeypatch.setattr(heat_map, "utc_now", lambda: now.replace(year=now.year + 1))
    assert shown(office.manager, office.place, "/aggregates")["cells"][0]["people"] == 25


@pytest.mark.parametrize("what", ["", "/heat-map", "/aggregates"])
def test_each_look_says_its_purpose_and_makes_one_event(what, office, during):
    path = f"/risk/institutions/{office.place}{what}"

    assert office.manager.get(path).status_code == 422
    (event,) = during(lambda: shown(office.manager, office.place, what))

    assert event.purpose.endswith("succession_planning")


@pytest.mark.parametrize("what", ["", "/heat-map", "/aggregates"])
def test_a_manager_of_another_institution_is_told_that_there_is_none(what, office):
    missing = office.elsewhere.get(f"/risk/institutions/01900000-0000-7000-8000-000000000000{what}", **PURPOSE)
    other = office.elsewhere.get(f"/risk/institutions/{office.place}{what}", **PURPOSE)

    assert (other.status_code, missing.status_code) == (404, 404)


def test_where_it_is_switched_off_there_is_no_report(make, sign_in):
    place = make.institution()
    boss = sign_in(make.person(place), ("manager", place))

    answer = boss.get(f"/risk/institutions/{place}", **PURPOSE)

    assert (answer.status_code, answer.get_json()["type"]) == (409, "urn:sankofa:problem:risk-switched-off")

"""Each look at others has a purpose on record; an objection holds at once; switched off, there is nothing."""

import pytest
from sqlalchemy import select

from app.extensions import db, new_id
from app.knowledge_risk.models import Departure, Position, PositionContest
from app.vocabulary import RISK_PURPOSES
from tests.features.errors.problems import problem_of
from tests.features.knowledge_risk.conftest import PURPOSE, etag

DAY = {"kind": "transfer", "leaves_on": "2099-06-30"}


@pytest.fixture
def post(make, office):
    return f"/positions/{make.position(office.holder, office.place)}"


@pytest.fixture
def leaving(make, office):
    return f"/departures/{make.departure(office.holder)}"


def told(event):
    return event.purpose, event.doing, [(each.kind, each.item_id, each.act) for each in event.items]


@pytest.mark.parametrize("purpose", RISK_PURPOSES)
def test_a_look_at_another_makes_exactly_one_event_with_its_purpose(office, post, leaving, during, purpose):
    for path, doing in ((post, "positions.get_position"), (leaving, "departures.get_departure")):
        _, collection, item = path.split("/")
        (event,) = during(lambda: office.manager.get(path, purpose=purpose))  # noqa: B023
        assert told(event) == (purpose, doing, [(collection[:-1], item, "read")])
        assert event.person_id == office.boss


def test_a_look_through_a_list_names_each_that_was_shown(make, office, post, during):
    other = make.position(institution=office.place)
    (event,) = during(lambda: office.manager.get("/positions", **PURPOSE))
    assert {each.item_id for each in event.items} == {other, post.split("/")[2]}


def test_a_look_that_finds_nothing_is_an_event_too(office, during):
    (event,) = during(lambda: office.manager.get("/departures", **PURPOSE))
    assert told(event) == (PURPOSE["purpose"], "departures.list_departures", [("departure", None, "read")])


def test_without_a_purpose_nothing_of_others_is_shown_and_the_list_is_named(office, post, leaving, during):
    answers = []
    paths = (post, leaving, "/positions", "/departures")
    assert during(lambda: answers.extend(office.manager.get(each) for each in paths)) == []
    assert {problem_of(each) for each in answers} == {(422, "invalid")}
    assert all(purpose in each.json["errors"]["purpose"][0] for each in answers for purpose in RISK_PURPOSES)


def test_a_purpose_of_ones_own_making_is_refused(office, post):
    assert office.manager.get(post, purpose="curiosity").status_code == 422


def test_ones_own_entry_needs_no_purpose_and_leaves_no_trace(office, post, leaving, during):
    answers = []
    paths = (post, leaving, "/positions", "/departures")
    assert during(lambda: answers.extend(office.member.get(each) for each in paths)) == []
    assert {each.status_code for each in answers} == {200}


def test_who_manages_others_asks_for_his_own_alone_without_a_purpose(make, office, post, leaving, during):
    own = {make.position(office.boss, office.place), make.departure(office.boss)}
    own.add(make.plan(make.position(office.boss, office.place)))
    make.plan(post.split("/")[2])
    answers = []
    paths = ("/positions", "/departures", "/retention-plans")
    assert during(lambda: answers.extend(office.manager.get(each, is_mine="true") for each in paths)) == []
    found = {each["id"] for answer in answers for each in answer.json["items"]}
    assert found > own
    assert {post.split("/")[2], leaving.split("/")[2]} & found == set()
    assert len(found) == len(own) + 1  # the post of that plan
    refused = [office.manager.get(each, is_mine="false").status_code for each in paths]
    assert refused == [422] * 3  # whoever wants to see others says what for


def test_a_look_that_can_not_be_recorded_is_not_answered(office, post, monkeypatch, events):
    def fail(*_):
        raise RuntimeError("the book is full")

    before = len(events())
    with monkeypatch.context() as patched:
        patched.setattr("app.audit.recording.seal_of_event", fail)
        answers = [office.manager.get(each, **PURPOSE) for each in (post, "/positions")]
    assert [each.status_code for each in answers] == [500, 500]
    assert not any("Achieng" in each.get_data(as_text=True) for each in answers)
    assert len(events()) == before


def test_a_look_at_what_has_not_changed_is_an_event_too(office, post, during):
    read = etag(office.manager, post)
    sent = {"headers": {"If-None-Match": read}, "query_string": PURPOSE}
    answers = []
    assert len(during(lambda: answers.append(office.manager.send("GET", post, **sent)))) == 1
    assert answers[0].status_code == 304


def test_who_objects_is_out_of_the_next_answer_and_the_post_stays_with_its_factor(office, post, object_to_risk):
    office.member.post(f"{post}/contest", {"text": "It is not I alone."})
    before = office.manager.get(post, **PURPOSE).json
    assert (before["holder"]["id"], len(before["contests"])) == (office.holder, 1)
    object_to_risk(office.member, office.holder)
    answers = [office.manager.get(each, **PURPOSE) for each in (post, "/positions")]
    seen = answers[0].json
    assert (seen["holder"], seen["contests"], seen["factor"]) == (None, [], before["factor"])
    words = (office.holder, "Achieng", "not I alone")
    assert not any(word in each.get_data(as_text=True) for each in answers for word in words)


def test_who_objects_still_sees_and_contests_his_own_entry(office, post, leaving, object_to_risk):
    object_to_risk(office.member, office.holder)
    assert office.member.get(post).json["holder"]["id"] == office.holder
    assert office.member.post(f"{post}/contest", {"text": "Wrong."}).status_code == 201
    assert office.member.get(post).json["contests"][0]["text"] == "Wrong."
    assert office.member.get(leaving).status_code == 200


def test_the_departure_of_who_objects_is_as_if_it_were_missing(office, leaving, object_to_risk):
    object_to_risk(office.member, office.holder)
    absent = f"/departures/{new_id()}"
    hidden, missing = (office.manager.get(each, **PURPOSE) for each in (leaving, absent))
    assert hidden.get_data().replace(leaving.encode(), b"") == missing.get_data().replace(absent.encode(), b"")
    assert hidden.status_code == 404
    assert office.manager.delete(leaving, '"any"').status_code == 404
    assert office.manager.get("/departures", **PURPOSE).json["items"] == []


def test_of_who_objects_no_departure_is_declared_by_others(office, object_to_risk):
    object_to_risk(office.member, office.holder)
    refused = office.manager.post("/departures", {**DAY, "person_id": office.holder})
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["person_id"])
    assert office.member.post("/departures", DAY).status_code == 201


def test_the_contest_of_who_objects_does_not_tell_by_standing_in_the_way(office, post, object_to_risk):
    office.member.post(f"{post}/contest", {"text": "Wrong."})
    object_to_risk(office.member, office.holder)
    assert office.manager.post(f"{post}/answer", {"text": "No."}).status_code == 409
    assert office.manager.delete(post, etag(office.manager, post)).status_code == 204


def test_an_objection_that_is_taken_back_shows_all_again(office, post, leaving, object_to_risk):
    object_to_risk(office.member, office.holder)
    object_to_risk(office.member, office.holder, is_so=False)
    assert office.manager.get(post, **PURPOSE).json["holder"]["id"] == office.holder
    assert office.manager.get(leaving, **PURPOSE).status_code == 200


def switch_off(office):
    path = f"/risk/institutions/{office.place}/settings"
    assert office.manager.patch(path, {"is_on": False}).status_code == 200


def attempts(office, post, leaving):
    """Every act on the post and the departure: a function of the client that tries."""
    guard = {"headers": {"If-Match": '"any"'}}
    rating, words = {"factor": 1, "evidence": "None."}, {"text": "No."}
    acts = [("GET", each, {"query_string": PURPOSE}) for each in (post, leaving)]
    acts += [
        ("PATCH", post, {"json": {"unit": "U"}, **guard}),
        ("PATCH", leaving, {"json": {"kind": "other"}, **guard}),
    ]
    acts += [("DELETE", each, guard) for each in (post, leaving)]
    acts += [("POST", f"{post}/{act}", {"json": said}) for act, said in (("rate", rating), ("answer", words))]
    return lambda client: {problem_of(client.send(*each[:2], **each[2])) for each in acts}


def test_where_it_is_switched_off_managers_are_told_so_and_others_that_there_is_nothing(office, post, leaving):
    switch_off(office)
    tried = attempts(office, post, leaving)
    assert tried(office.manager) == {(409, "risk-switched-off")}
    assert tried(office.elsewhere) == {(404, "not-found")}
    own = [office.member.get(post), office.member.get(leaving), office.member.post(f"{post}/contest", {"text": "No."})]
    assert {problem_of(each) for each in own} == {(409, "risk-switched-off")}


def test_where_it_is_switched_off_lists_are_empty_and_nothing_is_written(office, post, leaving, make):
    switch_off(office)
    lists = [
        client.get(each, **PURPOSE)
        for client in (office.manager, office.member)
        for each in ("/positions", "/departures")
    ]
    assert [each.json["items"] for each in lists] == [[], [], [], []]
    asked = office.manager.get("/positions", institution_id=office.place, **PURPOSE)
    said = {"title": "T", "institution_id": office.place}
    refused = [asked, office.manager.post("/positions", said), office.member.post("/departures", DAY)]
    assert {problem_of(each) for each in refused} == {(409, "risk-switched-off")}


def test_switched_on_again_everything_is_there_as_it_was(office, post):
    before = office.manager.get(post, **PURPOSE).data
    switch_off(office)
    office.manager.patch(f"/risk/institutions/{office.place}/settings", {"is_on": True})
    assert office.manager.get(post, **PURPOSE).data == before


@pytest.mark.parametrize("role", ["admin", "network_coordinator", "coordinator"])
def test_no_other_role_reads_risk_data_of_people(make, sign_in, office, post, leaving, role):
    place = office.place if role == "coordinator" else None
    nobody, colleague = sign_in(None, (role, place)), sign_in(make.person(office.place), (role, place))
    paths = (post, leaving, "/positions", "/departures")
    assert {nobody.get(each, **PURPOSE).status_code for each in paths} == {403}
    assert {colleague.get(each, **PURPOSE).status_code for each in (post, leaving)} == {404}
    assert [colleague.get(each).json["items"] for each in paths[2:]] == [[], []]


COLUMNS = {
    Position: "ref institution_id title unit holder_id factor evidence rated_by_id rated_at",
    PositionContest: "position_id person_id text contested_at answer answered_by_id answered_at",
    Departure: "person_id institution_id kind leaves_on declared_at declared_by_id",
}


def test_no_age_sex_health_or_activity_is_an_input_these_are_all_columns():
    kept = {"id", "created_at", "updated_at", "version"}
    found = {model: set(model.__table__.c.keys()) - kept for model in COLUMNS}
    assert found == {model: set(names.split()) for model, names in COLUMNS.items()}
    assert set(db.metadata.tables["position_topic"].c.keys()) == {"position_id", "topic_id"}


def test_an_erasure_leaves_the_post_without_name_and_takes_contests_and_departures(
    application, make, admin, office, leaving
):
    evidence = "Only Achieng Holder gauges the river."
    post = make.position(office.holder, office.place, evidence=evidence, rated_by_id=office.boss)
    make.contest(office.holder, post, answer="Yes.", answered_by_id=office.boss)
    other = make.departure(make.person(office.place), declared_by_id=office.holder)
    assert [admin.delete(f"/people/{each}").status_code for each in (office.holder, office.boss)] == [204, 204]
    with application.app_context():
        kept = db.session.get_one(Position, post)
        assert (kept.holder_id, kept.rated_by_id, kept.factor) == (None, None, 4)
        assert kept.evidence == "Only [removed] gauges the river."
        assert db.session.scalars(select(PositionContest)).all() == []
        assert [(each.id, each.declared_by_id) for each in db.session.scalars(select(Departure))] == [(other, None)]
        db.session.remove()

"""What an institution may say of its staff, and what only the person can; the history of who worked where is kept."""

import pytest
from sqlalchemy import select, update

from app.extensions import db, utc_now
from app.people.models import Employment
from app.people.service import STAFF_RECORD

PERSONAL = {
    "about": "I know water.",
    "languages": [{"language": "fr", "level": "C1"}],
    "time_zone": "Africa/Nairobi",
    "working_days": ["sun", "mon"],
    "hours_per_month": 8.5,
    "is_paused": True,
    "objects_to_matching": True,
    "objects_to_risk": True,
    "ring_open": "domestic",
    "contact_visibility": "country",
    "about_visibility": "country",
    "languages_visibility": "country",
    "availability_visibility": "country",
}
RECORD = {"name": "Ann Otieno", "position": "Director", "unit": "Water", "email": "ann@office.example"}


@pytest.fixture
def jobs(application):
    """A function that gives (institution, position, unit, is over) of each job of a person, from the first on."""

    def read(person):
        with application.app_context():
            query = select(Employment).where(Employment.person_id == person).order_by(Employment.id)
            rows = db.session.scalars(query).all()
            return [(row.institution_id, row.position, row.unit, row.ended_on is not None) for row in rows]

    return read


@pytest.mark.parametrize("field", PERSONAL)
def test_only_the_person_says_what_is_personal(make, sign_in, field):
    place = make.institution()
    me = make.person(place)
    said = {field: PERSONAL[field]}
    others = [sign_in(None, "admin"), sign_in(None, ("coordinator", place)), sign_in(make.person(place))]
    assert [client.patch(f"/people/{me}", said).status_code for client in (*others, sign_in(me))] == [
        403,
        403,
        403,
        200,
    ]


@pytest.mark.parametrize("field", PERSONAL)
def test_what_was_refused_did_not_happen(make, sign_in, admin, field):
    me = make.person()
    client = sign_in(me)
    before = client.get(f"/people/{me}").data
    admin.patch(f"/people/{me}", {"name": "Changed", field: PERSONAL[field]})
    assert client.get(f"/people/{me}").data == before


def test_a_person_reads_back_all_that_he_said(make, sign_in):
    me = make.person()
    shown = sign_in(me).patch(f"/people/{me}", {**PERSONAL, **RECORD}).json
    assert shown["contact"] == {"email": "ann@office.example"}
    assert {**shown, **shown["availability"], **shown["privacy"]}.items() >= {
        name: value for name, value in {**PERSONAL, **RECORD}.items() if name != "email"
    }.items()


def test_the_staff_record_is_what_a_coordinator_may_put_right(make, sign_in):
    place = make.institution()
    coordinator = sign_in(None, ("coordinator", place))
    said = {**RECORD, "institution_id": place}
    assert said.keys() == STAFF_RECORD
    assert coordinator.patch(f"/people/{make.person(place)}", said).status_code == 200


def test_a_new_colleague_shows_nothing_until_he_says_otherwise(make, sign_in):
    place = make.institution()
    made = sign_in(None, ("coordinator", place)).post("/people", {**RECORD, "institution_id": place}).json
    seen = sign_in(made["id"]).get(f"/people/{made['id']}").json
    assert (
        {made[card] for card in ("contact", "about", "languages", "availability", "privacy")}
        == {None}
        == {made["about"]}
    )
    assert set(seen["privacy"].values()) == {"private", False}
    assert (seen["availability"]["ring_open"], seen["availability"]["hours_per_month"]) == ("internal", 0)


@pytest.mark.parametrize("name", ["ann@office.example", "ANN@OFFICE.EXAMPLE", " Ann@office.example"])
def test_an_address_belongs_to_one_person_whatever_its_case(make, admin, name):
    place = make.institution()
    make.person(place, email="ann@office.example")
    assert admin.post("/people", {"name": "Ann", "institution_id": place, "email": name}).status_code == 409
    assert len(admin.get("/people").json["items"]) == 1


def test_several_people_may_have_no_address(make, admin):
    place = make.institution()
    answers = [admin.post("/people", {"name": "A", "institution_id": place, "email": None}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]


def test_a_language_is_named_once(make, sign_in):
    me = make.person(languages="sw:C2")
    twice = [{"language": "fr", "level": "A1"}, {"language": "fr", "level": "C2"}]
    client = sign_in(me)
    assert client.patch(f"/people/{me}", {"languages": twice}).status_code == 422
    assert client.get(f"/people/{me}").json["languages"] == [{"language": "sw", "level": "C2"}]


def test_languages_are_replaced_as_a_whole(make, sign_in):
    me = make.person(languages="en:C1 sw:C2")
    said = [{"language": "fr", "level": "B1"}, {"language": "sw", "level": "B2"}]
    assert sign_in(me).patch(f"/people/{me}", {"languages": said}).json["languages"] == said


@pytest.mark.parametrize(
    "said",
    [
        {"languages": [{"language": "xx", "level": "C1"}]},
        {"languages": [{"language": "fr", "level": "fluent"}]},
        {"languages": [{"language": "fr"}]},
        {"languages": None},
        {"time_zone": "Nairobi"},
        {"time_zone": "Africa/Nairobi\0"},
        {"working_days": ["monday"]},
        {"working_days": ["mon"] * 8},
        {"hours_per_month": -1},
        {"hours_per_month": 160.5},
        {"hours_per_month": float("nan")},
        {"hours_per_month": float("inf")},
        {"hours_per_month": True},
        {"hours_per_month": None},
        {"ring_open": "network"},
        {"is_paused": "perhaps"},
        {"about_visibility": "internal"},
        {"ref": "p2"},
    ],
    ids=str,
)
def test_what_no_person_can_be_is_refused_at_its_field(make, sign_in, said):
    me = make.person()
    refused = sign_in(me).patch(f"/people/{me}", said)
    assert (refused.status_code, refused.json["errors"].keys()) == (422, said.keys())


def test_a_move_ends_the_job_and_begins_another(make, sign_in, jobs):
    old, new = make.institution(), make.institution()
    me = make.person(old, position="Clerk", unit="Law")
    both = sign_in(None, ("coordinator", old), ("coordinator", new))
    shown = both.patch(f"/people/{me}", {"institution_id": new, "position": "Head"}).json
    assert (shown["institution"]["id"], shown["position"]) == (new, "Head")
    assert jobs(me) == [(old, "", "", True), (new, "Head", "Law", False)]


def test_a_new_position_in_the_same_house_is_a_job_of_its_own(make, sign_in, jobs):
    me = make.person()
    sign_in(me).patch(f"/people/{me}", {"position": "Head"})
    assert [(job[1], job[3]) for job in jobs(me)] == [("", True), ("Head", False)]


def test_saying_again_where_one_works_begins_no_job(make, sign_in, jobs):
    place = make.institution()
    me = make.person(place, position="Clerk")
    sign_in(me).patch(f"/people/{me}", {"institution_id": place, "position": "Clerk", "name": "Ann"})
    assert len(jobs(me)) == 1


def test_a_job_that_was_to_begin_later_can_still_be_left(make, application, admin, jobs):
    me = make.person()
    with application.app_context():
        ahead = utc_now().date().replace(year=utc_now().year + 1, day=1)
        db.session.execute(update(Employment).values(started_on=ahead))
        db.session.commit()
    assert admin.patch(f"/people/{me}", {"position": "Head"}).status_code == 200
    assert [job[3] for job in jobs(me)] == [True, False]


@pytest.mark.parametrize(("roles", "status"), [((), 403), (("old",), 403), (("new",), 403), (("old", "new"), 200)])
def test_who_moves_somebody_must_reach_both_houses(make, sign_in, jobs, roles, status):
    place = {"old": make.institution(), "new": make.institution()}
    me = make.person(place["old"])
    mover = sign_in(make.person(), *(("coordinator", place[each]) for each in roles))
    assert mover.patch(f"/people/{me}", {"institution_id": place["new"]}).status_code == status
    assert len(jobs(me)) == (2 if status == 200 else 1)


def test_nobody_moves_himself(make, sign_in):
    me, other = make.person(), make.institution()
    client = sign_in(me)
    assert client.patch(f"/people/{me}", {"institution_id": other}).status_code == 403
    assert client.get(f"/people/{me}").json["institution"]["id"] != other


@pytest.mark.parametrize("wrong", ["0192f0c4-0000-7000-8000-000000000000"])
def test_a_house_that_is_not_there_is_refused_at_its_field(make, admin, wrong):
    made = admin.post("/people", {"name": "Ann", "institution_id": wrong})
    moved = admin.patch(f"/people/{make.person()}", {"institution_id": wrong})
    assert [(each.status_code, list(each.json["errors"])) for each in (made, moved)] == [(422, ["institution_id"])] * 2


def test_who_moved_sees_and_shows_by_the_new_house_at_once(make, sign_in, admin):
    old, new = make.institution(country="KE"), make.institution(country="SN")
    me, colleague = make.person(old, about="Water", about_visibility="institution"), sign_in(make.person(old))
    admin.patch(f"/people/{me}", {"institution_id": new})
    assert colleague.get(f"/people/{me}").json["about"] is None
    assert sign_in(make.person(new)).get(f"/people/{me}").json["about"] == "Water"

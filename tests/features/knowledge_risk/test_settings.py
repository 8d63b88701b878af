"""Off until it is switched on with the agreement of the staff's representation; off again at any time."""

import pytest

from app.extensions import new_id
from tests.features.errors.problems import problem_of

BANDS = {"high_priority_from": 20, "priority_from": 16, "importance_from": 10}
USUAL = {"is_on": False, "agreement": "", "fiscal_year_starts": 1, "bands": BANDS, "min_cell": 10}


@pytest.fixture
def place(make):
    return make.institution()


@pytest.fixture
def path(place):
    return f"/risk/institutions/{place}/settings"


@pytest.fixture
def manager(make, sign_in, place):
    return sign_in(make.person(place), ("manager", place))


def test_it_is_off_until_somebody_switches_it_on(manager, place, path):
    assert manager.get(path).json == {"institution_id": place, **USUAL}
    refused = manager.post("/positions", {"title": "T", "institution_id": place})
    assert problem_of(refused) == (409, "risk-switched-off")


@pytest.mark.parametrize("agreement", [{}, {"agreement": ""}, {"agreement": "  "}])
def test_it_is_not_switched_on_without_the_agreement(manager, path, agreement):
    refused = manager.patch(path, {"is_on": True, **agreement})
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["agreement"])
    assert manager.get(path).json["is_on"] is False


def test_with_the_agreement_it_is_on_and_stays_bound_to_it(manager, path):
    assert manager.patch(path, {"is_on": True, "agreement": "Agreement 7"}).status_code == 200
    assert manager.patch(path, {"agreement": ""}).status_code == 422
    assert manager.patch(path, {"is_on": False}).json["is_on"] is False
    assert manager.patch(path, {"is_on": True}).json["agreement"] == "Agreement 7"


def test_an_administrator_switches_it_too(admin, path):
    assert admin.patch(path, {"is_on": True, "agreement": "Agreement 7"}).status_code == 200


def test_the_staff_may_read_what_was_agreed_and_alters_nothing(make, sign_in, place, path):
    member = sign_in(make.person(place))
    assert member.get(path).json["agreement"] == ""
    assert member.patch(path, {"min_cell": 20}).status_code == 403


def test_at_another_institution_there_is_nothing_to_see(make, sign_in, path):
    other = make.institution()
    stranger = sign_in(make.person(other), ("manager", other))
    absent = stranger.get(f"/risk/institutions/{new_id()}/settings")
    assert problem_of(stranger.get(path)) == problem_of(absent) == (404, "not-found")
    assert stranger.patch(path, {"min_cell": 20}, '"any"').status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"bands": {**BANDS, "priority_from": 20}},
        {"bands": {**BANDS, "importance_from": 17}},
        {"bands": {**BANDS, "high_priority_from": 26}},
        {"bands": {**BANDS, "importance_from": 1}},
        {"bands": {"high_priority_from": 20}},
        {"bands": {**BANDS, "age_from": 60}},
        {"min_cell": 4},
        {"fiscal_year_starts": 0},
        {"fiscal_year_starts": 13},
        {"is_on": "yes"},
    ],
)
def test_numbers_that_can_not_be_are_refused(manager, path, wrong):
    assert manager.patch(path, wrong).status_code == 422
    assert manager.get(path).json["bands"] == BANDS


def test_what_is_said_is_kept_and_who_read_an_older_state_is_told(manager, path):
    said = {"bands": {**BANDS, "importance_from": 8}, "min_cell": 5, "fiscal_year_starts": 7}
    read = manager.get(path).headers["ETag"]
    told = manager.patch(path, said, read).json
    assert {name: told[name] for name in said} == said
    assert manager.patch(path, {"min_cell": 30}, read).status_code == 412
    assert manager.send("PATCH", path, json={"min_cell": 30}).status_code == 428

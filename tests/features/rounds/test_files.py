"""Needs and offers as files: what was written is read again, all rows or none, each bad row by its line."""

import csv
import io

import pytest

from app.rounds.entry_routes import MEDIA
from app.rounds.files import COLUMNS
from app.spreadsheets import write_sheet

FORMS = ("csv", "xlsx")


def a_file(kind, form, *rows):
    lines = [COLUMNS[kind], *([row.get(name, "") for name in COLUMNS[kind]] for row in rows)]
    if form == "xlsx":
        return write_sheet(kind, lines)
    text = io.StringIO()
    csv.writer(text).writerows(lines)
    return text.getvalue().encode()


def send(client, round_, kind, content, form="csv"):
    headers = {"Content-Type": MEDIA[form]}
    return client.send("POST", f"{round_}/import", query_string={"kind": kind}, data=content, headers=headers)


def need_row(office, **said):
    told = {"institution": f"X [{office.place}]", "challenge": f"X [{office.challenge}]"}
    return {**told, "contact": f"X [{office.learner}]", **said}


def without(told, *names):
    return [{name: value for name, value in each.items() if name not in names} for each in told.json["items"]]


@pytest.mark.parametrize("form", FORMS)
def test_what_was_exported_can_be_imported_again_and_says_the_same(office, form):
    needs, offers = f"{office.round}/needs", f"{office.round}/offers"
    office.coordinator.post(
        needs,
        {
            **{"institution_id": office.place, "challenge_id": office.challenge, "contact_id": office.learner},
            **{"languages": ["en", "fr"], "months": ["2027-02"], "hours_per_month": 2.5, "visitors": 3},
        },
    )
    experts = [{"person_id": office.expert, "hours_per_month": 2}]
    said = {"title": "=1+1; “x”", "description": "'=2", "experts": experts, "cost": 1200, "at_most": 2}
    office.coordinator.post(offers, {"institution_id": office.place, **said})
    for address, kind in ((needs, "needs"), (offers, "offers")):
        before = without(office.coordinator.get(address), "id", "updated_at")
        content = office.coordinator.get(address, format=form).data
        again = send(office.coordinator, office.round, kind, content, form)
        assert (again.status_code, again.json) == (200, {"created": 0, "updated": 1})
        entry = f"{address}/{office.coordinator.get(address).json['items'][0]['id']}"
        assert office.coordinator.delete(entry).status_code == 204
        anew = send(office.coordinator, office.round, kind, content, form)
        assert (anew.status_code, anew.json) == (200, {"created": 1, "updated": 0})
        assert without(office.coordinator.get(address), "id", "updated_at") == before


@pytest.mark.parametrize("form", FORMS)
def test_one_bad_row_and_nothing_is_written(office, form):
    bad = need_row(office, contact="Nobody So Called", hours_per_month="many")
    refused = send(office.coordinator, office.round, "needs", a_file("needs", form, need_row(office), bad), form)
    assert refused.status_code == 422
    assert list(refused.json["errors"]) == ["line 3, hours_per_month"]
    assert office.coordinator.get(f"{office.round}/needs").json["items"] == []


def test_a_file_with_wrong_columns_is_refused_with_the_right_ones(office):
    refused = send(office.coordinator, office.round, "needs", b"institution,colour\n")
    assert refused.status_code == 422
    assert "hours_per_month" in refused.json["errors"]["line 1"][0]


def test_what_is_no_workbook_is_refused(office):
    refused = send(office.coordinator, office.round, "needs", b"PK no", "xlsx")
    assert refused.status_code == 422
    assert "no XLSX" in refused.json["errors"]["line 1"][0]


def test_a_coordinator_imports_for_no_other_institution(make, sign_in, office):
    stranger = sign_in(None, ("coordinator", make.institution()))
    refused = send(stranger, office.round, "needs", a_file("needs", "csv", need_row(office)))
    assert refused.status_code == 422
    assert list(refused.json["errors"]) == ["line 2"]


def test_nothing_is_imported_once_entries_are_closed(office):
    assert office.planner.post(f"{office.round}/close-entries").status_code == 200
    refused = send(office.coordinator, office.round, "needs", a_file("needs", "csv", need_row(office)))
    assert (refused.status_code, refused.json["type"]) == (409, "urn:sankofa:problem:wrong-state")


def test_a_body_of_another_media_type_is_refused_with_those_that_are_taken(office):
    refused = office.coordinator.send("POST", f"{office.round}/import", query_string={"kind": "needs"}, json={})
    assert (refused.status_code, refused.json["type"]) == (415, "urn:sankofa:problem:unsupported-media-type")
    assert all(form in refused.json["detail"] for form in MEDIA.values())
    document = office.coordinator.get("/openapi.json").json
    operation = document["paths"]["/api/v1/rounds/{round_id}/import"]["post"]
    assert operation["requestBody"]["content"].keys() == set(MEDIA.values())

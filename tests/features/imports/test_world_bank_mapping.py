"""The example that turns the World Bank's project list into import files."""

import json
import runpy
from pathlib import Path

import pytest

from app.vocabulary import GOVERNMENT_LEVELS, INSTITUTION_KINDS, countries

FOLDER = Path(__file__).parents[3] / "examples" / "world-bank"


@pytest.fixture
def script(monkeypatch):
    monkeypatch.syspath_prepend(str(FOLDER))
    return runpy.run_path(str(FOLDER / "convert.py"))


def project(number: int = 1, **changes: str) -> str:
    row = {
        "id": f"P00000{number}",
        "name": "Flood Early Warning",
        "country": "Gambia, The",
        "status": "Closed",
        "objective": "To warn river communities in time.",
        "implementing_agency": "Ministry of Water Resources",
        "approved": "1998-03-31",
    }
    return json.dumps(row | changes)


def names(institutions):
    return [row["name"] for row in institutions]


def test_a_project_becomes_a_lesson_of_its_agency(script):
    (institution,), (lesson,), _ = script["convert"]([project()])
    assert lesson == {
        "ref": "wb:P000001",
        "title": "Flood Early Warning",
        "language": "en",
        "institution": institution["ref"],
        "context": "What the project set out to do: To warn river communities in time.\n\n"
        "World Bank project P000001 in Gambia, The, status: Closed.",
        "contributors": [],
        "topics": [],
        "step": "identified",
        "place": "Gambia, The",
        "visibility": "network",
        "happened_on": "1998-03-31",
    }


def test_an_agency_becomes_an_institution_open_to_the_world(script):
    (institution,), _, _ = script["convert"]([project(implementing_agency="Water Authority (WA)")])
    assert institution == {
        "ref": institution["ref"],
        "name": "Water Authority",
        "acronym": "WA",
        "country": "GM",
        "kind": "authority",
        "level": "national",
        "ring_open": "international",
        "language": "en",
    }


def test_spellings_of_one_agency_are_one_institution_in_the_most_frequent_one(script):
    spelled = [
        "Ministère de la Santé",
        "MINISTERE DE LA SANTE",
        "Ministère  de la Santé (MS)",
        '"Ministere de la Sante."',
    ]
    lines = [project(at, implementing_agency=name) for at, name in enumerate(spelled)]
    assert names(script["convert"](lines)[0]) == ["Ministère de la Santé"]


def test_the_same_name_in_two_countries_is_two_institutions(script):
    lines = [project(1, country="Kenya"), project(2, country="Ghana")]
    assert {row["country"] for row in script["convert"](lines)[0]} == {"KE", "GH"}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Egypt, Arab Republic of", "EG"),
        ("Congo, Democratic Republic of", "CD"),
        ("Congo, Republic of", "CG"),
        ("Cote d'Ivoire", "CI"),
        ("Sao Tome and Principe", "ST"),
        ("St. Vincent and the Grenadines", "VC"),
        ("West Bank and Gaza", "PS"),
        ("Viet Nam", "VN"),
        ("Kosovo", ""),
        ("Western and Central Africa", ""),
        ("World", ""),
    ],
)
def test_a_country_gets_its_code_and_a_region_none(script, name, code):
    assert script["country_code"](name) == code


def test_an_agency_that_is_not_named_is_the_government(script):
    institutions, _, _ = script["convert"]([project(implementing_agency="TBD", country="Kenya")])
    assert names(institutions) == ["Government of Kenya (agency not named)"]


def test_two_ministries_in_one_cell_are_two_institutions(script):
    cell = "Ministry of Food and Agriculture/Ministry of Trade"
    institutions, (lesson,), _ = script["convert"]([project(implementing_agency=cell)])
    assert names(institutions) == ["Ministry of Food and Agriculture", "Ministry of Trade"]
    assert lesson["context"].endswith("; with Ministry of Trade.")


def test_a_department_and_its_ministry_stay_together(script):
    cell = "Roads Department, Ministry of Regional Development"
    assert names(script["convert"]([project(implementing_agency=cell)])[0]) == [cell]


def test_a_ministry_without_a_country_code_says_whose_it_is(script):
    lines = [project(1, country="Kosovo"), project(2, country="South Asia")]
    assert sorted(names(script["convert"](lines)[0])) == [
        "Ministry of Water Resources (Kosovo)",
        "Ministry of Water Resources (South Asia)",
    ]


def test_skipped_lines_are_counted_by_reason(script):
    lines = ["{", project(1), project(1), project(2, name=" "), project(3, id="P 3"), "[]"]
    skipped = {"no JSON": 1, "an id that was read before": 1, "no name": 1, "no usable id": 2}
    assert script["convert"](lines)[2] == skipped


def test_the_order_of_lines_does_not_matter(script):
    lines = [project(at, country=name) for at, name in enumerate(["Kenya", "Ghana", "Kenya", "Kosovo"])]
    assert script["convert"](lines) == script["convert"](lines[::-1])


def test_every_word_of_a_closed_list_is_one_that_sankofa_knows(script):
    cells = [
        "UNICEF",
        "City of Nairobi",
        "Gansu Provincial Department",
        "Kenya College",
        "Treasury",
        "Roads",
        "x" * 250,
    ]
    institutions, _, _ = script["convert"]([project(at, implementing_agency=cell) for at, cell in enumerate(cells)])
    assert {row["kind"] for row in institutions} <= set(INSTITUTION_KINDS)
    assert {row["level"] for row in institutions} <= set(GOVERNMENT_LEVELS)
    assert {row["country"] for row in institutions} <= {"", *countries()}
    assert max(len(row["name"]) for row in institutions) == 200


def test_the_files_are_written_one_row_a_line(script, tmp_path, capsys):
    (tmp_path / "projects.jsonl").write_text(f"{project()}\n\n", "utf-8")
    script["main"](str(tmp_path / "projects.jsonl"), str(tmp_path / "out"))
    rows = (tmp_path / "out" / "lessons.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(row)["ref"] for row in rows] == ["wb:P000001"]
    assert "1 lines read, 0 skipped" in capsys.readouterr().out

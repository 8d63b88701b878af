"""What personal data is used for is said in one place, and the page says the same."""

from dataclasses import asdict
from pathlib import Path

from app.rights import page
from app.rights.purposes import PURPOSES, Purpose, purposes
from app.rights.retention import RETENTIONS

PAGE = Path(__file__).parents[3] / "docs" / "privacy.md"


def test_everybody_may_read_the_purposes_without_signing_in(anonymous):
    told = anonymous.get("/purposes")
    assert told.status_code == 200
    assert told.json["items"] == [asdict(each) for each in PURPOSES]


def test_no_purpose_leaves_anything_unsaid():
    assert [each.name for each in PURPOSES if not all(asdict(each).values())] == []
    assert len({each.name for each in PURPOSES}) == len(PURPOSES)


def test_the_version_changes_with_a_word(monkeypatch):
    before = purposes()["version"]
    other = Purpose(**{**asdict(PURPOSES[0]), "data": "Something else"})
    monkeypatch.setattr("app.rights.purposes.PURPOSES", (other, *PURPOSES[1:]))
    assert purposes()["version"] != before


def test_the_page_is_what_the_code_says():
    told = PAGE.read_text(encoding="utf-8")
    assert page.rendered(told) == told, "run: make privacy"


def test_the_page_names_every_purpose_decision_and_period():
    told = PAGE.read_text(encoding="utf-8")
    assert [each.name for each in PURPOSES if f"| {each.name} |" not in told] == []
    assert [each.data for each in RETENTIONS if each.data not in told] == []


def test_every_test_that_the_page_relies_on_exists():
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    named = {part for line in lines for part in line.split("`") if part.endswith(".py") or part == "visibility/"}
    assert len(named) >= 10
    assert [name for name in named if not (Path(__file__).parents[1] / name).exists()] == []

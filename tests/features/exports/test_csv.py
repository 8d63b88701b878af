"""Lists taken along as CSV: the rows and values of the JSON, inert in a spreadsheet, the same when they come back."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from app import exports
from app.extensions import db
from app.imports.service import import_file
from app.inert import SIGNS, inert, meant
from app.institutions.models import Institution

LISTS = ("people", "institutions", "topics", "challenges", "lessons")
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "'=1+1", "''", "'", "'t Hooft", "＝1", 'a;"=1+1"')


def rows_of(answer):
    """The rows of a CSV as a program reads them that knows of the mark."""
    text = answer.get_data().decode("utf-8-sig")
    return [{name: meant(cell) for name, cell in row.items()} for row in csv.DictReader(io.StringIO(text))]


def as_cells(said, path=()):
    """What a JSON item says, by the column it would stand in."""
    if isinstance(said, dict):
        return {name: cell for key, value in said.items() for name, cell in as_cells(value, (*path, key)).items()}
    if isinstance(said, list) and said and isinstance(said[0], dict):
        return {
            name: "; ".join(as_cells(each, path)[name] for each in said)
            for name in dict.fromkeys(name for each in said for name in as_cells(each, path))
        }
    text = "; ".join(map(str, said)) if isinstance(said, list) else str(said).lower() if said in (True, False) else said
    return {".".join(path): "" if text is None else str(text)}


@pytest.fixture
def viewer(make, sign_in):
    """A person who sees a few rows of every list."""
    topics = [make.topic("Water"), make.topic("Éducation")]
    make.topic("Wells", broader=topics[:1])
    me = make.person(make.institution(cofog=["06.3", "07"]), "en:C1 sw:B2", about="Me", position="=HYPERLINK(A1)")
    for number in range(3):
        make.lesson(me, topics, title=f"-{number} lessons, of many", question='She said "no";\nthen =yes')
        make.challenge(make.person(), topics[:number], title=f"@{number} challenge", language="fr")
    return sign_in(me)


@pytest.mark.parametrize("collection", LISTS)
def test_a_csv_holds_what_the_json_holds(viewer, collection):
    items = viewer.get(f"/{collection}", limit=100).json["items"]
    rows = rows_of(viewer.get(f"/{collection}", format="csv"))
    assert len(rows) == len(items) > 1
    for row, item in zip(rows, items, strict=True):
        said = as_cells(item)
        assert {name: row.get(name, "") for name in said} == said
        assert {name: cell for name, cell in row.items() if cell and name not in said} == {}


@pytest.mark.parametrize("collection", LISTS)
def test_the_columns_are_there_even_where_no_row_is(make, sign_in, collection):
    viewer = sign_in(make.person(make.institution()))
    header = viewer.get(f"/{collection}", format="csv", q="nothing has this name").get_data(as_text=True)
    assert header.startswith("\ufeff")
    assert "name" in header or "title" in header
    assert header.count("\r\n") == 1


def test_a_csv_holds_all_pages_in_the_order_asked_for(monkeypatch, make, viewer):
    monkeypatch.setattr(exports, "ROWS_A_PAGE", 2)
    for number in (3, 1, 2):
        make.institution(name=f"Z {number}")
    names = [row["name"] for row in rows_of(viewer.get("/institutions", format="csv", q="Z "))]
    assert names == ["Z 1", "Z 2", "Z 3"]
    assert len(rows_of(viewer.get("/institutions", format="csv"))) > 5


def test_a_csv_is_sent_page_by_page(monkeypatch, make, viewer):
    monkeypatch.setattr(exports, "ROWS_A_PAGE", 2)
    sent = viewer.get("/lessons", format="csv")
    assert [part.count(b"\r\n") for part in sent.iter_encoded()] == [1, 2, 1]


@pytest.mark.parametrize("asked", [{"limit": 5}, {"cursor": "x"}, {"format": "xlsx"}, {"format": ""}])
def test_a_page_of_a_csv_or_another_format_is_refused(viewer, asked):
    answer = viewer.get("/people", **{"format": "csv", **asked})
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")


def test_a_csv_says_what_it_is(viewer):
    headers = viewer.get("/people", format="csv").headers
    assert headers["Content-Type"] == "text/csv; charset=utf-8"
    assert headers["Content-Disposition"] == 'attachment; filename="people.csv"'


@pytest.mark.parametrize("collection", LISTS)
def test_who_may_not_have_the_list_may_not_have_the_csv(anonymous, sign_in, collection):
    assert anonymous.get(f"/{collection}", format="csv").status_code == 401
    assert sign_in(None).get(f"/{collection}", format="csv").status_code == 403


@pytest.mark.parametrize("collection", LISTS)
def test_no_cell_begins_as_a_formula_and_every_cell_is_quoted(make, viewer, collection):
    make.institution(name="=1+1", acronym="+1", about="\t=1")
    make.person(name="@you", position="-1")
    text = viewer.get(f"/{collection}", format="csv").get_data().decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert [cell for cell in cells if cell[:1] in SIGNS and cell] == []
    assert text.count('"') >= 2 * len(cells)
    assert set(text.splitlines()[0].split(",")) == {
        f'"{cell}"' for cell in cells[: len(text.splitlines()[0].split(","))]
    }


@given(st.text())
def test_what_is_made_inert_comes_back_as_it_was(text):
    assert meant(inert(text)) == text
    assert inert(text)[:1] not in SIGNS or not text


@pytest.mark.parametrize("text", FORMULAS)
def test_a_cell_that_looks_like_a_formula_comes_back_as_it_was(text):
    assert meant(inert(text)) == text
    assert inert(text)[0] not in SIGNS


def test_what_was_exported_is_imported_without_a_change(application, make, admin, tmp_path):
    for number, text in enumerate(FORMULAS):
        make.institution(ref=f"formula-{number}", name=text, acronym=text, about=text, cofog=["06.3"], language="fr")
    wanted = ("ref", "name", "acronym", "country", "kind", "level", "cofog", "ring_open", "about", "language")
    exported = csv.DictReader(io.StringIO(admin.get("/institutions", format="csv").get_data().decode("utf-8-sig")))
    path = tmp_path / "institutions.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, wanted, extrasaction="ignore", quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(exported)
    with application.app_context():
        kept = db.session.scalar(select(func.count()).select_from(Institution))
        report = import_file("institutions", path)
        db.session.rollback()
        db.session.remove()
    assert (report.problems, report.unchanged, report.updated, report.created) == ((), kept, 0, 0)
    assert kept == len(FORMULAS)

"""What is read from files, and what is said of those that can't be read."""

import pytest
from sqlalchemy import func, select

from app.errors import Invalid
from app.extensions import db
from app.imports.reading import LINE_LIMIT
from app.imports.service import import_file, import_rows
from app.institutions.models import Institution

HEADER = "ref,name,country,cofog,about\n"
GOOD = 'ke-water,Ministry of Water,KE,06.3;07,"Pipes,\nwells"\n'


def count():
    return db.session.scalar(select(func.count()).select_from(Institution))


def only_problem(report):
    assert not report.is_done
    assert report.problem_count == 1, [str(problem) for problem in report.problems]
    return report.problems[0]


def test_csv_file_becomes_rows(app, written):
    report = import_file("institutions", written("in.csv", HEADER + GOOD))
    institution = db.session.scalars(select(Institution)).one()
    assert (report.kind, report.created, report.is_done) == ("institutions", 1, True)
    assert (institution.name, institution.cofog) == ("Ministry of Water", ["06.3", "07"])
    assert (institution.about, institution.kind, institution.version) == ("Pipes,\nwells", "agency", 1)


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + (HEADER + GOOD).encode(),
        (HEADER + GOOD).replace("\n", "\r\n"),
        HEADER + "\n" + GOOD + "\n,,,,\n",
        " ref , name,country,cofog,about\n" + GOOD.replace("ke-water,", " ke-water ,"),
    ],
    ids=["byte order mark", "windows newlines", "blank rows", "space around"],
)
def test_habits_of_spreadsheets_make_no_difference(app, written, content):
    import_file("institutions", written("plain.csv", HEADER + GOOD))
    report = import_file("institutions", written("in.csv", content))
    assert (report.unchanged, report.updated, report.problems) == (1, 0, ())


def test_jsonl_says_the_same_as_csv(app, written):
    import_file("institutions", written("in.csv", HEADER + GOOD))
    line = '{"ref": "ke-water", "name": "Ministry of Water", "country": "KE", "cofog": ["06.3", "07"], '
    report = import_file("institutions", written("in.jsonl", line + '"about": "Pipes,\\nwells"}\n\n'))
    assert (report.unchanged, report.problems) == (1, ())


def test_rows_in_hand_say_the_same_as_csv(app, written):
    import_file("institutions", written("in.csv", "ref,name,cofog\na,A,07\n"))
    report = import_rows("institutions", [{"ref": "a", "name": "A", "cofog": ["07"], "acronym": None}])
    assert report.unchanged == 1


def test_decomposed_letters_are_composed(app, written):
    import_file("institutions", written("in.csv", "ref,name\na,Ministe\u0300re\n"))
    assert db.session.scalars(select(Institution.name)).one() == "Minist\u00e8re"


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("in.csv", "", (1, "", "ref,name,acronym,country")),
        ("in.csv", "\n\n", (1, "", "ref,name,acronym,country")),
        ("in.jsonl", "", (1, "", "ref,name,acronym,country")),
        ("in.txt", "ref\na\n", (1, "", "must end in .csv or .jsonl")),
        ("in.csv", "ref,nome\na,A\n", (1, "nome", "Known columns are: ref, name, acronym")),
        ("in.csv", "ref,name,name\na,A,B\n", (1, "name", "twice")),
        ("in.csv", "ref,name,\na,A,\n", (1, "", "Column 3 has no name")),
        ("in.csv", "name,country\nA,KE\n", (1, "ref", "lacks this column")),
        ("in.csv", "ref;name\na;A\n", (1, "", "separated by commas")),
        ("in.csv", "ref,name\na,A\nb,B,KE\n", (3, "", "3 cells where the header has 2")),
        ("in.csv", "ref,name\na\n", (2, "", "1 cell where the header has 2")),
        ("in.csv", 'ref,name\na,"A\nb,B\n', (2, "", "close every quote")),
        ("in.csv", 'ref,name\na,"A\n2"\nb,"B"x\n', (4, "", "close every quote")),
        ("in.csv", b"ref,name\na,A\nb,Caf\xe9\n", (3, "", "byte 6 (0xE9)")),
        ("in.jsonl", b'{"ref": "a", "name": "\xff"}\n', (1, "", "not UTF-8")),
        ("in.csv", "ref,name\na,A\n".encode("utf-16"), (1, "", "UTF-16")),
        ("in.csv", "ref,name\na,A\n".encode("utf-16-le"), (1, "", "UTF-16")),
        ("in.csv", f"ref,name,about\na,A,{'x' * 1_000_000}\n", (2, "about", "too long: 1,000,000 characters")),
        ("in.csv", f"ref,name\na,{'x' * LINE_LIMIT}\n", (2, "", "longer than")),
        ("in.csv", "ref,name\na,A\nb,B\x00B\n", (3, "name", "control character U+0000 at character 2")),
        ("in.csv", 'ref,name\na,"' + f"{'x' * 1_000_000}\n" * 17 + '"\n', (2, "", "field larger than field limit")),
        ("in.jsonl", '{"ref": "a", "name": "A"}\n{"ref": "b", "name": }\n', (2, "", "at character 22")),
        ("in.jsonl", '["a"]\n', (1, "", "it is a list")),
        ("in.jsonl", '{"ref": "a", "ref": "b"}\n', (1, "", '"ref" is said twice')),
        ("in.jsonl", '{"ref": "a", "name": NaN}\n', (1, "", "NaN is no number")),
        ("in.jsonl", '{"ref": "a", "name": ' + "9" * 9999 + "}\n", (1, "", "30 digits")),
        ("in.jsonl", "[" * 100_000 + "\n", (1, "", "no JSON object")),
        ("in.jsonl", '{"ref": "a", "name": "A", "nome": ""}\n', (1, "nome", "Known columns are: ref, name")),
        ("in.jsonl", '{"name": "A"}\n', (1, "ref", "is required")),
    ],
)
def test_unreadable_file_is_refused_by_line_and_reason(app, written, name, content, expected):
    problem = only_problem(import_file("institutions", written(name, content)))
    line, field, said = expected
    assert (problem.line, problem.field) == (line, field)
    assert said in problem.reason
    assert count() == 0


def test_missing_file_is_a_problem_and_no_crash(app, tmp_path):
    assert "can't be opened" in only_problem(import_file("institutions", tmp_path / "none.csv")).reason


def test_folder_in_place_of_a_file_is_a_problem(app, tmp_path):
    (tmp_path / "folder.csv").mkdir()
    assert "can't be opened" in only_problem(import_file("institutions", tmp_path / "folder.csv")).reason


def test_row_that_can_not_be_read_is_not_missed_as_a_parent(app, written):
    content = "ref,name,parent\nchild,Child,top\ntop,Top\n"
    assert only_problem(import_file("institutions", written("in.csv", content))).line == 3


def test_header_without_rows_imports_nothing(app, written):
    report = import_file("institutions", written("in.csv", "ref,name\n"))
    assert (report.is_done, report.created) == (True, 0)


@pytest.mark.parametrize("wrong", ["accounts", "", "institution"])
def test_unknown_kind_fails_loudly(app, wrong):
    with pytest.raises(Invalid, match="Choose one of: institutions"):
        import_rows(wrong, [])


def test_every_line_of_a_problem_is_named_in_words(app):
    problem = only_problem(import_rows("institutions", [{"ref": "a", "name": ""}]))
    assert str(problem) == "line 1, name: is required: fill it in"

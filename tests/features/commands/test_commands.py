"""The command line: what it prints, and its exit codes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from app.commands import cli

SANKOFA = Path(sys.executable).parent / "sankofa"
INSTITUTIONS = "ref,name,country\nke-a,Ministry A,KE\nke-b,Ministry B,KE\n"


@pytest.fixture(scope="module")
def demo(sankofa):
    """The demo world, loaded; what the command printed."""
    done = sankofa("demo", "--no-serve")
    assert done.exit_code == 0, done.stderr
    return done.stdout


def walk(command, path=("sankofa",)):
    yield path
    for name, below in getattr(command, "commands", {}).items():
        yield from walk(below, (*path, name))


@pytest.mark.parametrize("path", list(walk(cli)), ids=" ".join)
def test_every_command_explains_itself(sankofa, path):
    shown = sankofa(*path[1:], "--help")
    assert shown.exit_code == 0
    assert "Usage: " + " ".join(path) in shown.stdout


def test_the_demo_shows_a_ranked_match_with_reasons(demo):
    assert "Our counties lose harvests to late warnings of drought" in demo
    assert " 1. " in demo
    assert "10. " in demo
    assert "words; the best is" in demo
    assert "~ The next peer would stand above this one if" in demo
    assert re.search(r"^Invite first: [A-Z]\w+ \w+\. The best match\.", demo, re.M)


def test_the_demo_twice_changes_nothing(demo, sankofa):
    again = sankofa("demo", "--no-serve")
    assert again.exit_code == 0
    assert "there already" in again.stdout
    assert again.stdout[again.stdout.index("Asked as") :] == demo[demo.index("Asked as") :]


def test_the_demo_refuses_production(sankofa):
    refused = sankofa("demo", SANKOFA_ENV="production", SANKOFA_SECRET_KEY="k" * 40)
    assert refused.exit_code == 1
    assert "production" in refused.stderr


def test_match_gives_programs_what_the_api_gives(demo, sankofa):
    found = sankofa("match", "drought early warning", "--as", "amina@devolution.ke.example", "--json")
    answer = json.loads(found.stdout)
    assert len(answer["items"]) == 10
    assert sum(part["value"] for part in answer["items"][0]["parts"]) == pytest.approx(answer["items"][0]["score"])


def test_match_ranks_institutions_too(demo, sankofa):
    found = sankofa("match", "early warning of floods", "--rank", "institutions", "--limit", "3")
    assert found.exit_code == 0
    assert " 3. " in found.stdout
    assert " 4. " not in found.stdout


def test_match_finds_peers_who_write_in_another_language(demo, sankofa):
    found = json.loads(sankofa("match", "peringatan dini banjir bersama warga", "--json").stdout)
    assert {item["institution"]["country"] for item in found["items"][:5]} == {"ID"}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("match", "drought", "--as", "nobody@nowhere.example"), 1),
        (("match", ""), 1),
        (("match", "drought\x1b"), 1),
        (("match", "drought", "--language", "xx"), 1),
        (("match", "drought", "--ring", "galactic"), 2),
        (("match", "drought", "--limit", "-1"), 2),
        (("match",), 2),
        (("import", "goats", "x.csv"), 2),
        (("import", "people", "no-such-file.csv"), 2),
        (("evaluate", "tests"), 1),
        (("evaluate",), 2),
        (("token", "create", "nobody@nowhere.example"), 1),
        (("frobnicate",), 2),
    ],
)
def test_a_wrong_call_says_why_without_a_traceback(demo, sankofa, words, code):
    refused = sankofa(*words)
    assert refused.exit_code == code
    assert refused.stderr.strip()
    assert "Traceback" not in refused.stderr


def test_a_file_is_imported_once_and_is_then_a_no_op(demo, sankofa, tmp_path):
    (tmp_path / "i.csv").write_text(INSTITUTIONS, encoding="utf-8")
    first, second = (sankofa("import", "institutions", tmp_path / "i.csv") for _ in range(2))
    assert "2 new, 0 changed, 0 as they were" in first.stdout
    assert "0 new, 0 changed, 2 as they were" in second.stdout


def test_a_bad_row_is_named_by_line_and_nothing_is_imported(demo, sankofa, tmp_path):
    (tmp_path / "bad.csv").write_text("ref,name,country\nke-c,Ministry C,KE\nke-d,Ministry D,QQ\n", encoding="utf-8")
    refused = sankofa("import", "institutions", tmp_path / "bad.csv")
    assert refused.exit_code == 1
    assert "line 3, country" in refused.stdout
    (tmp_path / "good.csv").write_text("ref,name,country\nke-c,Ministry C,KE\n", encoding="utf-8")
    assert "1 new" in sankofa("import", "institutions", tmp_path / "good.csv").stdout


def test_an_account_and_a_token_are_made_from_the_command_line(demo, sankofa):
    made = sankofa("account", "create", "Chief@office.example", "--role", "admin", "--password", "a long enough one")
    assert made.exit_code == 0, made.stderr
    token = json.loads(sankofa("token", "create", "chief@office.example", "--json").stdout)
    assert len(token["token"]) >= 43
    assert sankofa("account", "create", "chief@office.example", "--password", "a long enough one").exit_code == 1


def test_a_short_password_is_refused(demo, sankofa):
    assert sankofa("account", "create", "short@office.example", "--password", "short").exit_code == 1


def test_an_unknown_setting_is_refused_by_name(sankofa):
    refused = sankofa("match", "drought", SANKOFA_COLOUR="green")
    assert refused.exit_code == 1
    assert "SANKOFA_COLOUR" in refused.stderr


def test_production_refuses_the_default_secret(sankofa):
    refused = sankofa("match", "drought", SANKOFA_ENV="production")
    assert refused.exit_code == 1
    assert "SANKOFA_SECRET_KEY" in refused.stderr


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_database_without_tables_says_what_to_run(sankofa, new_database, kind):
    refused = sankofa("match", "drought", SANKOFA_DATABASE_URL=new_database(kind, "bare"))
    assert refused.exit_code == 1
    assert "sankofa db upgrade" in refused.stderr


@pytest.fixture
def judged(tmp_path):
    """A function that makes a folder with a judged collection of so many queries."""

    def make(name, queries):
        folder = tmp_path / name
        folder.mkdir()
        files = {
            "documents.jsonl": '{"doc_id": "1", "text": "drought warning", "people": ["b"]}\n'
            '{"doc_id": "2", "text": "road tenders", "people": ["a"]}\n',
            "queries.tsv": "".join(f"q{number}\t-\twarning of drought\n" for number in range(queries)),
            "qrels.tsv": "".join(f"q{number}\t0\tb\t1\n" for number in range(queries)),
        }
        for file, text in files.items():
            (folder / file).write_text(text, encoding="utf-8")
        return folder

    return make


def test_evaluate_prints_the_engine_beside_its_peers_and_writes_its_run(sankofa, judged, tmp_path):
    shown = sankofa("evaluate", judged("one", 1), "--run", tmp_path / "run.tsv")
    assert shown.exit_code == 0, shown.stderr
    lines = shown.stdout.splitlines()
    assert [line.split()[0] for line in lines[2:6]] == ["sankofa", "number", "TF-IDF", "TF-IDF"]
    assert lines[8].split("  ")[0] == "number of documents"
    assert lines[8].count("too few queries") == 2
    query, person, score = (tmp_path / "run.tsv").read_text().split("\n")[0].split("\t")
    assert (query, person) == ("q0", "b")
    assert 0 < float(score) <= 1


def test_evaluate_tells_each_collection_and_one_verdict_over_all(sankofa, judged):
    shown = sankofa("evaluate", judged("few", 1), judged("many", 6))
    assert shown.exit_code == 0, shown.stderr
    lines = shown.stdout.splitlines()
    assert [line for line in lines if ": " in line and " queries, " in line] == [
        "few: 1 queries, 2 people, 2 documents",
        "many: 6 queries, 2 people, 2 documents",
    ]
    assert any(line.split("  ")[0] == "number of documents" and "+0.500 to +0.500" in line for line in lines)
    assert lines[-1].startswith("MAP, 95 %: above number of documents on 1 of 2; TF-IDF of profiles on 0 of 2;")


def test_evaluate_gives_programs_the_intervals_and_the_verdict(sankofa, judged):
    folders = judged("few", 1), judged("many", 6)
    told = json.loads(sankofa("evaluate", *folders, "--json").stdout)
    assert [each["collection"] for each in told["collections"]] == ["few", "many"]
    few, many = (each["differences"][0] for each in told["collections"])
    ground = {"peer": "number of documents", "measure": "MAP", "difference": 0.5}
    assert few == {**ground, "low": None, "high": None}
    assert many == {**ground, "low": 0.5, "high": 0.5}
    assert told["collections"][1]["rows"][0]["measures"]["reciprocal_rank"] == 1.0
    assert told["verdict"] == sankofa("evaluate", *folders).stdout.splitlines()[-1]


@pytest.mark.parametrize("names", [("one", "two"), ("one", "one")])
def test_a_run_of_two_collections_and_a_collection_named_twice_are_wrong_calls(sankofa, judged, tmp_path, names):
    folders = {name: judged(name, 1) for name in set(names)}
    run = ("--run", tmp_path / "run.tsv") if len(folders) == 2 else ()
    refused = sankofa("evaluate", *(folders[name] for name in names), *run)
    assert refused.exit_code == 2
    assert not (tmp_path / "run.tsv").exists()
    assert not refused.stdout


def test_a_malformed_collection_is_refused_before_any_is_measured(sankofa, judged):
    refused = sankofa("evaluate", judged("good", 1), Path("tests").resolve())
    assert refused.exit_code == 1
    assert not refused.stdout


def test_the_installed_command_tells_a_failure_in_one_sentence(database):
    refused = subprocess.run(
        [SANKOFA, "match", "drought", "--as", "nobody@nowhere.example"],
        env={**os.environ, "SANKOFA_DATABASE_URL": database, "SANKOFA_ENV": "test"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert refused.returncode == 1
    assert refused.stderr.startswith("Error: ")
    assert len(refused.stderr.splitlines()) == 1

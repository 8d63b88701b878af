"""`sankofa evaluate --feedback`: measured on the network's own engagements, as far as all may see them."""

from __future__ import annotations

import json
import re

import pytest

from app.commands import cli

SUBJECTS = ("drought warning", "road tenders", "school meals", "village clinics", "land registers", "market taxes")
PEOPLE = "ref,name,institution,position,ring_open\n" + "".join(
    f"p{n},Person {'ABCDEFGHIJKL'[n]},ke-a,Officer,international\n" for n in range(12)
)
EXPERTISE = "person,topic,level,statement,language,visibility\n" + "".join(
    f"p{n},t,expert,I know {SUBJECTS[n % 6]} {'before the rains' if n > 5 else 'rather well'},en,network\n"
    for n in range(12)
)
HEAD = "ref,peer,seeker,question,language,topics,completed_on,outcome,visibility\n"


def rows(*wanted):
    """Rows of engagements: number of the peer, outcome, visibility."""
    return "".join(
        f"e{n},p{peer},,How to do {SUBJECTS[peer % 6]} before the rains?,en,t,2026-02-01,{outcome},{visibility}\n"
        for n, (peer, outcome, visibility) in enumerate(wanted)
    )


HELPED = [(n, "yes" if n % 2 else "partly", "network") for n in range(6)]
HIDDEN = [(9, "yes", "private"), (9, "yes", "country"), (8, "no", "network")]


@pytest.fixture(scope="module")
def bring(sankofa, tmp_path_factory):
    """A function that imports a text as a file of a kind; an institution, a topic and people are there."""

    def load(kind, text):
        file = tmp_path_factory.mktemp("files") / f"{kind}.csv"
        file.write_text(text, encoding="utf-8")
        done = sankofa("import", kind, file)
        assert done.exit_code == 0, done.output

    assert sankofa("db", "upgrade").exit_code == 0
    load("institutions", "ref,name,country,ring_open\nke-a,Ministry A,KE,international\n")
    load("topics", "ref,label_en\nt,Everything\n")
    load("people", PEOPLE)
    load("expertise", EXPERTISE)
    return load


@pytest.fixture
def network(bring):
    """Six engagements that all may see and that helped, and three that are hidden or did not."""
    bring("engagements", HEAD + rows(*HELPED, *HIDDEN))


@pytest.mark.parametrize("seen", [0, 5])
def test_fewer_than_six_say_so_and_what_to_do(sankofa, bring, seen):
    bring("engagements", HEAD + rows(*HELPED[:seen], *[(n, "yes", "country") for n in range(seen, 6)], *HIDDEN))
    refused = sankofa("evaluate", "--feedback")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert f"The network sees {seen} completed engagements that helped; 6 are the fewest" in refused.stderr
    assert "sankofa import engagements FILE" in refused.stderr


def test_what_all_see_is_asked_and_told_beside_the_peers_with_first_offers(sankofa, network):
    shown = sankofa("evaluate", "--feedback")
    assert shown.exit_code == 0, shown.stderr
    lines = shown.stdout.splitlines()
    # 12 positions, 12 statements, 6 engagements: what is hidden or helped nobody is neither asked nor searched
    assert lines[0] == "engagements of this network: 6 queries, 12 people, 30 documents"
    assert [line.split()[0] for line in lines[2:6]] == ["sankofa", "number", "TF-IDF", "TF-IDF"]
    assert any(line.startswith("First offers: for 6 of 6 questions a newcomer") for line in lines)
    (head,) = [number for number, line in enumerate(lines) if line.startswith("share set")]
    assert [line.split()[0] for line in lines[head + 1 : head + 4]] == ["0", "0.2", "0.5"]
    assert lines[-1].startswith("MAP, 95 %: above")


def test_it_names_nobody(sankofa, network):
    told = sankofa("evaluate", "--feedback").stdout + sankofa("evaluate", "--feedback", "--json").stdout
    assert not re.search(r"Person [A-L]|\bp\d+\b|ke-a|[0-9a-f]{8}-[0-9a-f]{4}|drought|tenders", told)


def test_the_share_that_is_set_is_told_among_others(sankofa, network):
    told = json.loads(sankofa("evaluate", "--feedback", "--json", SANKOFA_NEWCOMER_SHARE="0.35").stdout)
    offers = told["collections"][0]["first_offers"]
    assert [each["share"] for each in offers] == [0.0, 0.35, 0.5]
    assert {(each["questions"], each["with_newcomer"]) for each in offers} == {(6, 6)}
    # The best of each question never helped, as far as all may see; but for person 8, who did and it came to nothing.
    assert (offers[0]["to_newcomers"], offers[0]["fit_given_up"]) == (5, 0.0)


def test_the_own_answer_is_hidden_while_its_question_is_asked(sankofa, network):
    # Another states every subject in better words: only the engagement itself could put its peer before him.
    rows = json.loads(sankofa("evaluate", "--feedback", "--json").stdout)["collections"][0]["rows"]
    for row in rows:
        assert row["measures"]["reciprocal_rank"] < 1.0, row["name"]


def test_it_goes_beside_collections_and_shares_the_verdict(sankofa, network, tmp_path):
    (tmp_path / "documents.jsonl").write_text('{"doc_id": "1", "text": "drought", "people": ["a"]}\n')
    (tmp_path / "queries.tsv").write_text("q\t-\tdrought\n")
    (tmp_path / "qrels.tsv").write_text("q\t0\ta\t1\n")
    told = json.loads(sankofa("evaluate", tmp_path, "--feedback", "--json").stdout)
    first, second = told["collections"]
    assert ("first_offers" in first, "first_offers" in second) == (False, True)
    assert " of 2" in told["verdict"]


def test_its_ranking_is_not_written_for_it_names_people(sankofa, network, tmp_path):
    refused = sankofa("evaluate", "--feedback", "--run", tmp_path / "run.tsv")
    assert (refused.exit_code, (tmp_path / "run.tsv").exists()) == (2, False)


def test_a_newcomer_is_invited_first_and_the_command_says_what_it_costs(sankofa, network):
    asked = ("match", "How to do drought warning before the rains?", "--limit", "3")
    turned = sankofa(*asked, SANKOFA_NEWCOMER_SHARE="1")
    kept = sankofa(*asked, SANKOFA_NEWCOMER_SHARE="0")
    assert "Invite first: Person A. The best match." in kept.stdout
    assert "Invite first: Person G. 100 % of first offers go to people of whom you see no" in turned.stdout
    assert re.search(r"This\s+costs\s+0\.\d{3}\s+of\s+the\s+score\.", turned.stdout)
    assert "evaluate" in cli.commands

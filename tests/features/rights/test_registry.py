"""Everything tied to a person is decided about: nothing is exported or erased by chance."""

import re

import pytest
from sqlalchemy import Column, ForeignKey, MetaData, String, Table

from app.extensions import db
from app.rights import registry
from app.rights.choices import CHOICES
from app.rights.deciding import Decision, Erasure
from app.rights.decisions import DECISIONS
from app.rights.registry import column_of, is_shown, target_of, undecided

HELP = "decide about it in app/rights/decisions.py: how it is shown in the export, and what an erasure does"
CHOSEN = re.compile(r"visibility$|^objects_to_|^is_paused$")


@pytest.fixture
def extended():
    """The tables as they are, with some more that somebody forgot to decide about."""
    metadata = MetaData()
    for table in db.metadata.tables.values():
        table.to_metadata(metadata)
    return metadata


def test_every_column_that_leads_to_a_person_is_decided_about():
    assert undecided(db.metadata) == [], HELP


@pytest.mark.parametrize(
    ("table", "column", "target"),
    [
        ("badge", "holder_id", "person.id"),
        ("visit", "opened_by_id", "account.id"),
        ("remark", "of_id", "expertise.id"),
        ("footnote", "of_id", "lesson.id"),
        ("change_of_role", "of_id", "role_grant.id"),
    ],
)
def test_a_new_column_that_nobody_decided_about_is_found(extended, table, column, target):
    Table(table, extended, Column("id", String, primary_key=True), Column(column, ForeignKey(target)))
    assert undecided(extended) == [f"{table}.{column}"]


def test_a_part_of_a_part_that_nobody_decided_about_is_found(extended):
    Table("remark", extended, Column("id", String, primary_key=True), Column("of_id", ForeignKey("expertise.id")))
    Table("reply", extended, Column("id", String, primary_key=True), Column("to_id", ForeignKey("remark.id")))
    assert undecided(extended) == ["remark.of_id", "reply.to_id"]


@pytest.mark.parametrize("name", ["actor_id", "email", "person", "subject_id", "user_name"])
def test_a_new_column_that_names_people_without_a_foreign_key_is_found(extended, name):
    Table("event", extended, Column("id", String, primary_key=True), Column(name, String))
    assert undecided(extended) == [f"event.{name}"]


def test_a_column_without_its_decision_is_found(monkeypatch):
    for gone in DECISIONS:
        if gone.column not in ("person.id", "account.id", "change.item_id", "audit_item.item_id"):
            monkeypatch.setattr(registry, "DECISIONS", tuple(each for each in DECISIONS if each is not gone))
            assert undecided(db.metadata) == [gone.column]


def test_every_decision_is_about_a_column_that_exists():
    for decision in DECISIONS:
        assert column_of(decision, db.metadata) is not None


def test_no_two_entries_of_the_export_have_one_name():
    keys = [each.key for each in DECISIONS if each.key]
    assert len(keys) == len(set(keys))


def test_rows_that_hold_a_person_by_a_foreign_key_never_stay_as_they_are():
    kept = [each for each in DECISIONS if each.erasure is Erasure.STAYS]
    assert [each.column for each in kept if column_of(each, db.metadata).foreign_keys] == []


def test_a_name_is_only_taken_off_where_a_row_may_do_without():
    unnamed = [each for each in DECISIONS if each.erasure in (Erasure.NAME, Erasure.WORDS, Erasure.AUTHORED)]
    assert [each.column for each in unnamed if not column_of(each, db.metadata).nullable] == []


def test_what_is_part_of_something_is_part_of_what_the_registry_knows():
    known = {each.table for each in DECISIONS}
    assert {target_of(each, db.metadata) for each in DECISIONS} <= known


def test_secrets_are_not_shown_to_anybody():
    hidden = {
        f"{table}.{column.name}" for table in db.metadata.tables.values() for column in table.c if not is_shown(column)
    }
    assert hidden == {"account.password_hash", "api_token.token_hash", "web_session.secret_hash"}


def test_every_choice_of_privacy_is_on_record():
    chosen = {
        f"{table}.{column.name}"
        for table in db.metadata.tables.values()
        for column in table.c
        if CHOSEN.search(column.name)
    }
    assert chosen | {"person.ring_open"} == {
        f"{table}.{name}" for table, (_, names) in CHOICES.items() for name in names
    }


def test_a_decision_names_its_table_and_column():
    decision = Decision("lesson.author_id", "x", Erasure.AUTHORED, "why")
    assert (decision.table, decision.name) == ("lesson", "author_id")

"""Whoever has the database only can't alter the log unseen: `verify` names the number where it shows."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app import create_app
from app.audit.chain import key_of, seal_of_event, seal_of_head
from app.audit.verifying import verify
from app.database import reading_only
from app.extensions import db, new_id
from tests.factories.append_only import append_only_lifted

COUNT = 6


@pytest.fixture
def log(make):
    """An audit log of six events, two of them of topics with several rows."""
    for _ in range(2):
        make.institution(), make.topic(), make.institution()


@pytest.fixture
def tampered(application, log):
    """A function that runs SQL as the owner of the database would, past the triggers."""

    def run(statement, **said):
        with application.app_context(), db.engine.begin() as connection, append_only_lifted(connection):
            return connection.execute(text(statement), said).rowcount

    return run


@pytest.fixture
def verified(application):
    """A function that verifies, with another secret or former ones where they are given."""

    def run(anchors=(), **settings):
        config = application.config["SETTINGS"]
        changed = type(config)(**{**{name: getattr(config, name) for name in config.__slots__}, **settings})
        with application.app_context(), reading_only():
            application.config["SETTINGS"] = changed
            try:
                return verify(dict(anchors))
            finally:
                application.config["SETTINGS"] = config
                db.session.remove()

    return run


def numbers(found):
    return [each.number for each in found.findings]


def words(found):
    return " ".join(each.what for each in found.findings)


def test_a_log_that_nobody_touched_is_whole(log, verified):
    found = verified()
    assert (found.count, found.head[0], found.findings) == (COUNT, COUNT, [])


def test_an_empty_log_is_whole(application, verified):
    assert (verified().count, verified().findings) == (0, [])


EDITS = {
    "actor": "'anonymous'",
    "doing": "'other'",
    "purpose": "'other'",
    "request_id": "'other'",
    "account_id": "id",
    "person_id": "id",
    "at": "'2026-01-01 00:00:00+00:00'",
    "mac": "previous",
}


@pytest.mark.parametrize("column", EDITS)
def test_an_edited_event_is_found(tampered, verified, column):
    assert tampered(f"UPDATE audit_event SET {column} = {EDITS[column]} WHERE number = 3") == 1
    assert numbers(verified())[0] == 3


@pytest.mark.parametrize(
    ("column", "value"),
    [("kind", "'x'"), ("item_id", "'x'"), ("act", "'read'"), ("fields", "'[\"a\"]'"), ("count", "7")],
)
def test_an_edited_item_of_an_event_is_found(tampered, verified, column, value):
    chosen = "event_id = (SELECT id FROM audit_event WHERE number = 5) AND position = 1"
    assert tampered(f"UPDATE audit_item SET {column} = {value} WHERE {chosen}") == 1
    assert numbers(verified()) == [5]


def test_a_removed_item_is_found(tampered, verified):
    chosen = "event_id = (SELECT id FROM audit_event WHERE number = 5) AND position = 1"
    assert tampered(f"DELETE FROM audit_item WHERE {chosen}") == 1
    assert numbers(verified()) == [5]


def test_an_added_item_is_found(tampered, verified):
    tampered(
        "INSERT INTO audit_item (event_id, position, kind, act, fields, count) "
        "SELECT id, 9, 'x', 'read', '[]', 1 FROM audit_event WHERE number = 2"
    )
    assert numbers(verified()) == [2]


def remove(tampered, condition):
    tampered(f"DELETE FROM audit_item WHERE event_id IN (SELECT id FROM audit_event WHERE {condition})")
    return tampered(f"DELETE FROM audit_event WHERE {condition}")


@pytest.mark.parametrize(("condition", "number", "gone"), [("number = 3", 3, "3"), ("number IN (1, 2)", 1, "1 to 2")])
def test_removed_events_are_found(tampered, verified, condition, number, gone):
    remove(tampered, condition)
    found = verified()
    assert (numbers(found), found.findings[0].what) == ([number], f"missing: {gone}")


def test_a_removed_event_whose_place_was_closed_up_is_found(tampered, verified):
    remove(tampered, "number = 3")
    for number in (4, 5, 6):
        tampered(f"UPDATE audit_event SET number = {number - 1} WHERE number = {number}")
    tampered("UPDATE audit_head SET number = 5")
    assert numbers(verified())[:2] == [3, 3]


def test_events_that_changed_places_are_found(tampered, verified):
    for old, new in ((2, 99), (4, 2), (99, 4)):
        tampered(f"UPDATE audit_event SET number = {new} WHERE number = {old}")
    assert {2, 4} <= set(numbers(verified()))


def insert_event(tampered, number, previous, mac="f" * 64):
    tampered(
        "INSERT INTO audit_event (id, number, at, actor, doing, purpose, key_id, previous, mac) SELECT "
        f":id, {number}, at, actor, doing, purpose, key_id, {previous}, '{mac}' FROM audit_event WHERE number = 1",
        id=new_id() if db.engine.dialect.name == "postgresql" else new_id().replace("-", ""),
    )


@pytest.mark.parametrize("number", [0, 7])
def test_an_event_put_in_is_found(app, tampered, verified, number):
    insert_event(tampered, number, "mac")
    assert number in numbers(verified())


def test_an_event_put_in_at_the_end_with_the_head_moved_on_is_found(app, tampered, verified):
    insert_event(tampered, 7, "(SELECT mac FROM audit_event WHERE number = 6)")
    tampered(f"UPDATE audit_head SET number = 7, mac = '{'f' * 64}'")
    assert numbers(verified()) == [7, 7]


def test_a_log_cut_off_at_its_end_is_found(tampered, verified):
    remove(tampered, "number > 4")
    assert [(each.number, each.what) for each in verified().findings] == [(5, "cut off: the log ended at 6")]


def test_a_log_cut_off_with_the_head_moved_back_is_found(tampered, verified):
    remove(tampered, "number > 4")
    tampered("UPDATE audit_head SET number = 4, mac = (SELECT mac FROM audit_event WHERE number = 4)")
    assert "head" in words(verified())


@pytest.mark.parametrize("statement", ["DELETE FROM audit_head", "UPDATE audit_head SET seal = mac"])
def test_a_head_that_was_touched_is_found(tampered, verified, statement):
    tampered(statement)
    assert numbers(verified()) == [6]


def test_a_log_emptied_with_its_head_is_found_by_an_anchor_only(tampered, verified):
    anchor = verified().head
    remove(tampered, "number > 0")
    tampered("DELETE FROM audit_head")
    assert verified().findings == []
    assert numbers(verified([anchor])) == [6]


def test_a_log_cut_off_with_the_key_itself_is_found_by_an_anchor_only(application, tampered, verified):
    anchor, (_, key) = verified().head, key_of(application.config["SETTINGS"].secret_key)
    remove(tampered, "number = 6")
    with application.app_context():
        mac = db.session.scalar(text("SELECT mac FROM audit_event WHERE number = 5"))
    tampered("UPDATE audit_head SET number = 5, mac = :mac, seal = :seal", mac=mac, seal=seal_of_head(key, 5, mac))
    assert verified().findings == []
    assert numbers(verified([anchor])) == [6]


def test_an_anchor_that_fits_is_no_finding(verified, log, make):
    anchor = verified().head
    make.institution()
    assert verified([anchor]).findings == []


def test_an_anchor_of_another_seal_is_a_finding(verified, log):
    assert numbers(verified([(3, "0" * 64)])) == [3]


def test_another_secret_is_told_with_what_to_do(verified, log):
    found = verified(secret_key="another secret, long enough for everybody")
    assert "SANKOFA_AUDIT_KEYS" in words(found)
    assert numbers(found) == [1]


def test_former_secrets_open_what_was_sealed_under_them(application, verified, log, make):
    config = application.config["SETTINGS"]
    former, new = config.secret_key, "another secret, long enough for everybody"
    changed = create_app(type(config)(env="test", database_url=config.database_url, secret_key=new))
    type(make)(changed).institution(ref="later")
    with changed.app_context():
        db.engine.dispose()
    assert numbers(verified(secret_key=new)) == [1]
    assert verified(secret_key=new, audit_keys=(former,)).findings == []
    assert verified().findings != []


@pytest.mark.parametrize("table", ["audit_event", "audit_item"])
@pytest.mark.parametrize("act", ["UPDATE {} SET {} = NULL", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_database_itself_refuses_to_alter_or_remove(app, log, table, act):
    if act.startswith("TRUNCATE") and db.engine.dialect.name == "sqlite":
        act = "DELETE FROM {}"  # SQLite has no other word for it
    column = "request_id" if table == "audit_event" else "item_id"
    with pytest.raises(DatabaseError, match="append-only"):
        db.session.execute(text(act.format(table, column)))
    db.session.rollback()


def test_the_seal_covers_every_column(app):
    event = {"id": new_id(), "number": 1, "at": None, "actor": "worker", "account_id": None, "person_id": None}
    event |= {"doing": "x", "purpose": "y", "request_id": None, "key_id": "k", "previous": "p"}
    item = {"position": 0, "kind": "k", "item_id": None, "act": "read", "fields": [], "count": 1}
    seals = {seal_of_event(b"key", event, [item]), seal_of_event(b"other key", event, [item])}
    seals |= {seal_of_event(b"key", {**event, name: "other"}, [item]) for name in event}
    seals |= {seal_of_event(b"key", event, [{**item, name: "other"}]) for name in item}
    assert len(seals) == 2 + len(event) + len(item)

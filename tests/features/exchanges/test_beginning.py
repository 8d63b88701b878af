"""What a confirmed plan begins, and what of an exchange is kept how long."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.exchanges.beginning import ExchangeBegun, begin_exchange, month_text
from app.exchanges.naming import NotNameable
from app.extensions import db, utc_now
from app.rights.retention import remove_what_is_over


@pytest.fixture
def begin(stage):
    """A function that begins one as a plan does, and commits it or not."""

    def begun(commit=True, **said):
        places = {"learning_institution_id": stage.learning, "sharing_institution_id": stage.sharing}
        people = {"learner_ids": (stage.learner,), "expert_id": stage.expert, "owner_id": stage.boss}
        with stage.application.app_context():
            plan = ExchangeBegun("Meters", **{**places, **people, "month": 2027 * 12 + 2, "cost": 900, **said})
            try:
                made = begin_exchange(plan, utc_now()).id
                if commit:
                    db.session.commit()
            finally:
                db.session.remove()
        return made

    return begun


def test_a_confirmed_plan_begins_an_exchange_at_define_and_its_people_are_told(stage, begin):
    made = begin(currency="KES", institutional_challenge="Leaks")
    told = stage.coordinator.get(f"/exchanges/{made}").json
    assert (told["step"], told["month"], told["currency"], told["budget_total"]) == ("define", "2027-03", "KES", 900)
    assert [(each["person"]["id"], each["role"]) for each in told["participants"]] == [
        *((stage.learner, "learner"), (stage.expert, "expert")),
    ]
    assert stage.mails("exchange_named") == sorted([stage.learner, stage.expert])
    assert list(told["missing"]) == ["development_goal"]


def test_it_is_for_the_caller_to_commit(stage, begin):
    begin(commit=False)
    assert stage.coordinator.get("/exchanges").json["items"] == []
    assert stage.mails("exchange_named") == []


def test_an_expert_who_was_paused_since_the_plan_is_not_named(stage, begin):
    with pytest.raises(NotNameable):
        begin(expert_id=stage.make.person(stage.sharing, is_paused=True))
    assert stage.coordinator.get("/exchanges").json["items"] == []


def test_months_are_written_as_the_planner_counts_them():
    assert [month_text(each) for each in (2027 * 12, 2027 * 12 + 11, None)] == ["2027-01", "2027-12", None]


def test_an_exchange_is_kept_five_years_after_its_end(stage):
    exchange, open_one = stage.exchange("closed"), stage.exchange("design")
    replication = stage.make.replication(stage.make.lesson(), stage.learning, exchange_id=exchange)
    for years, is_there in ((4.9, True), (5.1, False)):
        with stage.application.app_context():
            remove_what_is_over(utc_now() + timedelta(days=years * 365))
            db.session.commit()
            left = set(db.session.scalars(db.select(db.metadata.tables["exchange"].c.id)))
            kept = db.session.execute(db.select(db.metadata.tables["replication"].c.exchange_id)).scalar_one()
            db.session.remove()
        assert ((exchange in left), open_one in left, kept) == (is_there, True, exchange if is_there else None)
    assert replication

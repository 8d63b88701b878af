"""A plan is solved with nothing locked: others write meanwhile, and what they changed is never overlooked."""

from threading import Thread

import pytest
from sqlalchemy import func, select, update

from app.audit.models import AuditItem
from app.extensions import db
from app.idempotency import HEADER, IdempotencyKey
from app.people.models import Person
from app.planning.fits import evidence_of
from app.planning.models import RoundFit, RoundFitting, RoundPlan
from matching.errors import MatchingError
from matching.planning.assign import planned
from tests.features.errors.problems import problem_of

KEYED = pytest.mark.parametrize("headers", [{}, {HEADER: "a-key"}], ids=["no key", "key"])
PATIENCE = 15.0  # seconds until an act that waits for the plan is given up


@pytest.fixture
def meanwhile(monkeypatch):
    """A function that has others act, one act each time a round is solved (or that is done); what came of it."""

    def have(*acts, at="plans.planned", instead_of=planned):
        left, came = list(acts), []

        def slowly(*asked):
            act = left.pop(0) if left else lambda: None
            other = Thread(target=lambda: came.append(act()), daemon=True)
            other.start()
            other.join(PATIENCE)
            assert not other.is_alive(), "it had to wait for the plan"
            return instead_of(*asked)

        monkeypatch.setattr(f"app.planning.{at}", slowly)
        return came

    return have


@pytest.fixture
def kept(application):
    """A function that tells how many rows of a plan, its fits, its key and its event there are."""

    def count():
        with application.app_context():
            models = (RoundPlan, RoundFit, RoundFitting, IdempotencyKey)
            rows = [db.session.scalar(select(func.count()).select_from(each)) for each in models]
            events = select(func.count()).where(AuditItem.kind == "round_plan")
            rows.append(db.session.scalar(events))
            db.session.remove()
        return rows

    return count


def forbid(fair, planner):
    return lambda: planner.put(
        f"{fair.path}/pins/{fair.rows.needs['radio']}/{fair.rows.experts['radio']}", {"kind": "forbid"}
    )


def pause(fair, application):
    def act():
        with application.app_context():
            db.session.execute(update(Person).where(Person.id == fair.rows.experts["radio"]).values(is_paused=True))
            db.session.commit()
            db.session.remove()

    return act


@KEYED
def test_while_a_plan_is_solved_others_write_at_once_and_it_holds(fair, planner, admin, meanwhile, headers):
    def write():
        said = planner.patch(fair.path, {"description": "For towns."})
        return said.status_code, admin.post("/institutions", {"name": "Ministry of Water"}).status_code

    came = meanwhile(write)
    plan = planner.post(f"{fair.path}/plan", **headers)
    assert (plan.status_code, plan.json["served"], came) == (201, 2, [(200, 201)])


def test_while_the_evidence_of_a_new_plan_is_looked_up_others_write_at_once(fair, admin, meanwhile):
    write = lambda: admin.post("/institutions", {"name": "Ministry of Water"}).status_code  # noqa: E731
    came = meanwhile(write, at="showing.evidence_of", instead_of=evidence_of)
    assert (fair.plan().status_code, came) == (201, [201, None])


@KEYED
@pytest.mark.parametrize("change", ["pin", "rule", "person"])
def test_what_changed_meanwhile_is_solved_again(fair, planner, application, meanwhile, change, headers):
    acts = {
        "pin": forbid(fair, planner),
        "rule": lambda: planner.patch(fair.path, {"most_given": 0}),
        "person": pause(fair, application),
    }
    came = meanwhile(acts[change])
    plan = planner.post(f"{fair.path}/plan", **headers)
    assert (plan.status_code, len(came)) == (201, 2)
    assert plan.json["served"] == {"pin": 1, "rule": 0, "person": 1}[change]


@KEYED
def test_a_round_that_changes_each_time_is_refused_and_nothing_kept(fair, planner, meanwhile, kept, headers):
    act = forbid(fair, planner)
    meanwhile(act, lambda: planner.delete(f"{fair.path}/pins/{fair.rows.needs['radio']}/{fair.rows.experts['radio']}"))
    refused = planner.post(f"{fair.path}/plan", **headers)
    assert (problem_of(refused), kept()) == ((409, "round-changed"), [0, 0, 0, 0, 0])
    assert planner.post(f"{fair.path}/plan", **headers).json["served"] == 2


def test_a_round_that_is_cancelled_meanwhile_gets_no_plan(fair, planner, meanwhile, kept):
    came = meanwhile(lambda: planner.post(f"{fair.path}/cancel").status_code)
    assert (problem_of(fair.plan()), came) == ((409, "wrong-state"), [200])
    assert kept()[0] == 0


@KEYED
def test_where_solving_fails_nothing_is_kept_and_the_key_is_free(fair, planner, monkeypatch, kept, headers):
    def fail(asked):
        raise MatchingError("no pins can be kept")

    monkeypatch.setattr("app.planning.plans.planned", fail)
    assert problem_of(planner.post(f"{fair.path}/plan", **headers)) == (409, "no-plan")
    assert kept() == [0, 0, 0, 0, 0]
    monkeypatch.undo()
    assert planner.post(f"{fair.path}/plan", **headers).status_code == 201


def test_of_two_with_one_key_at_once_one_is_kept_and_both_are_answered_with_it(fair, planner, meanwhile, kept):
    send = lambda: planner.post(f"{fair.path}/plan", **{HEADER: "a-key"})  # noqa: E731
    came = meanwhile(send)
    late = send()
    early = next(each for each in came if each is not None)
    assert (late.status_code, late.data) == (201, early.data)
    assert (kept()[0], kept()[3], kept()[4]) == (1, 1, 1)

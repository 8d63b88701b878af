"""Nobody sets a column that a schema does not offer: every column of every model added to every body of a write."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from app.extensions import db, new_id, utc_now
from app.features import READ_ONLY
from app.lessons.models import LESSON_TEXTS
from tests.factories.asked import OWN, Asked, Owner
from tests.factories.requests import ROWS, World

VALUES: dict[type, Any] = {
    **{str: new_id(), int: 1, float: 1.0, bool: True, list: []},
    **{date: "2026-01-01", datetime: utc_now().isoformat(), dict: {}},
}
WRITTEN = "institution_id language ref title visibility"
PLACE = "about acronym cofog country kind language level name parent_id ref ring_open"
TOPIC, LABEL = "cofog definition labels ref scheme", "kind label language"
CHALLENGE = f"{WRITTEN} deadline description status"
LESSON = f"{WRITTEN} {' '.join(LESSON_TEXTS)} happened_on place review_by step validated_by_id validated_on"
REQUEST = "challenge_id hours_per_month is_outside_own_unit language languages ring text title"
FRAMED = (
    "challenge_id change_objective development_goal institutional_challenge language learning_institution_id "
    "sharing_institution_id title"
)
TAKEN_UP = "exchange_id result taken_up_on uptake why"
ROUND = (
    "avoids_met_before budget currency description entries_until first_month interpretation_cost is_circular "
    "is_pair_once last_month least_fit least_hours_in_common least_taken most_given most_taken title"
)
NEED = "challenge_id contact_id hours_per_month languages months visitors"
SHARED = "at_most cost description experts hours_per_month months title"
COMMUNITY = "domain institution_id languages name practice stage visibility"
GATHERING = "is_called_off link minutes notes place starts_at time_zone title"
# Names of columns that a client may say, by endpoint and place in its body. Whoever adds one here gives it away.
OFFERED = {
    "tokens.create_token": "email label scope",
    "me.change_password": "",
    "me.erase_me": "email",
    "purposes.note_shown": "version",
    "institutions.create_institution": PLACE,
    "institutions.update_institution": PLACE,
    "topics.create_topic": TOPIC,
    "topics.create_topic labels 0": LABEL,
    "topics.update_topic": TOPIC,
    "topics.update_topic labels 0": LABEL,
    "people.create_person": "email institution_id name position ref unit",
    "people.update_person": (
        "about about_visibility availability_visibility contact_visibility email hours_per_month institution_id "
        "is_paused languages languages_visibility name objects_to_matching objects_to_risk position ring_open "
        "time_zone unit working_days"
    ),
    "people.update_person languages 0": "language level",
    "people.put_expertise": "items",
    "people.put_expertise items 0": "language last_used level statement topic_id visibility years",
    "challenges.create_challenge": CHALLENGE,
    "challenges.update_challenge": CHALLENGE,
    "lessons.create_lesson": LESSON,
    "lessons.update_lesson": LESSON,
    "communities.create_community": COMMUNITY,
    "communities.update_community": COMMUNITY,
    "communities.join_community": "visibility",
    "communities.put_member_role": "role",
    "gatherings.create_gathering": GATHERING,
    "gatherings.update_gathering": GATHERING,
    "match_requests.create_request": f"{REQUEST} is_draft",
    "match_requests.update_request": REQUEST,
    "match_requests.create_offer": "message peer_id",
    "match_requests.assign_peer": "peer_id",
    "offers.decline_offer": "reason",
    "engagements.update_engagement": "visibility",
    "engagements.create_session": "agenda minutes starts_at",
    "engagements.create_note": "text",
    "engagements.cancel_engagement": "reason",
    "engagements.give_feedback": "intermediate outcome would_again",
    "exchanges.create_exchange": FRAMED,
    "exchanges.update_exchange": (
        "activities budget challenge_id change_objective currency development_goal institutional_challenge instrument "
        "justification language month outcomes report sharing_institution_id time_zone title"
    ),
    "exchanges.update_exchange activities 0": ("agenda day ends_at id instrument is_online kind place starts_at title"),
    "exchanges.update_exchange budget 0": "amount category description payer",
    "exchanges.update_exchange outcomes 0": "baseline indicator outcome target",
    "exchanges.update_exchange measures 0": "achieved measured measured_on outcome",
    "exchanges.return_exchange": "reason",
    "exchanges.cancel_exchange": "reason",
    "exchanges.name_participant": "institution_id number person_id role",
    "replications.create_replication": f"{TAKEN_UP} institution_id",
    "replications.update_replication": TAKEN_UP,
    "blocked.block_person": "person_id",
    "positions.create_position": "holder_id institution_id title unit",
    "positions.update_position": "holder_id title unit",
    "positions.rate_position": "evidence factor",
    "positions.contest_position": "text",
    "positions.answer_contest": "text",
    "departures.declare_departure": "kind leaves_on person_id",
    "departures.update_departure": "kind leaves_on",
    "risk.update_settings": "agreement bands fiscal_year_starts is_on min_cell",
    "risk.update_settings bands": "",
    "risk_reports.what_if": "institution_id purpose",
    "retention_plans.open_plan": "position_id",
    "retention_plans.close_plan": "reason",
    "retention_plans.update_action": "due_on lesson_id person_id what",
    "succession.name_successor": "person_id",
    "rounds.create_round": ROUND,
    "rounds.update_round": ROUND,
    "planning.put_pin": "kind reason",
    "round_entries.create_need": f"{NEED} institution_id",
    "round_entries.update_need": NEED,
    "round_entries.create_round_offer": f"{SHARED} institution_id",
    "round_entries.create_round_offer experts 0": "hours_per_month person_id",
    "round_entries.update_round_offer": SHARED,
    "accounts.create_account": "email roles",
    "accounts.create_account roles 0": "institution_id role",
    "accounts.update_account": "is_active roles",
    "accounts.update_account roles 0": "institution_id role",
}
# Bodies that say everything that holds objects, so that their insides are tried too.
SAID = {
    "people.update_person": {"languages": [{"language": "fr", "level": "C1"}]},
    "risk.update_settings": {"bands": {"high_priority_from": 20, "priority_from": 16, "importance_from": 10}},
    "exchanges.update_exchange": {
        "outcomes": [{"outcome": "enhanced_skill"}],
        "activities": [{"kind": "field_visit", "title": "The waterworks", "day": "2099-01-01"}],
        "budget": [{"category": "travel", "amount": 10, "payer": "donor"}],
        "measures": [{"outcome": "enhanced_skill", "measured": "9", "achieved": "yes", "measured_on": "2026-01-01"}],
    },
    "accounts.create_account": {"roles": [{"role": "member"}]},
    "accounts.update_account": {"roles": [{"role": "member"}]},
}


def columns() -> dict[str, Any]:
    """A value for every name that a column or relationship of some model has."""
    found: dict[str, Any] = {}
    for mapper in db.Model.registry.mappers:
        for column in mapper.columns:
            found.setdefault(column.key, VALUES.get(column.type.python_type, "x"))
        found.update({name: [] for name in mapper.relationships.keys()})  # noqa: SIM118 - it is no dictionary
    return found


def objects(body: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where in the body there are objects: the body itself, and those in its lists."""
    if isinstance(body, dict):
        yield path
    pairs = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for key, below in pairs:
        yield from objects(below, (*path, key))


def with_more(body: Any, path: tuple[Any, ...], name: str, value: Any) -> Any:
    """A copy of the body where the object at that path says one thing more, or another."""
    said = place = deepcopy(body)
    for key in path:
        place = place[key]
    place[name] = value
    return said


@pytest.fixture
def world(application):
    return World(application)


@pytest.fixture
def kept(application) -> Callable[[], Any]:
    """A function that gives every row of every table."""

    def read() -> Any:
        with application.app_context(), db.engine.connect() as connection:
            return {
                each.name: sorted(map(repr, connection.execute(select(each)))) for each in db.metadata.sorted_tables
            }

    return read


@pytest.fixture(scope="module")
def tried(request: pytest.FixtureRequest) -> Iterator[dict[str, set[Any]]]:
    """What was tried, the same on both databases; how much it is, is told in the end."""
    seen: dict[str, set[Any]] = {"bodies": set(), "offered": set(), "refused": set(), "took effect": set()}
    yield seen
    counted = {name: len(each) for name, each in seen.items()}
    with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        request.config.get_terminal_writer().line(
            f"\nmass assignment: {len(columns())} names of columns x {counted['bodies']} objects in bodies of writes = "
            f"{counted['refused'] + counted['offered']} tried: {counted['offered']} offered, {counted['refused']} "
            f"refused, {counted['took effect']} took effect"
        )


def bodies(world: World) -> list[str]:
    """The endpoints that write and take a body; provisioning has such tests of its own."""
    owner = Owner(world.colleague, world.near)
    asked = {name: world.ask(name, owner) for name in ROWS if name not in READ_ONLY and not name.startswith("scim.")}
    return [name for name, each in asked.items() if each.body is not None]


def test_every_body_has_its_list_of_what_it_offers(world: World) -> None:
    assert {name.split()[0] for name in OFFERED} == set(bodies(world))


@pytest.mark.parametrize("endpoint", sorted({name.split()[0] for name in OFFERED}))
def test_no_column_is_set_that_is_not_offered(
    world: World, kept: Callable[[], Any], tried: dict[str, set[Any]], endpoint: str
) -> None:
    me = world.make.person(world.near)
    headers = world.headers(me, "admin", ("manager", world.near), ("coordinator", world.near))
    asked = world.ask(endpoint, Owner(me if OWN in ROWS[endpoint].places else world.colleague, world.near))
    asked.body.update(SAID.get(endpoint, {}))
    before, wrong, offered = kept(), {}, []
    for path in objects(asked.body):
        names = OFFERED[" ".join(map(str, (endpoint, *path)))].split()
        tried["bodies"].add((endpoint, path))
        for name, value in columns().items():
            body = with_more(asked.body, path, name, value)
            if name in names:
                offered.append((name, body))
                tried["offered"].add((endpoint, path, name))
                continue
            tried["refused"].add((endpoint, path, name))
            answer = world.send(endpoint, Asked(asked.ids, body), headers)
            if answer.status_code != 422 or "Unknown field" not in answer.get_data(as_text=True):
                wrong[path, name] = answer.status_code
    tried["took effect"] |= {(endpoint, *each) for each in wrong}

    assert wrong == {}
    assert kept() == before
    for name, body in offered:
        answer = world.send(endpoint, Asked(asked.ids, body), headers)
        assert "Unknown field" not in answer.get_data(as_text=True), f"{name} is not offered any more"

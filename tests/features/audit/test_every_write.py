"""Every endpoint that writes makes exactly one event, in the same transaction; whatever fails makes none."""

from __future__ import annotations

import re

import pytest

from app.features import READ_ONLY
from app.policy_table import POLICY
from app.purposes import PURPOSED_READS, PURPOSES
from tests.factories.asked import OWN, Asked, Owner
from tests.factories.requests import ROWS

LAST = "me.erase_me"  # nothing can be asked after it
# What a write on each table of the API is about: the row that its event must name.
KINDS = {
    **{"tokens": "api_token", "institutions": "institution", "topics": "topic", "people": "person"},
    **{"challenges": "challenge", "lessons": "lesson", "accounts": "account", "outbox": "message"},
    **{"match_requests": "match_request", "offers": "offer", "engagements": "engagement", "blocked": "blocked_pair"},
    **{"match_requests.create_offer": "offer", "match_requests.assign_peer": "offer"},
    **{"engagements.create_session": "engagement_session", "engagements.delete_session": "engagement_session"},
    **{"engagements.create_note": "engagement_note", "engagements.give_feedback": "engagement_feedback"},
    **{"engagements.capture_lesson": "lesson"},
    **{"communities": "community", "gatherings": "community_gathering"},
    **dict.fromkeys(
        (f"communities.{act}" for act in ("join_community", "put_member_role", "remove_member")), "community_member"
    ),
    **{"exchanges": "exchange", "replications": "replication"},
    **dict.fromkeys(("exchanges.name_participant", "exchanges.remove_participant"), "exchange_participant"),
    **{"positions": "position", "departures": "departure", "risk": "risk_setting"},
    **{"positions.contest_position": "position_contest", "positions.answer_contest": "position_contest"},
    **{"retention_plans": "retention_plan", "succession": "position_successor"},
    **dict.fromkeys(("retention_plans.update_action", "retention_plans.finish_action"), "plan_action"),
    **{"me.change_password": "account", "me.end_my_session": "web_session", "people.endorse": "endorsement"},
    **{"rounds": "round", "round_entries.remove_expert": "round_expert"},
    **{"round_entries.import_entries": "round_need"},
    **dict.fromkeys((f"round_entries.{act}_need" for act in ("create", "update", "delete")), "round_need"),
    **dict.fromkeys((f"round_entries.{act}_round_offer" for act in ("create", "update", "delete")), "round_offer"),
    **{"planning.make_plan": "round_plan", "planning.confirm": "round_plan", "planning": "round_pin"},
    **{LAST: "person", "purposes.note_shown": "choice"},
}
ACTS = {"create": "created", "update": "altered", "delete": "removed", "put": "altered", "revoke": "altered"}
ACTS |= {"change": "altered", "end": "removed", "erase": "removed", "retry": "altered", "unblock": "removed"}
ACTS |= dict.fromkeys(("publish", "rank", "withdraw", "take", "accept", "decline", "complete", "cancel"), "altered")
ACTS |= {"make": "created"} | dict.fromkeys(("advance", "return"), "altered")
ACTS |= dict.fromkeys(("rate", "answer", "close", "finish", "reopen", "confirm"), "altered") | {"remove": "removed"}
ACTS |= {"import": "created"}
# Rows that are known by the id of an owner.
UNNAMED = {
    "communities.join_community",
    "communities.put_member_role",
    "communities.remove_member",
    "positions.answer_contest",
    "succession.name_successor",
    "succession.remove_successor",
    "round_entries.remove_expert",
    "planning.make_plan",  # a plan is known by its number
    "planning.confirm",
    "planning.put_pin",
    "planning.delete_pin",
    "people.endorse",
    "blocked.block_person",
    "blocked.unblock_person",
    "engagements.give_feedback",
}
# Only their owner can be there at the same time: they have no version.
UNVERSIONED = {"tokens.revoke_token", "me.end_my_session", "engagements.delete_session", "blocked.unblock_person"}
UNVERSIONED |= {"communities.join_community", "communities.remove_member"}
UNVERSIONED |= {"succession.remove_successor", "exchanges.remove_participant"}
UNVERSIONED |= {"round_entries.remove_expert", "planning.put_pin", "planning.delete_pin"}


def method_of(application, endpoint):
    rule = next(application.url_map.iter_rules(endpoint))
    return next(iter((rule.methods or set()) - {"HEAD", "OPTIONS"}))


def writes(application):
    """Every endpoint of the API that may write; only those, or their events would not be looked for."""
    reads = READ_ONLY | PURPOSED_READS
    written = [name for name in ROWS if method_of(application, name) != "GET" and name not in reads]
    return sorted((name for name in written if not name.startswith(("web.", "scim."))), key=lambda name: name == LAST)


@pytest.fixture
def me(world):
    """An administrator who is a person of the near institution, and manages and coordinates it."""
    return world.make.person(world.near)


@pytest.fixture
def headers(world, me):
    return world.headers(me, "admin", ("manager", world.near), ("coordinator", world.near))


@pytest.fixture
def asked(world, me):
    """A function that gives a request that the administrator may send, about a thing of his where it must be his."""

    def ask(endpoint):
        row = ROWS[endpoint]
        is_mine = OWN in row.places and (row.own_status is None)
        return world.ask(endpoint, Owner(me if is_mine else world.colleague, world.near))

    return ask


def test_the_endpoints_that_write_are_those_with_a_purpose(application):
    assert {name.split(".")[0] for name in writes(application)} <= PURPOSES.keys()
    assert len(writes(application)) >= 20


@pytest.fixture
def is_not_the_last(world):
    """Another administrator, who stays."""
    world.headers(None, "admin")


@pytest.mark.usefixtures("is_not_the_last")
def test_every_write_makes_exactly_one_event(application, world, headers, asked, during):
    wrong = {}
    for endpoint in writes(application):
        request, answers = asked(endpoint), []
        found = during(lambda: answers.append(world.send(endpoint, request, headers)))  # noqa: B023
        told = [(each.doing, each.request_id, each.actor, each.purpose) for each in found]
        status, request_id = answers[0].status_code, answers[0].headers["X-Request-ID"]
        purpose = PURPOSES[endpoint.split(".")[0]]
        if status != ROWS[endpoint].status or told != [(endpoint, request_id, "account", purpose)]:
            wrong[endpoint] = (status, told)
    assert wrong == {}


@pytest.mark.usefixtures("is_not_the_last")
def test_the_event_names_the_thing_and_what_was_done_to_it(application, world, headers, asked, during):
    wrong = {}
    for endpoint in writes(application):
        blueprint, _, name = endpoint.partition(".")
        act, request, answers = ACTS.get(name.split("_")[0], "created"), asked(endpoint), []
        found = during(lambda: answers.append(world.send(endpoint, request, headers)))  # noqa: B023
        body = answers[0].get_json(silent=True) or {}
        kind = KINDS.get(endpoint) or KINDS[blueprint]
        made = body.get("id") if act == "created" else list(request.ids.values() or [body.get("id")])[-1]
        item_id = None if endpoint in UNNAMED else made
        named = {(each.kind, each.act): each.item_id for event in found for each in event.items}
        if (kind, act) not in named or item_id not in (None, named[kind, act]):
            wrong[endpoint] = named
    assert wrong == {}


def refusals(world, endpoint, request, headers):
    """(status, request, headers, more) of requests of that endpoint that fail, each for another reason."""
    stranger, absent = world.headers(None), request.of_nothing()
    yield 422, request, headers, {"nonsense": 1}
    if request.body is not None:
        yield 422, Asked(request.ids, {**request.body, "nonsense": 1}), headers, {}
    if "public" not in POLICY[endpoint]:
        yield 401, request, {}, {}
        yield 403, request, stranger, {}
    if request.ids:
        yield 404, absent, headers, {}
    if method_of(world.application, endpoint) in ("PATCH", "PUT", "DELETE") and endpoint not in UNVERSIONED:
        yield 412, request, headers, {"etag": '"stale"'}


def test_a_write_that_is_refused_makes_no_event_and_writes_nothing(application, world, headers, asked, rows):
    wrong, counted = {}, 0
    for endpoint in writes(application):
        for status, request, sender, more in list(refusals(world, endpoint, asked(endpoint), headers)):
            before = rows()
            answer = world.send(endpoint, request, sender, **more)
            counted += 1
            if answer.status_code != status or rows() != before:
                wrong[endpoint, status] = (answer.status_code, answer.json)
    assert wrong == {}
    assert counted > 4 * len(writes(application))


def conflicts(world, me):
    """A request by endpoint that meets another fact."""
    make, near, above = world.make, Owner(world.colleague, world.near), world.make.topic()
    make.lesson(ref="taken")
    make.challenge(ref="taken")
    make.expertise(world.colleague, world.topic)
    used, person = world.make.institution(ref="taken"), make.person(email="taken@office.example")
    make.topic(ref="taken", broader=[above])
    make.person(used)
    written = {"title": "T", "institution_id": used, "ref": "taken"}
    topics, mine = world.ask("topics.create_topic", near).body, world.account(Owner(me, world.near))
    world.account(Owner(person, used))
    return {
        "institutions.create_institution": Asked(body={"name": "N", "ref": "taken"}),
        "institutions.update_institution": Asked({"institution_id": used}, {"parent_id": used}),
        "institutions.delete_institution": Asked({"institution_id": used}),
        "topics.create_topic": Asked(body={**topics, "ref": "taken"}),
        "topics.update_topic": Asked({"topic_id": world.topic}, {"broader_ids": [world.topic]}),
        "topics.delete_topic": Asked({"topic_id": above}),
        "people.create_person": Asked(body={"name": "A", "institution_id": used, "email": "taken@office.example"}),
        "people.update_person": Asked({"person_id": world.stranger}, {"email": "taken@office.example"}),
        "people.delete_person": Asked({"person_id": me}),
        "lessons.create_lesson": Asked(body=written),
        "challenges.create_challenge": Asked(body=written),
        "accounts.create_account": Asked(body={"email": "taken@office.example"}),
        "accounts.update_account": Asked({"account_id": mine}, {"roles": []}),
        LAST: world.ask(LAST, Owner(me, world.near)),
        "outbox.retry_message": Asked({"message_id": make.message(me)}),
    }


def test_a_write_that_meets_another_fact_makes_no_event_and_writes_nothing(world, me, headers, rows):
    wrong = {}
    for endpoint, request in conflicts(world, me).items():
        before = rows()
        answer = world.send(endpoint, request, headers)
        if answer.status_code != 409 or rows() != before:
            wrong[endpoint] = (answer.status_code, answer.json)
    assert wrong == {}


def test_a_second_endorsement_makes_no_event(world, headers, asked, during):
    request, answers = asked("people.endorse"), []
    found = during(lambda: answers.extend(world.send("people.endorse", request, headers) for _ in range(2)))
    assert ([each.status_code for each in answers], len(found)) == ([201, 409], 1)


def test_a_wrong_password_makes_no_event(world, rows):
    before = rows()
    request = Asked(body={"email": "a@office.example", "password": "wrong"})
    assert (world.send("tokens.create_token", request, {}).status_code, rows() == before) == (401, True)


def test_who_signs_in_is_named_though_nobody_was_signed_in_before(world, during):
    request = world.ask("tokens.create_token", Owner(world.colleague, world.near))
    (event,) = during(lambda: world.send("tokens.create_token", request, {}))
    assert event.account_id is not None


def test_whoever_signs_in_and_out_on_the_pages_is_named(application, world, during):
    client, known = application.test_client(), world.signing_in()
    (entered,) = during(lambda: client.post("/sign-in", data=known, base_url="https://localhost"))
    token = re.search(r'name="csrf_token" value="(\w+)"', client.get("/", base_url="https://localhost").text)[1]
    (left,) = during(lambda: client.post("/sign-out", data={"csrf_token": token}, base_url="https://localhost"))

    assert entered.account_id == left.account_id is not None
    told = {(each.kind, each.act) for each in entered.items}, {(each.kind, each.act) for each in left.items}
    assert told == ({("web_session", "created")}, {("web_session", "removed")})


@pytest.mark.parametrize(
    ("method", "acts"),
    [
        ("POST", {("account", "created"), ("person", "created")}),
        ("PUT", {("account", "altered"), ("person", "altered")}),
        ("DELETE", {("account", "removed"), ("person", "altered")}),
    ],
)
def test_every_write_over_scim_makes_exactly_one_event(world, headers, during, method, acts):
    asked, answers = world.ask("scim.write", Owner(world.colleague, world.near)), []
    if method != "POST":
        made = world.send("scim.write", asked, headers).json
        asked = Asked({"path": f"Users/{made['id']}"}, {**asked.body, "title": "Surveyor"}, method=method)
    (event,) = during(lambda: answers.append(world.send("scim.write", asked, headers)))
    assert answers[0].status_code < 300
    assert (event.doing, event.purpose) == ("scim.write", "provisioning")
    assert acts <= {(each.kind, each.act) for each in event.items}


def test_a_write_that_could_not_be_recorded_did_not_happen(world, headers, rows, monkeypatch):
    def fail(*_):
        raise RuntimeError("the book is full")

    before = rows()
    monkeypatch.setattr("app.audit.recording.seal_of_event", fail)
    answer = world.send("institutions.create_institution", Asked(body={"name": "Lost"}), headers)
    assert (answer.status_code, rows() == before) == (500, True)

"""What somebody hides may change as it will: no byte of the answers to those it is hidden from moves with it.

Every GET of the API is asked, with its filters and page by page, and the peer search for people and for institutions.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from itertools import count

import pytest
from sqlalchemy import select

from app.engagements.models import Engagement
from app.engine import setup_engine
from app.extensions import db, utc_now
from app.planning.plans import make_plan
from app.topics.models import Topic
from tests.factories.api import PREFIX
from tests.factories.community_requests import HELD
from tests.factories.maker import OPEN
from tests.factories.round_rows import a_need, a_round, an_offer
from tests.features.visibility.cast import SEERS

HIDING = ("private", "institution", "country")
WORDS = ("livestock", "census", "zebra", "ledger", "drought", "ferry")
EACH = ("", "livestock", "zebra", "Lesson")  # words asked for; some occur only in what is hidden
QUESTIONS = ("census of livestock with herders", "zebra ledger", "drought, or a ferry", "census open to all")
ROUNDS = 5
# That something was done is told to administrators, whatever it was done to; an export tells that it was asked for.
CALENDAR = "/calendar.ics"
AUDITED = {"/audit-events", "/me/export"}
REPORTS = ("", "/heat-map", "/aggregates")  # of risk
LEARNING = "/engagements"  # who coordinates the whole network is told who learns from whom, shown or not
VIEWERS = ("self", "colleague", "compatriot", "foreigner", "administrator")


@pytest.fixture
def world(make, cast, application, monkeypatch):
    """An owner who shows some and hides much, beside people who show all; viewers of every kind.

    Every first offer is a newcomer's turn, so that whoever becomes one or ceases to be one is noticed.
    """
    settings = replace(application.config["SETTINGS"], newcomer_share=1.0)
    monkeypatch.setitem(application.config, "SETTINGS", settings)
    setup_engine(application)
    cast.application = application
    topics = [make.topic("Livestock"), make.topic("Ferries")]
    for country in ("KE", "SN", "UG"):
        person = make.person(make.institution(country=country), "en:C1 fr:B2", **OPEN, position="Officer")
        make.expertise(person, topics[0], statement=f"Counting livestock in {country} with herders.", language="en")
        make.lesson(person, topics, title=f"Lesson of a drought in {country}", language="en")
        make.challenge(person, topics, title=f"A ferry in {country}", language="en")
        make.engagement(person, topics, question=f"Who counts livestock in {country}?", language="en")
    make.lesson(cast.owner, topics[:1], title="A census that is open to all", language="en")
    cast.hidden = {name: getattr(make, name)(cast.owner, visibility="private") for name in ("lesson", "challenge")}
    cast.topics = topics
    cast.request = make.match_request(make.person(cast.home), [cast.owner], is_inviting=True)
    cast.offer = make.offer(cast.owner, cast.request)
    cast.learning = make.learning(cast.owner, make.person())
    cast.position, cast.departure = make.position(cast.owner, topics=topics), make.departure(make.person(cast.home))
    cast.plan = make.plan(cast.position)
    cast.action = make.plan_action(cast.plan)
    cast.round = a_round(make)
    cast.need = a_need(make, cast.round, cast.owner, cast.hidden["challenge"])
    cast.exchange_offer = an_offer(make, cast.round, cast.owner)
    cast.planned = _planned(make, cast)
    cast.exchange = make.exchange(cast.home, make.institution())
    make.participant(cast.exchange, cast.owner)
    cast.replication = make.replication(cast.hidden["lesson"])
    cast.community, cast.hidden_community = make.community(), make.community(cast.owner, visibility="private")
    make.community_member(cast.community, make.person())
    make.community_member(cast.community, cast.owner, visibility="private")
    cast.gathering = make.gathering(cast.hidden_community)
    cast.account = cast.client("self").get("/me").json["account_id"]
    for kind in VIEWERS:
        cast.client(kind)
    return cast


def _planned(make, cast):
    """A need that the owner has a place for, in both plans of the round."""
    cast.client("self").patch(f"/people/{cast.owner}", {"ring_open": "international"})
    seeker = make.person(make.institution(country="SN"), **OPEN)
    challenge = make.challenge(seeker, title="A census that is open to all", visibility="network", language="en")
    need = a_need(make, cast.round, seeker, challenge)
    with cast.application.app_context():
        for _ in range(2):
            assert make_plan(cast.round, None, utc_now()).served == 1
            db.session.commit()
    return need


def answers(world, kind):
    """All that a viewer of this kind is told, by request: status, body, ETag."""
    client, told = world.client(kind), {}
    hidden = {f"/lessons/{world.hidden['lesson']}", f"/challenges/{world.hidden['challenge']}"}
    for path, queries in asked(world).items():
        if (kind, path) == ("administrator", LEARNING):
            continue
        for query in queries:
            told |= pages(client, path, query)
    for path in {f"/{kind}s/{world.hidden[kind]}" for kind in ("lesson", "challenge")} | hidden:
        told |= pages(client, path, {})
    for rank in ("people", "institutions"):
        for text in QUESTIONS:
            for more in ({}, {"languages": ["fr"]}, {"topics": world.topics[:1]}, {"ring": "domestic"}):
                answer = client.post("/peer-search", {"text": text, "rank": rank, "limit": 50, **more})
                told["/peer-search", rank, text, str(more)] = (answer.status_code, answer.data)
    return told


def asked(world):
    """The requests by path; one for each GET of the API but for those of a lesson and a challenge."""
    words, place, topic = [{"q": word} for word in EACH], world.home, world.topics[0]
    filters = [{"country": "KE"}, {"topic_id": topic}, {"language": "fr"}, {"institution_id": place}]
    return {
        "/me": [{}],
        "/me/sessions": [{}],
        "/tokens": [{}],
        "/purposes": [{}],
        "/accounts": [{"limit": 2}, *words, {"institution_id": place}],
        f"/accounts/{world.account}": [{}],
        "/match-requests": [{}, {"has_owner": False}],
        f"/match-requests/{world.request}": [{}],
        "/offers": [{}, {"format": "csv"}],
        f"/offers/{world.offer}": [{}],
        "/engagements": [{}],
        f"/engagements/{world.learning}": [{}],
        f"/engagements/{world.learning}/notes": [{}],
        f"/engagements/{world.learning}/feedback": [{}],
        f"/engagements/{world.learning}/times": [{}, {"minutes": 30}],
        f"/engagements/{world.learning}/calendar.ics": [{}],
        "/exchanges": [{}, *words, {"person_id": world.owner}, {"institution_id": place}],
        **{f"/exchanges/{world.exchange}{what}": [{}] for what in ("", "/brief", "/calendar")},
        f"/lessons/{world.hidden['lesson']}/replications": [{}],
        f"/lessons/{world.hidden['lesson']}/replications/{world.replication}": [{}],
        "/communities": [{"limit": 1}, *words, *filters, {"member_id": world.owner}, {"sort": "-updated"}],
        **{f"/communities/{world.community}{what}": [{}] for what in ("", "/members", f"/members/{world.owner}/role")},
        **{f"/communities/{world.hidden_community}{what}": [{}] for what in ("", "/members", "/gatherings")},
        **{
            f"/communities/{world.hidden_community}/gatherings/{world.gathering}{what}": [{}] for what in ("", CALENDAR)
        },
        "/retention-plans": [{}],
        f"/retention-plans/{world.plan}": [{}],
        f"/retention-plans/{world.plan}/actions/{world.action}": [{}],
        f"/positions/{world.position}/successors": [{}],
        f"/positions/{world.position}/guide": [{}],
        "/blocked-people": [{}],
        "/coordination": [{}],
        "/unmet-demand": [{}, {"country": "KE"}, {"topic": topic, "limit": 2}],
        "/positions": [{}, {"purpose": "staffing_plan"}, {"institution_id": place}, {"topic_id": topic}],
        f"/positions/{world.position}": [{}, {"purpose": "staffing_plan"}],
        "/departures": [{}, {"purpose": "staffing_plan"}, {"institution_id": place}],
        f"/departures/{world.departure}": [{}, {"purpose": "staffing_plan"}],
        f"/risk/institutions/{place}/settings": [{}],
        **{f"/risk/institutions/{place}{what}": [{"purpose": "staffing_plan"}] for what in REPORTS},
        f"/graph/people/{world.owner}": [{}],
        f"/graph/people/{world.owner}/introductions": [{}],
        "/graph/export": [{}, {"format": "json-ld"}, {"institution_id": place}],
        "/rounds": [{}, {"status": "open"}],
        f"/rounds/{world.round}": [{}],
        f"/rounds/{world.round}/plans": [{}],
        f"/rounds/{world.round}/plans/1": [{}],
        f"/rounds/{world.round}/plans/2/differences": [{"from": 1}],
        f"/rounds/{world.round}/plans/2/placements/{world.planned}/price": [{}],
        f"/rounds/{world.round}/pins": [{}],
        f"/rounds/{world.round}/needs": [{}, {"institution_id": place}, {"format": "csv"}],
        f"/rounds/{world.round}/needs/{world.need}": [{}],
        f"/rounds/{world.round}/offers": [{}, {"format": "csv"}],
        f"/rounds/{world.round}/offers/{world.exchange_offer}": [{}],
        "/outbox": [{}, {"state": "waiting"}],
        "/institutions": [{}, *words, {"country": "KE"}],
        f"/institutions/{place}": [{}],
        "/institutions/counts": [{}, *words, {"country": "KE"}],
        "/topics": [{}, *words],
        f"/topics/{topic}": [{}],
        "/people": [{"limit": 2}, *words, *filters],
        **{f"/{name}/counts": [{}, *words, *filters] for name in ("people", "challenges", "lessons", "communities")},
        f"/people/{world.owner}": [{}],
        f"/people/{world.owner}/expertise": [{}],
        "/challenges": [{"limit": 2}, *words, *filters, {"status": "open"}, {"sort": "-updated"}],
        "/lessons": [{"limit": 2}, *words, *filters, {"contributor_id": world.owner}, {"sort": "-updated"}],
    }


def pages(client, path, query):
    """A list from its first page to its last, or a single thing."""
    told, cursor = {}, ""
    while cursor is not None:
        answer = client.get(path, **query, **({"cursor": cursor} if cursor else {}))
        told[path, str(query), cursor] = (answer.status_code, answer.data, answer.headers.get("ETag"))
        cursor = (answer.json or {}).get("next")
    return told


class Owner:
    """Changes, at random, what only holders of a key may see, as an owner does it: over the API."""

    def __init__(self, world, chance):
        self._world, self._chance = world, chance
        self._me = world.client("self")
        self._statements, self._card = [], {}
        self._joined, self._numbers = "private", count(1)
        for card in ("about", "languages", "availability"):
            self._card[card] = "private"
            self._patch(card, "private")

    def change(self, level):
        """Change something hidden, to be seen at this level; the widest level at which it was or is seen."""
        acts = (self._state, self._describe, self._speak, self._work, self._write, self._remove, self._help)
        return max(self._chance.choice(acts)(level), self._gather(level), level, key=HIDING.index)

    def _words(self):
        return " ".join(self._chance.choices(WORDS, k=6)) + f" {self._chance.random()}"

    def _state(self, level):
        before = max((each["visibility"] for each in self._statements), key=HIDING.index, default="private")
        topics = self._chance.sample(self._world.topics, self._chance.randint(1, 2))
        self._statements = [
            {"topic_id": topic, "level": self._chance.choice(["novice", "expert"]), "statement": self._words()}
            | {"language": self._chance.choice(["en", "fr"]), "visibility": level}
            for topic in topics
        ]
        path = f"/people/{self._world.owner}/expertise"
        self._done(self._me.put(path, {"items": self._statements}))
        return before

    def _describe(self, level):
        return self._patch("about", level, about=self._words())

    def _speak(self, level):
        spoken = [{"language": self._chance.choice(["fr", "sw", "pt"]), "level": self._chance.choice(["B2", "C1"])}]
        return self._patch("languages", level, languages=spoken)

    def _work(self, level):
        hours, zone = self._chance.randint(1, 99), self._chance.choice(["Asia/Jakarta", "Africa/Dakar"])
        return self._patch("availability", level, hours_per_month=hours, time_zone=zone)

    def _patch(self, card, level, **said):
        before, self._card[card] = self._card[card], level
        self._done(self._me.patch(f"/people/{self._world.owner}", {f"{card}_visibility": level, **said}))
        return before

    def _write(self, level):
        kind, field = self._chance.choice([("lesson", "question"), ("challenge", "description")])
        path = f"/{kind}s/{self._world.hidden[kind]}"
        before = self._me.get(path).json["visibility"]
        said = {"title": self._words(), field: self._words(), "language": self._chance.choice(["en", "fr"])}
        self._done(self._me.patch(path, {**said, "visibility": level, "topic_ids": self._world.topics[:1]}))
        return before

    def _remove(self, level):
        kind = self._chance.choice(["lesson", "challenge"])
        path = f"/{kind}s/{self._world.hidden[kind]}"
        before = self._me.get(path).json["visibility"]
        said = {"institution_id": self._world.home, "title": self._words(), "visibility": level}
        made = self._me.post(f"/{kind}s", said | ({"contributor_ids": [self._world.owner]} if kind == "lesson" else {}))
        self._done(made)
        self._done(self._me.delete(path))
        self._world.hidden[kind] = made.json["id"]
        return before

    def _help(self, level):
        """Remove the one engagement there is, or else complete one; straight in the table, which has no door yet."""
        said = {"question": self._words(), "outcome": self._chance.choice(["yes", "partly", "no"])}
        said |= {"ref": f"e{self._chance.random()}", "completed_on": date(2026, 2, 1), "visibility": level}
        with self._world.application.app_context():
            helped = (Engagement.peer_id == self._world.owner, Engagement.status == "completed")
            former = db.session.scalars(select(Engagement).where(*helped)).first()
            before = former.visibility if former else "private"
            if former:
                db.session.delete(former)
            else:
                topics = [db.session.get_one(Topic, self._world.topics[0])]
                db.session.add(Engagement(peer_id=self._world.owner, topics=topics, **said))
            db.session.commit()
            db.session.remove()
        return before

    def _gather(self, level):
        """Say who sees that one is in a community, and alter the one that one founded: each time, beside the rest."""
        before, self._joined = self._joined, level
        me, path = self._world.owner, f"/communities/{self._world.hidden_community}"
        self._done(self._me.put(f"/communities/{self._world.community}/members/{me}", {"visibility": level}))
        said = {"name": f"Zebra {next(self._numbers)}", "languages": ["fr"], "topic_ids": self._world.topics[:1]}
        self._done(self._me.patch(path, {**said, "visibility": level}))
        self._done(self._me.post(f"{path}/gatherings", {**HELD, "title": said["name"]}))
        return before

    @staticmethod
    def _done(answer):
        assert answer.status_code in (200, 201, 204), answer.json


def test_every_reading_endpoint_is_asked(application, world):
    told = {
        path
        for path in application.extensions["openapi"]["paths"]
        if "get" in application.extensions["openapi"]["paths"][path]
    }
    names = {world.home: "{institution_id}", world.topics[0]: "{topic_id}", world.owner: "{person_id}"}
    names |= {world.account: "{account_id}", world.request: "{request_id}", world.offer: "{offer_id}"}
    names |= {world.learning: "{engagement_id}", world.position: "{position_id}", world.departure: "{departure_id}"}
    names |= {world.plan: "{plan_id}", world.action: "{action_id}"}
    names |= dict.fromkeys((world.community, world.hidden_community), "{community_id}")
    names[world.gathering] = "{gathering_id}"
    names[world.exchange] = "{exchange_id}"
    names[world.replication] = "{replication_id}"
    names[world.hidden["lesson"]] = "{lesson_id}"
    names[world.round] = "{round_id}"
    names |= dict.fromkeys((world.need, world.planned), "{need_id}")
    names[world.exchange_offer] = "{offer_id}"
    names |= {"1": "{number}", "2": "{number}"}
    known = {"/".join(names.get(part, part) for part in path.split("/")) for path in asked(world)}
    apart = {"/lessons/{lesson_id}", "/challenges/{challenge_id}", *AUDITED}
    assert told == {PREFIX + path for path in known | apart}


@pytest.mark.parametrize("seed", range(2))
def test_a_hidden_change_moves_no_byte_of_any_answer_to_those_it_is_hidden_from(world, seed):
    chance = random.Random(seed)
    owner = Owner(world, chance)
    owner.change("private")
    known, compared, seen = {kind: answers(world, kind) for kind in VIEWERS}, 0, set()
    for _ in range(ROUNDS):
        widest = owner.change(chance.choice(HIDING))
        now = {kind: answers(world, kind) for kind in VIEWERS}
        for kind in VIEWERS:
            if kind in SEERS[widest]:
                seen |= {kind} if now[kind] != known[kind] else set()
                continue
            shared = now[kind].keys() & known[kind].keys()
            assert {each: now[kind][each] for each in shared} == {each: known[kind][each] for each in shared}
            compared += len(shared)
        assert now["self"] != known["self"]
        known = now
    assert compared > 500
    assert "self" in seen


@pytest.mark.parametrize("level", HIDING)
def test_an_engagement_that_is_hidden_moves_no_byte_and_one_that_is_shown_does(world, level):
    owner = Owner(world, random.Random(1))
    known = {kind: answers(world, kind) for kind in VIEWERS}
    moved = set()
    for _ in range(3):
        owner._help(level)
        now = {kind: answers(world, kind) for kind in VIEWERS}
        moved |= {kind for kind in VIEWERS if now[kind] != known[kind]}
    assert moved <= SEERS[level]
    assert moved or level == "private"  # to himself nobody is proposed


def test_risk_data_moves_no_byte_of_any_answer_but_to_the_person_himself(world):
    known = {kind: answers(world, kind) for kind in VIEWERS}
    me = world.client("self")
    said = {"kind": "retirement", "leaves_on": "2099-06-30"}
    assert me.post("/departures", said).status_code == 201
    assert me.post(f"/positions/{world.position}/contest", {"text": "Others know it, too."}).status_code == 201
    assert {kind for kind in VIEWERS if answers(world, kind) != known[kind]} == {"self"}

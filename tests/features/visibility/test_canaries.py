"""The canary sweep: every reading endpoint and the peer search, asked by every kind of viewer.

Whatever an owner hides is seen by nobody it is hidden from, and by all whom it is meant for.
"""

from __future__ import annotations

import re
from collections import Counter

import pytest

from app.accounts.models import Identity
from app.communities.models import CommunityLanguage, CommunityMember
from app.engagements.models import EngagementFeedback, EngagementNote
from app.extensions import db
from app.match_requests.models import BlockedPair
from app.rights.models import Choice
from app.vocabulary import RISK_PURPOSES, VISIBILITIES
from tests.factories.api import PREFIX, ApiClient
from tests.factories.browser import Browser
from tests.factories.round_rows import a_need, a_round, an_offer
from tests.features.visibility.canaries import (
    DECIDED,
    MANAGED,
    OPEN,
    PROVISIONING,
    SELF,
    STAFF,
    Nest,
    governed_columns,
)
from tests.features.visibility.cast import SEERS

# How each kind of viewer stands to the owners, who all work at one institution in Kenya.
STANDS_AS = {
    **{f"owner of what is {each}": "colleague" for each in VISIBILITIES},
    **{each: each for each in ("colleague", "compatriot", "foreigner", "stateless", "account", "administrator")},
    "coordinator": "colleague",
    "coordinator from elsewhere": "account",
    "administrator who works here": "colleague",
    "anonymous": "nobody",
    "leaver": "nobody",
}
SEARCHED = ("person", "expertise", "lesson", "challenge", "engagement")
SEARCHERS = ("colleague", "foreigner", "administrator", "coordinator")  # who tries every word and code there is
ADMINISTRATORS = ("administrator", "administrator who works here")
COORDINATORS = ("coordinator", "coordinator from elsewhere")
DISCOVERY = ("ServiceProviderConfig", "ResourceTypes", "Schemas")
PAGES = "pages."  # no token opens them; they are looked at below, under sessions
LOOKERS = tuple(kind for kind, stands_as in STANDS_AS.items() if stands_as != "nobody")
NO_ARGUMENTS = {"static"}  # files of ours; they are asked for in tests/web


class World:
    """Four owners, one for each visibility, with a canary in all that is theirs; and everybody who might look."""

    def __init__(self, application, make, cast):
        self.application, self.nest = application, Nest()
        self.home, self.topic = cast.home, make.topic()
        names = ("person_id", "lesson_id", "challenge_id", "engagement_id", "request_id", "offer_id")
        names += ("position_id", "departure_id", "plan_id", "action_id", "round_id", "need_id")
        names += ("exchange_id", "replication_id", "community_id", "gathering_id")
        self.ids = {name: [] for name in names}
        self._stranger = make.person()
        self.ids["account_id"] = []
        self.ids["path"] = ["Users", "Groups", *DISCOVERY]
        self.clients = {kind: cast.client(kind) for kind in STANDS_AS if kind in SEERS["network"] - {"self"}}
        self.clients["anonymous"] = ApiClient(application)
        self.session = make.session
        rows = [self._rows(make, visibility) for visibility in VISIBILITIES]
        self._enter(make)
        with application.app_context():
            for visibility, tables in zip(VISIBILITIES, rows, strict=True):
                for table, where in tables.items():
                    self.nest.plant(table, visibility, **where)
            db.session.remove()
        self.nest_words = {table: self.nest.words(table) for table in DECIDED}

    def _rows(self, make, visibility):
        cards = {f"{card}_visibility": visibility for card in ("contact", "about", "languages", "availability")}
        owner = make.person(self.home, "en:C1", **cards)
        secret = make.token(owner)
        self.clients[f"owner of what is {visibility}"] = ApiClient(self.application, secret)
        make.session(secret)
        account = self._account_of(owner)
        self.ids["account_id"].append(account)
        self.ids["path"].append(f"Users/{account}")
        expertise = make.expertise(owner, self.topic, visibility=visibility)
        make.endorsement(expertise, make.person(self.home))
        things = {
            name: getattr(make, name)(owner, [self.topic], visibility=visibility) for name in ("lesson", "challenge")
        }
        for name, found in {"person": owner, **things}.items():
            self.ids[f"{name}_id"].append(found)
        things["engagement"] = make.engagement(owner, [self.topic], visibility=visibility)
        things |= self._learning(make, owner, things["engagement"]) | self._risk(make, owner)
        things |= self._round(make, owner)
        things |= self._exchanging(make, owner, things["lesson"]) | self._gathering(make, owner, visibility)
        return {
            **{name: {"id": found} for name, found in {"person": owner, "expertise": expertise, **things}.items()},
            **{name: {"person_id": owner} for name in ("person_language", "employment", "account")},
            **{name: {"person_id": owner} for name in ("engagement_feedback", "blocked_pair")},
            "endorsement": {"expertise_id": expertise},
            "community_language": {"community_id": things["community"]},
            "position_successor": {"position_id": things["position"]},
            "round_expert": {"person_id": owner},
            **{name: {"account_id": account} for name in ("api_token", "web_session", "identity")},
            "choice": {"id": self._more_of(owner, account)},
        }

    def _learning(self, make, owner, engagement):
        """What asking and helping leaves behind, with people whom nobody here looks with the eyes of."""
        self.ids["engagement_id"] += [engagement, make.learning(owner)]
        found = {"engagement_session": make.session_of(engagement), "match_request": make.match_request(owner)}
        found["offer"] = make.offer(make.person(), found["match_request"])
        found["message"] = make.message(owner, state="dead")
        self.ids["request_id"].append(found["match_request"])
        self.ids["offer_id"].append(found["offer"])
        note = EngagementNote(engagement_id=engagement, author_id=owner, text="Met.")
        said = EngagementFeedback(engagement_id=engagement, person_id=owner, outcome="yes", would_again=True)
        with self.application.app_context():
            db.session.add_all([note, said, BlockedPair(person_id=owner, other_id=self._stranger)])
            db.session.commit()
            found["engagement_note"] = note.id
            db.session.remove()
        return found

    def _risk(self, make, owner):
        """A post that the owner holds and contests, and a departure."""
        post, departure = make.position(owner, self.home, topics=[self.topic]), make.departure(owner)
        self.ids["position_id"].append(post)
        self.ids["departure_id"].append(departure)
        plan = make.plan(post)
        action = make.plan_action(plan, topic_id=self.topic)
        self.ids["plan_id"].append(plan)
        self.ids["action_id"].append(action)
        make.successor(post, make.person(self.home), self.topic)
        contest = make.contest(owner, post)
        rows = {"position": post, "position_contest": contest, "departure": departure}
        return {**rows, "retention_plan": plan, "plan_action": action}

    def _round(self, make, owner):
        """A round in which the owner learns and helps."""
        found = a_round(make)
        self.ids["round_id"].append(found)
        need, offer = a_need(make, found, owner), an_offer(make, found, owner)
        self.ids["need_id"].append(need)
        self.ids["offer_id"].append(offer)
        return {"round_need": need}

    def _exchanging(self, make, owner, lesson):
        """An exchange in which the owner learns, and an institution that took the lesson up."""
        exchange = make.exchange(self.home, make.institution())
        make.activity(exchange)
        self.ids["exchange_id"].append(exchange)
        found = {"exchange_participant": make.participant(exchange, owner), "replication": make.replication(lesson)}
        self.ids["replication_id"].append(found["replication"])
        return found

    def _gathering(self, make, owner, visibility):
        """A community of the owner that talks and meets."""
        community = make.community(
            owner, [self.topic], visibility=visibility, spoken=[CommunityLanguage(language="en")]
        )
        found = {"community": community, "community_gathering": make.gathering(community)}
        self.ids["community_id"].append(community)
        self.ids["gathering_id"].append(found["community_gathering"])
        with self.application.app_context():
            found["community_member"] = db.session.scalars(
                db.select(CommunityMember.id).where(CommunityMember.community_id == community)
            ).one()
            db.session.remove()
        return found

    def _more_of(self, person, account):
        """An identity, and a choice; the id of the latter."""
        with self.application.app_context():
            choice = Choice(person_id=person, item="person", name="chosen", to_value="private")
            db.session.add_all([choice, Identity(account_id=account, issuer="https://id.example", subject=account)])
            db.session.commit()
            found = choice.id
            db.session.remove()
        return found

    def _account_of(self, person):
        with self.application.app_context():
            account = db.metadata.tables["account"].c
            found = str(db.session.execute(db.select(account.id).where(account.person_id == person)).scalar_one())
            db.session.remove()
        return found

    def _enter(self, make):
        def enter(person, *roles):
            return ApiClient(self.application, make.token(person, *roles))

        self.clients["coordinator"] = enter(make.person(self.home), ("coordinator", self.home), "manager")
        self.clients["coordinator from elsewhere"] = enter(None, ("coordinator", self.home))
        self.clients["administrator who works here"] = enter(make.person(self.home), "admin", "network_coordinator")
        leaver = make.person(self.home)
        self.clients["leaver"] = enter(leaver, "admin")
        with self.application.app_context():
            table = db.metadata.tables["account"]
            db.session.execute(table.update().where(table.c.person_id == leaver).values(is_active=False))
            db.session.commit()
            db.session.remove()

    def requests(self, kind):
        """Every (method, path, query or body) that a kind of viewer sends, without the pages that follow."""
        document = self.application.extensions["openapi"]["paths"]
        for rule in self.application.url_map.iter_rules():
            if "GET" not in rule.methods or rule.endpoint in NO_ARGUMENTS or rule.endpoint.startswith(PAGES):
                continue
            operation = document.get(rule.rule.replace("<uuid:", "{").replace(">", "}"), {}).get("get", {})
            for path in self._paths(rule):
                yield from (("GET", path, query) for query in self._queries(path, operation, kind))
        for rank in ("people", "institutions"):
            for text in (" ".join(self.nest.words(table)) for table in SEARCHED):
                yield "POST", f"{PREFIX}/peer-search", {"text": text, "rank": rank, "limit": 100}
        for challenge in self.ids["challenge_id"]:
            yield "POST", f"{PREFIX}/peer-search", {"challenge_id": challenge, "topics": [self.topic], "limit": 100}

    def _paths(self, rule):
        known = {"institution_id": [self.home], "topic_id": [self.topic], **self.ids}
        paths = [rule.rule]
        for name in sorted(rule.arguments):  # an argument that is not known here fails the test: say what it stands for
            marks = (f"<uuid:{name}>", f"<path:{name}>")
            paths = [
                path.replace(mark, each) for path in paths for mark in marks if mark in path for each in known[name]
            ]
        return paths

    def _queries(self, path, operation, kind):
        """Nothing said, and each query parameter of the operation with every value worth trying."""
        names = {each.get("name") for each in operation.get("parameters", ())}
        always = {"purpose": RISK_PURPOSES[0]} if "purpose" in names else {}
        yield always
        for parameter in operation.get("parameters", ()):
            if parameter.get("in") == "query" and parameter["name"] not in ("cursor", "limit"):
                yield from (always | {parameter["name"]: value} for value in self._values(path, parameter, kind))
        if "limit" in names:
            yield always | {"limit": 2}

    def _values(self, path, parameter, kind):
        if "enum" in parameter["schema"]:
            return parameter["schema"]["enum"]
        codes = self.nest.codes() if kind in SEARCHERS else []
        if parameter["schema"].get("type") == "boolean":
            return ["true", "false"]
        table = {
            "accounts": "account",
            "people": "person",
            "lessons": "lesson",
            "challenges": "challenge",
            "communities": "community",
        }.get(path.rpartition("/")[2])
        words = self.nest_words[table] if table and kind in SEARCHERS else []
        known = {
            "institution_id": [self.home],
            "parent_id": [self.home],
            "contributor_id": self.ids["person_id"],
            "member_id": self.ids["person_id"],
        }
        known |= {
            "topic_id": [self.topic],
            "topic": [self.topic],
            "broader_id": [self.topic],
            "country": ["KE"],
            "scheme": ["local"],
        }
        known |= {f"{side}_institution_id": [self.home] for side in ("learning", "sharing")} | {"month": ["2027-03"]}
        known |= {
            "person_id": self.ids["person_id"],
            "account_id": self.ids["account_id"],
            "item_id": self.ids["person_id"],
            "kind": ["person"],
        }
        known |= {key: ["2026-01-01T00:00:00Z"] for key in ("from", "to", "after")} | {"minutes": [30], "count": [1]}
        return {**known, "language": ["en", *codes], "q": words}[parameter["name"]]

    def pages(self):
        """The address of every page, about a thing of each owner; and of the network around each."""
        known = {**self.ids, "someone": self.ids["person_id"], "peer_id": self.ids["person_id"], "where": [self.home]}
        known |= {"which": self.ids["lesson_id"] + self.ids["challenge_id"], "about": [self.topic], "number": ["1"]}
        known |= {"entry_id": self.ids["need_id"], "taken": self.ids["replication_id"], "card": ["about", "contact"]}
        yield from (f"/network?person={each}" for each in self.ids["person_id"])
        for rule in self.application.url_map.iter_rules():
            if rule.endpoint.startswith(PAGES) and "GET" in rule.methods:
                words = {name: said.split(", ") for said, name in re.findall(r"<any\((.*?)\):(\w+)>", rule.rule)}
                values = {name: words.get(name) or known[name] for name in rule.arguments}
                bare = re.sub(r"<(?:\w+(?:\(.*?\))?:)?(\w+)>", r"{\1}", rule.rule)
                for turn in range(max(map(len, values.values()), default=1)):
                    yield bare.format(**{name: each[turn % len(each)] for name, each in values.items()})

    def looks(self, kind):
        """Every page to a kind of viewer, under a session."""
        browser = Browser(self.application)
        browser.cookie, _ = self.session(self.clients[kind].headers["Authorization"].partition(" ")[2])
        for path in self.pages():
            yield path, browser.open(path, query_string=None if "?" in path else {"purpose": RISK_PURPOSES[0]})

    def answers(self, kind):
        """Every answer to a kind of viewer, lists to their last page."""
        for method, path, said in self.requests(kind):
            cursor = ""
            while cursor is not None:
                sent = (
                    {"query_string": {**said, **({"cursor": cursor} if cursor else {})}}
                    if method == "GET"
                    else {"json": said}
                )
                answer = self.clients[kind].send_to(method, path, **sent)
                yield path, answer
                cursor = (answer.json or {}).get("next") if answer.is_json and isinstance(answer.json, dict) else None


def may_see(kind, canary, paths=frozenset()):
    """Whether a viewer of that kind may see the canary.

    The audit log tells administrators bare ids of all, and numbers its events: such a number is like one of years.
    """
    if canary.column in ("id", "years") and paths == {f"{PREFIX}/audit-events"}:
        return kind in ADMINISTRATORS
    is_owner = kind == f"owner of what is {canary.visibility}"
    if canary.rule == OPEN:
        return STANDS_AS[kind] != "nobody"
    if canary.rule == MANAGED:
        return is_owner or kind == "coordinator"  # who is a manager as well
    if canary.rule in (PROVISIONING, STAFF):
        return is_owner or kind in ADMINISTRATORS or (canary.rule == STAFF and kind in COORDINATORS)
    return is_owner or (canary.rule != SELF and STANDS_AS[kind] in SEERS[canary.visibility])


@pytest.fixture
def world(application, make, cast):
    return World(application, make, cast)


def test_every_column_that_visibility_governs_was_decided_on(application):
    assert {(table, column) for table, rules in DECIDED.items() for column in rules} == governed_columns()


def test_a_canary_is_seen_by_those_it_is_meant_for_and_by_nobody_else(world, request):
    canaries = set(world.nest.canaries.values())
    seen = {kind: {} for kind in STANDS_AS}
    sent = 0
    for kind, stands_as in STANDS_AS.items():
        for path, answer in world.answers(kind):
            sent += 1
            # Whom exactly, test_matrix sees; 409 is told owners of what has come to its end.
            refused = {403, 404, 409} if stands_as != "nobody" else {302, 401, 404}
            assert answer.status_code in {200, *refused}, path
            for each in world.nest.found_in(answer):
                seen[kind].setdefault(each, set()).add(path)
    leaks = [
        (kind, each, paths) for kind in seen for each, paths in seen[kind].items() if not may_see(kind, each, paths)
    ]
    meant = {(kind, each) for kind in seen for each in canaries if each.rule != SELF and may_see(kind, each)}
    missed = [(kind, each) for kind, each in meant if each not in seen[kind]]
    searched = {each for kind in seen for each, paths in seen[kind].items() if f"{PREFIX}/peer-search" in paths}
    with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        request.config.get_terminal_writer().line(
            f"\n{len(canaries)} canaries in {len({(each.table, each.column) for each in canaries})} columns, "
            f"{len(seen)} kinds of viewers, {sent} answers: {len(leaks)} seen by who may not, "
            f"{len(meant) - len(missed)} of {len(meant)} seen by whom they are meant for, "
            f"{len(searched)} in peer search"
        )
    assert (leaks, missed) == ([], [])
    assert {each.table for each in searched} == {"person", "expertise", "lesson", "engagement"}


@pytest.mark.parametrize("kind", LOOKERS)
def test_a_page_shows_a_canary_to_those_it_is_meant_for_and_to_nobody_else(world, kind):
    seen, statuses = {}, Counter()
    for path, answer in world.looks(kind):
        statuses[answer.status_code] += 1
        assert answer.status_code in {200, 303, 403, 404, 409, 422}, path
        for each in world.nest.found_in(answer):
            seen.setdefault(each, set()).add(path)
    assert {each: paths for each, paths in seen.items() if not may_see(kind, each)} == {}
    assert statuses[200] > 30
    assert {"person", "lesson", "expertise"} <= {each.table for each in seen}

"""The one ordered list of what the application serves."""

from __future__ import annotations

from flask import Flask

from app.accounts.routes import me, tokens
from app.administration.routes import accounts
from app.audit.routes import audit_events
from app.challenges.routes import challenges
from app.communities.gathering_routes import gatherings
from app.communities.routes import communities
from app.engagements.routes import engagements
from app.errors import ProblemApi
from app.exchanges.advice_routes import instrument_advice
from app.exchanges.replication_routes import replications
from app.exchanges.routes import exchanges
from app.health import health
from app.institutions.routes import institutions
from app.knowledge_graph.routes import graph
from app.knowledge_risk.plan_routes import retention_plans, succession
from app.knowledge_risk.report_routes import risk_reports
from app.knowledge_risk.routes import departures, positions, risk
from app.lessons.routes import lessons
from app.match_requests.offer_routes import offers
from app.match_requests.overview_routes import coordination
from app.match_requests.routes import blocked, match_requests
from app.matches.routes import peer_search
from app.openapi import OPENAPI, finish_spec, openapi, spec_options
from app.outbox.routes import outbox
from app.people.routes import people
from app.planning.routes import planning
from app.policy_table import PAGES
from app.provisioning.routes import scim
from app.purposes import AUDITED_READS, PURPOSED_READS
from app.rights.routes import purposes
from app.rounds.entry_routes import round_entries
from app.rounds.routes import rounds
from app.topics.routes import topics
from app.unmet_demand.routes import unmet
from app.web import parts  # noqa: F401 - the pages are on the blueprint once they are imported
from app.web.languages import setup_languages
from app.web.pages import pages
from app.web.routes import web

API = (
    *(tokens, me, institutions, topics, people, challenges, lessons, peer_search, match_requests, offers, engagements),
    *(blocked, coordination, positions, departures, risk, risk_reports, retention_plans, succession),
    *(communities, gatherings),
    *(exchanges, instrument_advice, replications),
    *(rounds, round_entries, planning),
    *(unmet, graph, accounts, audit_events, purposes, outbox),
)
APART = (health, openapi, web, pages, scim)
# POSTs that only read: they begin without SQLite's write lock.
READ_ONLY = {"peer_search.search_peers", "instrument_advice.advise_instrument", "scim.search"}
# GETs that write: a provider sends the browser back with one.
WRITING = {"web.finish_single_sign_on"}


def setup_features(app: Flask) -> None:
    """Register every feature, the languages of the pages, and the OpenAPI document of what is under /api/v1."""
    app.config.update(OPENAPI)
    app.extensions.update(read_only=READ_ONLY, writing=WRITING | AUDITED_READS | PURPOSED_READS)
    api = ProblemApi(app, spec_kwargs=spec_options())
    for feature in API:
        api.register_blueprint(feature, url_prefix=f"/api/v1{feature.url_prefix}")
    setup_languages(app)
    for each in APART:
        app.register_blueprint(each)
    # A page writes nothing itself: it must not hold the lock that the operation it asks is waiting for.
    app.extensions["read_only"] = READ_ONLY | {each for each in app.view_functions if each.startswith(f"{PAGES}.")}
    finish_spec(app, api)

"""The closed lists of the field (docs: domain words), each in one place. Plain strings, as stored and as sent."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

from babel import Locale

VISIBILITIES = ("private", "institution", "country", "network")
RINGS = ("internal", "domestic", "international")
INSTITUTION_KINDS = (
    "ministry",
    "agency",
    "authority",
    "local_government",
    "training_institute",
    "centre_of_excellence",
    "multilateral",
)
GOVERNMENT_LEVELS = ("national", "regional", "local", "supranational")
# Dreyfus & Dreyfus (1980), "A five-stage model of the mental activities involved in directed skill acquisition".
EXPERTISE_LEVELS = ("novice", "advanced_beginner", "competent", "proficient", "expert")
CEFR_LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2")
LESSON_STEPS = ("identified", "captured", "validated", "prepared", "in_use")
CHALLENGE_STATUSES = ("open", "closed")
# Wenger, McDermott & Snyder (2002), "Cultivating Communities of Practice": how a community grows, and who is in it.
COMMUNITY_STAGES = ("potential", "coalescing", "maturing", "stewardship", "transformation")
COMMUNITY_ROLES = ("sponsor", "coordinator", "core", "active", "peripheral")
OUTCOMES = ("yes", "partly", "no")  # of an engagement: was achieved what was hoped for
# The World Bank's "Art of Knowledge Exchange": what an exchange may change on the way to its goal.
INTERMEDIATE_OUTCOMES = (
    "new_knowledge",
    "enhanced_skill",
    "improved_consensus",
    "enhanced_connectivity",
    "new_and_improved_actions",
)
# What exchanges between institutions are made of (the same source; its toolkit names more than a hundred activities).
INSTRUMENTS = (
    *("conference", "expert_visit", "knowledge_fair", "study_tour", "workshop"),
    *("competition", "knowledge_jam", "multi_stakeholder_dialogue"),
    *("community_of_practice", "twinning"),
)
ACTIVITIES = (
    *("presentation", "demonstration", "expert_panel", "poster_session", "storytelling"),
    *("discussion", "brainstorming", "knowledge_cafe", "peer_assist", "anecdote_circle"),
    *("field_visit", "role_play", "simulation", "secondment", "shadowing", "action_planning"),
    *("after_action_review", "focus_group", "interview", "self_assessment", "survey", "other"),
)
EXCHANGE_ROLES = ("learner", "expert", "facilitator", "organiser")
BUDGET_CATEGORIES = ("travel", "lodging", "fees", "interpretation", "venue", "material", "other")
PAYERS = ("learning_institution", "sharing_institution", "network", "donor")
UPTAKES = ("adopted", "adapted", "rejected")  # of a lesson, elsewhere
DEPARTURE_KINDS = ("retirement", "transfer", "end_of_contract", "other")
# What somebody may look at risk data of others for; it is kept in the audit log.
RISK_PURPOSES = ("succession_planning", "retention_planning", "staffing_plan", "staff_representation_review")
WORKING_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# How the know-how of a post is kept, in the order in which it is done.
PLAN_ACTIONS = ("capture_interview", "lesson", "successor", "shadowing", "mentoring")
ROLES = ("member", "coordinator", "manager", "network_coordinator", "admin")
NETWORK_ROLES = ("network_coordinator", "admin")  # never granted at one institution
TOKEN_SCOPES = ("full", "read", "provisioning")

# A division ("05") or group ("05.1") of the UN's Classification of the Functions of Government, 1999.
COFOG_CODE = r"^(0[1-9]|10)(\.[0-9])?\Z"

# CLDR lists regions that are no country of ISO 3166-1: groupings, outlying islands, and codes for testing.
_NOT_COUNTRIES = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"}


@cache
def countries() -> dict[str, str]:
    """English name by ISO 3166-1 alpha-2 code (from CLDR)."""
    names = Locale("en").territories
    return {
        code: names[code] for code in sorted(names) if len(code) == 2 and code.isalpha() and code not in _NOT_COUNTRIES
    }


@cache
def languages() -> dict[str, str]:
    """English name by two-letter ISO 639-1 code (from CLDR)."""
    names = Locale("en").languages
    return {code: names[code] for code in sorted(names) if len(code) == 2}


@cache
def currencies() -> dict[str, str]:
    """English name by ISO 4217 code (from CLDR)."""
    names = Locale("en").currencies
    return {code: names[code] for code in sorted(names)}


@cache
def time_zones() -> frozenset[str]:
    """The IANA time zone names known here."""
    return frozenset(available_timezones())


def one_of(column: str, values: tuple[str, ...]) -> str:
    """The SQL condition that a column holds one of a closed list."""
    return f"{column} IN ({', '.join(repr(value) for value in values)})"

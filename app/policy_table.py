"""The access policy: every endpoint x role, default deny. The hook, the docs and the tests read this one table.

An endpoint that is not in the table answers 403 to everybody, administrators included. A role is granted at one
institution or in the whole network; the scope says what the role reaches with it: SELF (things of one's own),
INSTITUTION (things of the institution where the role was granted), NETWORK (everything). What a viewer may SEE is
decided by `visibility`, never here.
"""

from __future__ import annotations

from enum import StrEnum

from app.vocabulary import ROLES


class Scope(StrEnum):
    """How far a role reaches on an endpoint."""

    SELF = "self"
    INSTITUTION = "institution"
    NETWORK = "network"


Rule = dict[str, Scope]
PUBLIC: Rule = {"public": Scope.NETWORK}
SIGNED_IN: Rule = dict.fromkeys(ROLES, Scope.NETWORK)
MINE: Rule = dict.fromkeys(ROLES, Scope.SELF)
ADMIN: Rule = {"admin": Scope.NETWORK}
OWN: Rule = {"member": Scope.SELF, "coordinator": Scope.INSTITUTION, "admin": Scope.NETWORK}
COORDINATING: Rule = {
    **{"coordinator": Scope.INSTITUTION, "network_coordinator": Scope.NETWORK, "admin": Scope.NETWORK}
}
PAIRED: Rule = {"member": Scope.SELF, **COORDINATING}
PERSONAL: Rule = {"member": Scope.SELF}
COORDINATED: Rule = {"coordinator": Scope.INSTITUTION, "admin": Scope.NETWORK}
PLANNING: Rule = {"network_coordinator": Scope.NETWORK, "admin": Scope.NETWORK}
# An administrator is no manager: risk data of people is none of his.
MANAGED: Rule = {"manager": Scope.INSTITUTION}
HELD: Rule = {"member": Scope.SELF, **MANAGED}
# An exchange is for its two institutions: an administrator has to do only with those that he is named in.
EXCHANGING: Rule = {"coordinator": Scope.INSTITUTION, "network_coordinator": Scope.NETWORK}
EXCHANGED: Rule = {"member": Scope.SELF, **EXCHANGING, "admin": Scope.SELF}

# The pages have no data of their own: what they show and do they ask of operations, which are all in the table.
PAGES = "pages"

POLICY: dict[str, Rule] = {
    "static": PUBLIC,
    "web.docs": PUBLIC,
    "web.docs_group": PUBLIC,
    "web.show_sign_in": PUBLIC,
    "web.sign_in_here": PUBLIC,
    "web.sign_out": PUBLIC,
    "web.start_single_sign_on": PUBLIC,
    "web.finish_single_sign_on": PUBLIC,
    "openapi.document": PUBLIC,
    "health.live": PUBLIC,
    "health.ready": PUBLIC,
    "tokens.create_token": PUBLIC,
    "tokens.revoke_token": MINE,
    "tokens.list_tokens": MINE,
    "me.show_me": MINE,
    "me.change_password": MINE,
    "me.list_my_sessions": MINE,
    "me.end_my_session": MINE,
    "me.export_me": MINE,
    "me.erase_me": MINE,
    "purposes.list_purposes": PUBLIC,
    "purposes.note_shown": MINE,
    "institutions.list_institutions": SIGNED_IN,
    "institutions.count_institutions": SIGNED_IN,
    "institutions.get_institution": SIGNED_IN,
    "institutions.create_institution": ADMIN,
    "institutions.update_institution": COORDINATED,
    "institutions.delete_institution": ADMIN,
    "topics.list_topics": SIGNED_IN,
    "topics.get_topic": SIGNED_IN,
    "topics.create_topic": {"network_coordinator": Scope.NETWORK, "admin": Scope.NETWORK},
    "topics.update_topic": {"network_coordinator": Scope.NETWORK, "admin": Scope.NETWORK},
    "topics.delete_topic": ADMIN,
    "people.list_people": SIGNED_IN,
    "people.count_people": SIGNED_IN,
    "people.get_person": SIGNED_IN,
    "people.create_person": COORDINATED,
    "people.update_person": OWN,
    "people.delete_person": COORDINATED,
    "people.get_expertise": SIGNED_IN,
    "people.put_expertise": {"member": Scope.SELF},
    "people.endorse": SIGNED_IN,
    "challenges.list_challenges": SIGNED_IN,
    "challenges.count_challenges": SIGNED_IN,
    "challenges.get_challenge": SIGNED_IN,
    "challenges.create_challenge": OWN,
    "challenges.update_challenge": OWN,
    "challenges.delete_challenge": OWN,
    "lessons.list_lessons": SIGNED_IN,
    "lessons.count_lessons": SIGNED_IN,
    "lessons.get_lesson": SIGNED_IN,
    "lessons.create_lesson": OWN,
    "lessons.update_lesson": OWN,
    "lessons.delete_lesson": OWN,
    "communities.list_communities": SIGNED_IN,
    "communities.count_communities": SIGNED_IN,
    "communities.get_community": SIGNED_IN,
    "communities.create_community": OWN,
    "communities.update_community": OWN,
    "communities.delete_community": OWN,
    "communities.list_members": SIGNED_IN,
    "communities.join_community": PERSONAL,
    "communities.get_member_role": SIGNED_IN,
    "communities.put_member_role": OWN,
    "communities.remove_member": OWN,
    "gatherings.list_gatherings": SIGNED_IN,
    "gatherings.get_gathering": SIGNED_IN,
    "gatherings.get_gathering_calendar": SIGNED_IN,
    "gatherings.create_gathering": OWN,
    "gatherings.update_gathering": OWN,
    "peer_search.search_peers": SIGNED_IN,
    "match_requests.list_requests": PAIRED,
    "match_requests.create_request": PERSONAL,
    "match_requests.get_request": PAIRED,
    "match_requests.update_request": PERSONAL,
    "match_requests.publish_request": PERSONAL,
    "match_requests.rank_request": PERSONAL,
    "match_requests.withdraw_request": PAIRED,
    "match_requests.take_request": COORDINATING,
    "match_requests.create_offer": PAIRED,
    "match_requests.assign_peer": COORDINATING,
    "offers.list_offers": PAIRED,
    "offers.get_offer": PAIRED,
    "offers.accept_offer": PAIRED,
    "offers.decline_offer": PERSONAL,
    "offers.withdraw_offer": PAIRED,
    "engagements.list_engagements": PAIRED,
    "engagements.get_engagement": PAIRED,
    "engagements.update_engagement": PERSONAL,
    "engagements.create_session": PERSONAL,
    "engagements.delete_session": PERSONAL,
    "engagements.list_times": PERSONAL,
    "engagements.get_calendar": PERSONAL,
    "engagements.list_notes": PERSONAL,  # no role reads them: they are for the two
    "engagements.create_note": PERSONAL,
    "engagements.complete_engagement": PERSONAL,
    "engagements.cancel_engagement": PAIRED,
    "engagements.give_feedback": PERSONAL,
    "engagements.get_feedback": PERSONAL,  # one's own only: the other one's is blind
    "engagements.capture_lesson": PERSONAL,
    **dict.fromkeys(("exchanges.list_exchanges", "exchanges.get_exchange", "exchanges.show_calendar"), EXCHANGED),
    **dict.fromkeys(("exchanges.get_brief", "exchanges.remove_participant"), EXCHANGED),
    **dict.fromkeys(("exchanges.create_exchange", "exchanges.update_exchange"), EXCHANGING),
    **dict.fromkeys(("exchanges.advance_exchange", "exchanges.return_exchange"), EXCHANGING),
    **dict.fromkeys(("exchanges.cancel_exchange", "exchanges.name_participant"), EXCHANGING),
    "instrument_advice.advise_instrument": SIGNED_IN,
    **dict.fromkeys(("replications.list_replications", "replications.get_replication"), SIGNED_IN),
    "replications.create_replication": OWN,
    "replications.update_replication": OWN,
    "replications.delete_replication": OWN,
    "blocked.list_blocked": PERSONAL,
    "blocked.block_person": PERSONAL,
    "blocked.unblock_person": PERSONAL,
    "coordination.show_overview": COORDINATING,
    "unmet_demand.show_unmet_demand": COORDINATING,
    "positions.list_positions": HELD,
    "positions.create_position": MANAGED,
    "positions.get_position": HELD,
    "positions.update_position": MANAGED,
    "positions.delete_position": MANAGED,
    "positions.rate_position": MANAGED,
    "positions.contest_position": PERSONAL,
    "positions.answer_contest": MANAGED,
    "departures.list_departures": HELD,
    "departures.declare_departure": HELD,
    "departures.get_departure": HELD,
    "departures.update_departure": HELD,
    "departures.delete_departure": HELD,
    "risk.get_settings": {"member": Scope.INSTITUTION, **MANAGED, "admin": Scope.NETWORK},  # staff sees what is agreed
    "risk.update_settings": {**MANAGED, "admin": Scope.NETWORK},
    "risk_reports.show_report": MANAGED,
    "risk_reports.what_if": MANAGED,
    "risk_reports.show_heat_map": MANAGED,
    "risk_reports.show_aggregates": {
        **{**MANAGED, "coordinator": Scope.INSTITUTION, "network_coordinator": Scope.NETWORK}
    },
    "graph.show_neighbourhood": SIGNED_IN,
    "graph.show_introductions": SIGNED_IN,
    "graph.export_graph": SIGNED_IN,
    "retention_plans.list_plans": HELD,
    "retention_plans.open_plan": MANAGED,
    "retention_plans.get_plan": HELD,
    "retention_plans.close_plan": MANAGED,
    "retention_plans.get_action": HELD,
    "retention_plans.update_action": MANAGED,
    "retention_plans.finish_action": MANAGED,
    "succession.list_successors": HELD,
    "succession.name_successor": MANAGED,
    "succession.remove_successor": MANAGED,
    "succession.show_guide": HELD,
    "rounds.list_rounds": SIGNED_IN,
    "rounds.get_round": SIGNED_IN,
    **dict.fromkeys(
        (f"rounds.{act}" for act in ("create_round", "update_round", "close_entries", "reopen_round", "cancel_round")),
        PLANNING,
    ),
    **dict.fromkeys(("planning.list_round_plans", "planning.get_round_plan"), COORDINATING),
    **dict.fromkeys((f"planning.{act}" for act in ("make_plan", "confirm", "get_price", "list_differences")), PLANNING),
    **dict.fromkeys((f"planning.{act}" for act in ("list_pins", "put_pin", "delete_pin")), PLANNING),
    "round_entries.import_entries": COORDINATING,
    "round_entries.list_needs": PAIRED,
    "round_entries.create_need": COORDINATING,
    "round_entries.get_need": PAIRED,
    "round_entries.update_need": COORDINATING,
    "round_entries.delete_need": COORDINATING,
    "round_entries.list_round_offers": PAIRED,
    "round_entries.create_round_offer": COORDINATING,
    "round_entries.get_round_offer": PAIRED,
    "round_entries.update_round_offer": COORDINATING,
    "round_entries.delete_round_offer": COORDINATING,
    "round_entries.remove_expert": PAIRED,
    "accounts.list_accounts": COORDINATED,
    "accounts.create_account": COORDINATED,
    "accounts.get_account": COORDINATED,
    "accounts.update_account": ADMIN,
    "audit_events.list_audit_events": ADMIN,
    "scim.read": ADMIN,
    "scim.search": ADMIN,
    "scim.write": ADMIN,
    "outbox.list_messages": ADMIN,
    "outbox.retry_message": ADMIN,
}

"""What each part of the API is for, and which reads leave a trace: what the audit log says of a request."""

from __future__ import annotations

# Reads that leave a trace: each makes one event in the audit log, or is not answered.
AUDITED_READS = frozenset({"audit_events.list_audit_events", "me.export_me"})
# The same where they show somebody else, and for the purpose that the viewer has to say.
PURPOSED_READS = frozenset(
    {
        *("positions.list_positions", "positions.get_position"),
        *("departures.list_departures", "departures.get_departure"),
        *("risk_reports.show_report", "risk_reports.what_if"),
        *("risk_reports.show_heat_map", "risk_reports.show_aggregates"),
        *("retention_plans.list_plans", "retention_plans.get_plan", "retention_plans.get_action"),
        *("succession.list_successors", "succession.show_guide"),
    }
)
# What the blueprints serve; the audit log says it of each event. What is done on the command line is "operation".
PURPOSES = {
    "accounts": "administration",
    "audit_events": "oversight",
    "blocked": "matching",
    "challenges": "exchange of know-how",
    "communities": "exchange of know-how",
    "departures": "knowledge-loss risk",
    "engagements": "matching",
    "exchanges": "exchange of know-how",
    "gatherings": "exchange of know-how",
    "graph": "directory",
    "instrument_advice": "exchange of know-how",
    "institutions": "directory",
    "lessons": "exchange of know-how",
    "match_requests": "matching",
    "me": "own data",
    "offers": "matching",
    "outbox": "operation",
    "people": "directory",
    "planning": "exchange of know-how",
    "positions": "knowledge-loss risk",
    "purposes": "own data",
    "replications": "exchange of know-how",
    "retention_plans": "knowledge-loss risk",
    "risk": "knowledge-loss risk",
    "risk_reports": "knowledge-loss risk",
    "round_entries": "exchange of know-how",
    "rounds": "exchange of know-how",
    "scim": "provisioning",
    "succession": "knowledge-loss risk",
    "tokens": "signing in",
    "topics": "exchange of know-how",
    "unmet_demand": "exchange of know-how",
    "web": "signing in",
}

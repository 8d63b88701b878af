"""What may happen to an engagement, whole: (state, act, actor) -> state. Everything else is refused."""

from __future__ import annotations

ENGAGEMENT_STATES = ("active", "completed", "cancelled")

ENGAGEMENT = {
    ("active", "plan", "seeker"): "active",
    ("active", "plan", "peer"): "active",
    ("active", "note", "seeker"): "active",
    ("active", "note", "peer"): "active",
    ("active", "complete", "seeker"): "completed",
    ("active", "complete", "peer"): "completed",
    ("active", "cancel", "seeker"): "cancelled",
    ("active", "cancel", "peer"): "cancelled",
    ("active", "cancel", "coordinator"): "cancelled",
    ("active", "lapse", "clock"): "cancelled",
    ("completed", "note", "seeker"): "completed",
    ("completed", "note", "peer"): "completed",
    ("completed", "judge", "seeker"): "completed",
    ("completed", "judge", "peer"): "completed",
    ("completed", "show", "peer"): "completed",
    ("completed", "capture", "seeker"): "completed",
    ("completed", "capture", "peer"): "completed",
}

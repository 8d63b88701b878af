"""What the codes of communities are called on pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

COMMUNITY_WORDS = {
    "community_stage": {
        "potential": _("Potential: finding each other"),
        "coalescing": _("Coalescing: beginning to meet"),
        "maturing": _("Maturing: building a practice"),
        "stewardship": _("Stewardship: keeping it alive"),
        "transformation": _("Transformation: moving on"),
    },
    "community_role": {
        "sponsor": _("sponsor"),
        "coordinator": _("coordinator of the community"),
        "core": _("core member"),
        "active": _("active member"),
        "peripheral": _("listener"),
    },
    # As headings above those who are it.
    "community_roles": {
        "coordinator": _("Coordinators"),
        "sponsor": _("Sponsors"),
        "core": _("Core members"),
        "active": _("Active members"),
        "peripheral": _("Listeners"),
    },
    "membership_visibility": {
        "network": _("everybody in the network who may see the community"),
        "country": _("people in my country only"),
        "institution": _("people at my institution only"),
        "private": _("only me"),
    },
}
COMMUNITY_DONE = {
    "founded": _("The community is founded, and you coordinate it. Next: plan a first gathering."),
    "joined": _("You are in this community now."),
    "left": _("You have left this community."),
    "role_given": _("The role is given."),
    "gathering_planned": _("The gathering is planned."),
    "called_off": _("The gathering is called off."),
    "on_again": _("The gathering takes place after all."),
}

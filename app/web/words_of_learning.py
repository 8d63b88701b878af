"""What the codes on the pages of finding and learning are called; they are among `words.WORDS`."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

LEARNING = {
    "request_status": {
        "draft": _("draft"),
        "open": _("open"),
        "matched": _("peer found"),
        "withdrawn": _("taken back"),
        "expired": _("ended without a peer"),
    },
    "offer_status": {
        "pending": _("waiting for an answer"),
        "accepted": _("said yes"),
        "declined": _("said no"),
        "expired": _("did not answer in time"),
        "withdrawn": _("invitation taken back"),
    },
    "engagement_status": {"active": _("going on"), "completed": _("completed"), "cancelled": _("cancelled")},
    "score_part": {
        "topical_fit": _("knows this subject"),
        "experience": _("experience around it"),
        "languages": _("languages in common"),
        "working_hours": _("working hours in common"),
        "load": _("has time"),
        "proximity": _("works near you"),
    },
    "evidence_kind": {
        "about": _("in their own words"),
        "expertise": _("says they know"),
        "position": _("works as"),
        "lesson": _("wrote a lesson"),
        "engagement": _("helped with"),
    },
    "blocked": {
        "no_known_word": _(
            "None of your words occurs in what you may see here. Use other words, perhaps the everyday name of the"
            " problem, or write in another language."
        ),
        "nothing_visible_fits": _(
            "Nobody who is open to you knows of this yet. Describe it more broadly, or ask again later."
        ),
        "ring_too_narrow": _("There are people further away who fit. Look further below."),
        "languages_filter": _("People who fit do not speak the languages you asked for. Ask for other languages."),
        "topics_filter": _("People who fit know of it under other topics. Ask for other topics, or for none."),
    },
    "ring_far": {
        "internal": _("In your institution"),
        "domestic": _("Up to your whole country"),
        "international": _("Up to other countries"),
    },
    "ring_look": {
        "internal": _("Only in your institution"),
        "domestic": _("Look in your whole country"),
        "international": _("Look abroad too"),
    },
    "ring_reach": {
        "internal": _("in the institution only"),
        "domestic": _("up to the whole country"),
        "international": _("up to other countries"),
    },
    "ring_cost": {
        "internal": _("the same procedures, no travel"),
        "domestic": _("other procedures, travel within the country"),
        "international": _("other laws and procedures, travel across a border"),
    },
    "own_outcome": {
        "new_knowledge": _("I know something new"),
        "enhanced_skill": _("I can do something better"),
        "improved_consensus": _("We agree better on what to do"),
        "enhanced_connectivity": _("I know people to turn to"),
        "new_and_improved_actions": _("We do something new or better"),
    },
    "unmet_kind": {
        "exchange": _("an exchange with an institution that knows it"),
        "community": _("a community of those who have the same problem"),
        "hire": _("somebody new who knows it"),
    },
    # Rules by the type of the problem that an operation answers with.
    "rule": {
        "peer-full": _("There are not enough hours left this month for this."),
        "peer-not-available": _("This person cannot be invited just now. Choose somebody else."),
        "one-offer-at-a-time": _(
            "Somebody is invited already. Wait for the answer, or take that invitation back first."
        ),
        "not-suggested": _("Only people suggested for this request can be invited, and each of them once."),
        "wrong-state": _(
            "This is not possible any more: something has happened meanwhile. Look at where it stands now."
        ),
        "session-in-the-past": _("This time is over. Choose one to come."),
        "feedback-given-already": _("You have said what came of it already."),
        "lesson-captured": _("A lesson was begun from this already, by you or by the other one."),
        "last-coordinator": _(
            "You are the last coordinator of this community. Name another one first, or remove the community."
        ),
        "stale": _("Somebody changed this meanwhile. Look at it again, then repeat your change."),
        "invalid": _("Something is missing or not right. It is marked below."),
    },
}

DONE_LEARNING = {
    "invited": _("Invited. We tell you as soon as there is an answer."),
    "asked_only": _(
        "Your request is open, but this person cannot be invited for it just now. Invite somebody else below."
    ),
    "accepted": _("You said yes. Plan your first session now."),
    "declined": _("You said no. The one who asked is told, and somebody else is invited."),
    "request_withdrawn": _("Your request is taken back."),
    "draft_kept": _("Kept as a draft. Only you see it; edit it, or open it so that people are suggested."),
    "published": _("Your request is open. Invite somebody below."),
    "looked_again": _("We looked again. Whoever is new stands at the end of the list."),
    "taken": _("You look after this request now."),
    "assigned": _("The two can begin. Both are told."),
    "invitation_withdrawn": _("The invitation is taken back. You can invite somebody else."),
    "session_planned": _("The session is planned. Both of you are told."),
    "session_removed": _("The session is taken out. Both of you are told."),
    "noted": _("Your note is kept for the two of you."),
    "completed": _("Well done. Please say what came of it."),
    "cancelled": _("It is cancelled. The other one is told why."),
    "thanked": _("Thank you. Others will find better help because of it."),
    "lesson_begun": _("A lesson is begun. Only you see it until you show it."),
}

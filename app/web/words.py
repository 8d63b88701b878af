"""What the codes of the closed lists are called on pages. A list here is a list of `vocabulary`, or of states."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.web.words_of_communities import COMMUNITY_DONE, COMMUNITY_WORDS
from app.web.words_of_learning import DONE_LEARNING, LEARNING
from app.web.words_of_oversight import OVERSIGHT_DONE, OVERSIGHT_WORDS
from app.web.words_of_risk import RISK_DONE, RISK_WORDS

WORDS = {
    **RISK_WORDS,
    **OVERSIGHT_WORDS,
    **LEARNING,
    **COMMUNITY_WORDS,
    "ring": {
        "internal": _("in your institution"),
        "domestic": _("in your country"),
        "international": _("abroad"),
    },
    "visibility": {
        "private": _("only you"),
        "institution": _("your institution"),
        "country": _("your country"),
        "network": _("everybody in the network"),
    },
    "shown_to": {
        "private": _("only its author"),
        "institution": _("its own institution"),
        "country": _("its own country"),
        "network": _("everybody in the network"),
    },
    "lesson_visibility": {
        "private": _("only you, for now"),
        "institution": _("your institution"),
        "country": _("your country"),
        "network": _("everybody in the network"),
    },
    "open_to": {
        "internal": _("in the same institution"),
        "domestic": _("in the same country"),
        "international": _("abroad too"),
    },
    "institution_kind": {
        "ministry": _("ministry"),
        "agency": _("agency"),
        "authority": _("authority"),
        "local_government": _("local government"),
        "training_institute": _("training institute"),
        "centre_of_excellence": _("centre of excellence"),
        "multilateral": _("multilateral organisation"),
    },
    "government_level": {
        "national": _("national"),
        "regional": _("regional"),
        "local": _("local"),
        "supranational": _("supranational"),
    },
    "expertise_level": {
        "novice": _("novice"),
        "advanced_beginner": _("advanced beginner"),
        "competent": _("competent"),
        "proficient": _("proficient"),
        "expert": _("expert"),
    },
    "cefr_level": {
        "A1": _("A1: a few words"),
        "A2": _("A2: simple talk"),
        "B1": _("B1: gets by"),
        "B2": _("B2: works in it"),
        "C1": _("C1: with ease"),
        "C2": _("C2: as a mother tongue"),
    },
    "lesson_step": {
        "identified": _("identified"),
        "captured": _("written down"),
        "validated": _("checked by another"),
        "prepared": _("prepared for use"),
        "in_use": _("in use"),
    },
    "uptake": {
        "adopted": _("taken up as it is"),
        "adapted": _("taken up with changes"),
        "rejected": _("not taken up"),
    },
    "uptake_of": {
        "adopted": _("We took it up as it is"),
        "adapted": _("We took it up with changes"),
        "rejected": _("We decided against it"),
    },
    "challenge_status": {"open": _("open"), "closed": _("closed")},
    "topic_scheme": {
        "cofog": _("What government does"),
        "theme": _("Themes"),
        "sdg": _("Sustainable Development Goals"),
    },
    "circle": {
        "institution": _("In your institution"),
        "country": _("Elsewhere in your country"),
        "network": _("Elsewhere in the network"),
    },
    "lesson_text": {
        "question": _("What was the problem, and what was expected?"),
        "context": _("Where, when and with whom?"),
        "actions": _("What was done?"),
        "results": _("What happened in the end, and how is that known?"),
        "what_worked": _("What went well?"),
        "what_failed": _("What did not go well?"),
        "why": _("Why did it go like that?"),
        "recommendations": _("What would we do again, and what differently?"),
        "conditions": _("What must be there for it to work elsewhere?"),
    },
    "outcome": {"yes": _("yes"), "partly": _("partly"), "no": _("no")},
    "role": {
        "member": _("member"),
        "coordinator": _("coordinator"),
        "manager": _("manager"),
        "network_coordinator": _("network coordinator"),
        "admin": _("administrator"),
    },
    "day": {
        "mon": _("Monday"),
        "tue": _("Tuesday"),
        "wed": _("Wednesday"),
        "thu": _("Thursday"),
        "fri": _("Friday"),
        "sat": _("Saturday"),
        "sun": _("Sunday"),
    },
    "round_status": {
        "open": _("open for entries"),
        "planning": _("entries closed"),
        "confirmed": _("confirmed"),
        "cancelled": _("cancelled"),
    },
    "entries": {"needs": _("needs"), "offers": _("offers")},
    "pin": {"pin": _("always together"), "forbid": _("never together")},
    "exchange_step": {
        "anchor": _("Anchor: what it is for"),
        "define": _("Define: who and what"),
        "design": _("Design: how"),
        "implement": _("Implement: doing it"),
        "measure": _("Measure: what came of it"),
        "closed": _("Closed"),
        "cancelled": _("Cancelled"),
    },
    "instrument": {
        "conference": _("conference"),
        "expert_visit": _("expert visit"),
        "knowledge_fair": _("knowledge fair"),
        "study_tour": _("study tour"),
        "workshop": _("workshop"),
        "competition": _("competition"),
        "knowledge_jam": _("knowledge jam"),
        "multi_stakeholder_dialogue": _("multi-stakeholder dialogue"),
        "community_of_practice": _("community of practice"),
        "twinning": _("twinning"),
    },
    "side": {"learning": _("that learns"), "sharing": _("that shares")},
    "exchange_role": {
        "learner": _("learner"),
        "expert": _("expert"),
        "facilitator": _("facilitator"),
        "organiser": _("organiser"),
    },
    "intermediate_outcome": {
        "new_knowledge": _("new knowledge"),
        "enhanced_skill": _("enhanced skill"),
        "improved_consensus": _("improved consensus"),
        "enhanced_connectivity": _("enhanced connectivity"),
        "new_and_improved_actions": _("new and improved actions"),
    },
    "activity": {
        "presentation": _("presentation"),
        "demonstration": _("demonstration"),
        "expert_panel": _("expert panel"),
        "poster_session": _("poster session"),
        "storytelling": _("storytelling"),
        "discussion": _("discussion"),
        "brainstorming": _("brainstorming"),
        "knowledge_cafe": _("knowledge café"),
        "peer_assist": _("peer assist"),
        "anecdote_circle": _("anecdote circle"),
        "field_visit": _("field visit"),
        "role_play": _("role play"),
        "simulation": _("simulation"),
        "secondment": _("secondment"),
        "shadowing": _("shadowing"),
        "action_planning": _("action planning"),
        "after_action_review": _("after-action review"),
        "focus_group": _("focus group"),
        "interview": _("interview"),
        "self_assessment": _("self-assessment"),
        "survey": _("survey"),
        "other": _("other"),
    },
    "budget_category": {
        "travel": _("travel"),
        "lodging": _("lodging"),
        "fees": _("fees"),
        "interpretation": _("interpretation"),
        "venue": _("venue"),
        "material": _("material"),
        "other": _("other"),
    },
    "payer": {
        "learning_institution": _("the institution that learns"),
        "sharing_institution": _("the institution that shares"),
        "network": _("the network"),
        "donor": _("a donor"),
    },
    "missing": {
        "development_goal": _("the development goal"),
        "institutional_challenge": _("the institutional challenge"),
        "change_objective": _("the change objective"),
        "sharing_institution_id": _("the institution that shares"),
        "participants": _("somebody who takes part, from both institutions"),
        "outcomes": _("the outcomes that are wanted"),
        "instrument": _("an instrument, within its limits"),
        "activities": _("an activity on the agenda"),
        "budget": _("the budget"),
        "measures": _("a measure of each outcome"),
        "report": _("the report"),
    },
}

# What a page says at its top once something was done (`then(..., done="saved")`).
DONE = {
    **RISK_DONE,
    **OVERSIGHT_DONE,
    **DONE_LEARNING,
    **COMMUNITY_DONE,
    "saved": _("Saved."),
    "round_opened": _("The round is open. Next: enter what institutions seek and offer, one by one or from a file."),
    "closed": _("Entries are closed. Next: make a plan."),
    "reopened": _("Entries are open again."),
    "round_cancelled": _("The round is cancelled."),
    "withdrawn": _("Withdrawn."),
    "planned": _("The plan is made. Nobody is asked before you confirm it."),
    "pinned": _("Noted. Make a new plan to see what follows."),
    "confirmed": _("The plan is confirmed: its exchanges have begun and the experts are asked."),
    "on": _("On to the next step."),
    "back": _("Back by one step."),
    "exchange_cancelled": _("The exchange is cancelled."),
    "removed": _("Removed."),
    "endorsed": _("Thank you: you vouched for it."),
    "password": _("Your new password is in force. Everything else that was signed in as you has ended."),
    "ended": _("That session has ended."),
}


def word(code: str, kind: str) -> str:
    """What a code of that list is called, in the language of the page; a code without a word is shown as it is."""
    return str(WORDS[kind].get(code) or code.replace("_", " "))


def words_of(kind: str) -> list[tuple[str, str]]:
    """The codes of a list with what they are called, to choose from."""
    return [(code, str(called)) for code, called in WORDS[kind].items()]

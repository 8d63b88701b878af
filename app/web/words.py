"""What the codes of the closed lists are called on pages. A list here is a list of `vocabulary`, or of states."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.web.words_of_learning import DONE_LEARNING, LEARNING

WORDS = {
    **LEARNING,
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
}

# What a page says at its top once something was done (`then(..., done="saved")`).
DONE = {
    **DONE_LEARNING,
    "saved": _("Saved."),
}


def word(code: str, kind: str) -> str:
    """What a code of that list is called, in the language of the page; a code without a word is shown as it is."""
    return str(WORDS[kind].get(code) or code.replace("_", " "))

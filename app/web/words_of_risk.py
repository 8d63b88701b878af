"""What the codes of knowledge-loss risk are called on pages, and the questions of a capture interview."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

RISK_WORDS = {
    "risk_purpose": {
        "succession_planning": _("planning who takes over"),
        "retention_planning": _("planning how know-how is kept"),
        "staffing_plan": _("staffing plan"),
        "staff_representation_review": _("review by the staff's representation"),
    },
    "band": {
        "high_priority": _("high priority"),
        "priority": _("priority"),
        "high_importance": _("high importance"),
        "important": _("important"),
    },
    "to_do": {
        "high_priority": _("Act now: a replacement plan with dates, capture of the know-how, shadowing."),
        "priority": _("Make a staffing plan."),
        "high_importance": _("Look ahead."),
        "important": _("Keep an eye on it."),
    },
    "factor": {
        "5": _("critical and unique, undocumented, 3 to 5 years to train somebody, nobody ready"),
        "4": _("critical, somebody else knows or has written some of it, 2 to 4 years to train"),
        "3": _("important, documented or known to others, 1 to 2 years to train"),
        "2": _("procedures are current, less than a year to train"),
        "1": _("skills that many have"),
    },
    "attrition": {
        "5": _("the holder leaves this or next fiscal year"),
        "4": _("the holder leaves in the third fiscal year"),
        "3": _("the holder leaves in the fourth fiscal year"),
        "2": _("the holder leaves in the fifth fiscal year"),
        "1": _("the holder leaves later, or has declared nothing"),
    },
    "departure": {
        "retirement": _("retirement"),
        "transfer": _("transfer"),
        "end_of_contract": _("end of contract"),
        "other": _("other"),
    },
    "plan_action": {
        "capture_interview": _("Capture interview"),
        "lesson": _("Lesson"),
        "successor": _("Successor"),
        "shadowing": _("Shadowing"),
        "mentoring": _("Mentoring"),
    },
    "counts_when": {
        "capture_interview": _("Done once you say so. The question guide of the post helps."),
        "lesson": _("Counts once somebody else has checked the lesson and colleagues may read it."),
        "successor": _("Counts once the successor is named for the post and competent in the topic."),
        "shadowing": _("Done once you say so."),
        "mentoring": _("Done once you say so."),
    },
    "things": {
        "topic": _("Topics"),
        "challenge": _("Challenges"),
        "lesson": _("Lessons"),
        "community": _("Communities"),
        "partner_link": _("Links to other institutions"),
    },
    "hurt": {
        "no_holder_topic": _("topics that nobody else knows"),
        "no_holder_challenge": _("challenges that nobody else follows"),
        "no_holder_lesson": _("lessons that nobody else can explain"),
        "no_holder_community": _("communities left without anybody"),
        "no_holder_partner_link": _("institutions that nobody else knows"),
        "one_holder_topic": _("topics left with one person"),
        "one_holder_challenge": _("challenges left with one person"),
        "one_holder_lesson": _("lessons left with one person"),
        "one_holder_community": _("communities left with one person"),
        "one_holder_partner_link": _("institutions left with one person"),
        "coverage_competent": _("things that nobody competent is left for"),
        "coverage_proficient": _("things that nobody proficient is left for"),
        "coverage_expert": _("things that no expert is left for"),
        "last_in_unit": _("things that are lost to the unit"),
        "last_in_institution": _("things that are lost to the institution"),
        "last_in_country": _("things that are lost to the country"),
        "people_cut_off": _("people cut off from the others"),
        "things_cut_off": _("things cut off from the others"),
    },
    "guide_part": {
        "opening": _("To begin with"),
        "question": _("The question"),
        "context": _("The case"),
        "actions": _("What was done"),
        "results": _("What came of it"),
        "what_worked": _("What worked"),
        "what_failed": _("What failed"),
        "why": _("Why"),
        "recommendations": _("What to recommend"),
        "conditions": _("Under which conditions"),
        "contacts": _("Whom to call"),
        "closing": _("At the end"),
    },
}

# The questions of the guide by the part of a lesson that the answer fills; {about} is a topic, or the post.
QUESTIONS = {
    "question": _("Which question about {about} do people bring to you that nobody else here can answer?"),
    "context": _("Tell of one real case about {about}: where and when was it, who was part of it, what was at stake?"),
    "actions": _(
        "What did you do about {about} in that case, step by step? What would a watcher have missed?",
    ),
    "results": _("What came of your work on {about}, and how do you know? Which figures, letters or reports show it?"),
    "what_worked": _("What about {about} works here, again and again?"),
    "what_failed": _("What about {about} was tried and did not work, or went wrong at first?"),
    "why": _("How do you tell early that something about {about} is going wrong, and why does it go wrong?"),
    "recommendations": _("What should whoever takes over {about} do first, and what never?"),
    "conditions": _("What must be given for your way with {about} to work: law, money, seasons, equipment, people?"),
    "contacts": _("Whom do you call about {about}, inside and outside, and what can each of them do?"),
}
# The first and the last ones, in their order.
PLAIN_QUESTIONS = {
    "opening": (
        _("Which of your tasks would stop, or go wrong, in the first three months after you have left?"),
        _("Which of them come only once a year or less, so that nobody has seen you do them?"),
    ),
    "closing": (
        _("Where are your files, notes, lists and passwords kept, and who else can reach them?"),
        _("What should I have asked you about your work that I did not ask?"),
    ),
}

RISK_DONE = {
    "rated": _("The rating is saved. The holder of the post sees it, with your name."),
    "contested": _("What you say against the entry is saved. The managers of your institution see it."),
    "answered": _("Your answer is saved. The holder sees it, with your name."),
    "successor_named": _("Named as successor. The colleague is told by mail."),
    "departure_said": _("The departure is saved. The person is told by mail, if you said it of somebody else."),
    "departure_gone": _("The departure is taken back."),
    "plan_opened": _("The plan is open. Look through what it proposes, and set days that can be kept."),
    "action_done": _("Done. The risk falls once a lesson is checked or a successor competent."),
    "plan_closed": _("The plan is closed."),
    "switched": _("The settings are saved. They hold from now on."),
}

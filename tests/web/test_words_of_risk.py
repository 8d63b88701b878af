"""Every code that pages of risk, the network and administration come across has a word, and every question its own."""

from __future__ import annotations

import pytest
from flask import g

from app.audit.models import ACTORS, ACTS
from app.knowledge_risk.guide import CLOSING, OPENING, PARTS
from app.knowledge_risk.proposals import WHAT
from app.outbox.kinds import KINDS
from app.outbox.models import STATES
from app.policy_table import Scope
from app.vocabulary import DEPARTURE_KINDS, PLAN_ACTIONS, RISK_PURPOSES
from app.web.parts.retention import what_is_done
from app.web.sentences_of_planning import PROPOSED
from app.web.words import WORDS
from app.web.words_of_risk import PLAIN_QUESTIONS, QUESTIONS
from graph.knowledge import KINDS as THINGS
from graph.positions import BANDS, FACTORS
from graph.singles import WEIGHTS
from tests.factories.asked import NOBODYS

LISTS = {
    **{"risk_purpose": RISK_PURPOSES, "departure": DEPARTURE_KINDS, "plan_action": PLAN_ACTIONS},
    **{"counts_when": PLAN_ACTIONS, "band": BANDS, "to_do": BANDS, "things": THINGS, "guide_part": tuple(PARTS)},
    **{"factor": tuple(map(str, FACTORS)), "attrition": tuple(map(str, FACTORS))},
    **{"hurt": tuple(name for name, weight in WEIGHTS.items() if weight)},
    **{"message": tuple(KINDS), "state": STATES, "act": ACTS, "actor": ACTORS, "reach": tuple(Scope)},
}


@pytest.mark.parametrize("kind", LISTS)
def test_every_code_of_a_list_has_a_word(kind):
    assert set(LISTS[kind]) - WORDS[kind].keys() == set()


def test_the_questions_on_pages_are_those_of_the_guide():
    assert {part: str(text) for part, text in QUESTIONS.items()} == PARTS
    told = {part: tuple(map(str, texts)) for part, texts in PLAIN_QUESTIONS.items()}
    assert told == {"opening": OPENING, "closing": CLOSING}


def test_what_a_plan_proposes_is_told_in_the_language_of_the_reader_and_what_people_wrote_stays(application):
    told = {text.replace("%(topic)s", "{topic}") for texts in PROPOSED.values() for text in texts}
    assert told == set(WHAT.values())
    topic = {"id": NOBODYS, "name": "Drought management"}
    said = {"kind": "shadowing", "topic": topic, "what": WHAT["shadowing"].format(topic=topic["name"])}
    with application.test_request_context("/", headers={"Accept-Language": "fr"}):
        g.topic_names = {NOBODYS: "Sécheresse"}
        assert what_is_done(said) == "Faire travailler cette personne aux côtés du titulaire sur : Sécheresse."
        assert what_is_done({**said, "what": "Have tea with the holder."}) == "Have tea with the holder."
        assert what_is_done({**said, "topic": None}) == said["what"]
    with application.test_request_context("/"):
        assert what_is_done(said) == said["what"]

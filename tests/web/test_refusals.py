"""Refusals in the language of the page: whole sentences, with their numbers, or what their type says in general."""

from __future__ import annotations

import pytest
from flask_babel import force_locale

from app.web.refusals import detail_of, errors_of, title_of

FORM = {"type": "urn:sankofa:problem:invalid", "detail": "The request says something that can't be."}
FIELDS = {"text": ["Shorter than minimum length 1."], "hours": ["Not a valid number."], "odd": ["100 % of 3 goats."]}


@pytest.fixture
def french(application):
    with application.test_request_context("/"), force_locale("fr"):
        yield


@pytest.mark.usefixtures("french")
def test_a_sentence_that_is_known_is_translated_with_its_numbers_and_another_stays():
    told = errors_of({"errors": {**FIELDS, "experts": {"0": {"hours": FIELDS["hours"]}}}})
    assert told["text"] == ["Il faut au moins 1 caractères."]
    assert told["hours"] == ["Ce n’est pas un nombre valable."]
    assert told["odd"] == FIELDS["odd"]
    assert told["experts"]["0"]["hours"] == told["hours"]


@pytest.mark.usefixtures("french")
def test_a_problem_is_told_by_its_type_where_its_own_sentence_is_not_known():
    assert detail_of(FORM) == "Certains champs ne sont pas valables. Corrigez ceux qui sont signalés."
    assert title_of(FORM) == "Non valable"
    rule = {"type": "urn:sankofa:problem:peer-full", "status": 409, "detail": "No hours.", "title": "Peer full"}
    assert detail_of(rule) == "Il ne reste pas assez d'heures ce mois-ci pour cela."
    assert title_of(rule) == "Impossible pour l’instant"
    odd = {"type": "urn:sankofa:problem:moonlight", "detail": "The moon is away.", "title": "Moonlight"}
    assert (detail_of(odd), title_of(odd)) == ("The moon is away.", "Moonlight")


def test_in_english_it_stays_as_the_operation_said_it(application):
    with application.test_request_context("/"):
        assert detail_of(FORM) == FORM["detail"]
        assert errors_of({"errors": FIELDS}) == FIELDS


def test_a_page_of_a_refusal_speaks_french(application):
    page = application.test_client().get("/nothing-here", headers={"Accept-Language": "fr"})
    assert (page.status_code, "Introuvable" in page.text) == (404, True)

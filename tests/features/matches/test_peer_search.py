"""Peer search over HTTP: who is proposed, why, and what may not shine through."""

from __future__ import annotations

import math

import pytest

from tests.factories.maker import OPEN
from tests.features.matches.conftest import QUESTION, STATEMENT


def search(client, text=QUESTION, **asked):
    return client.post("/peer-search", {"text": text, **asked})


def proposed(answer):
    return [item["person"]["id"] for item in answer.json["items"]]


def test_the_nearest_of_equal_peers_comes_first(around, sign_in):
    answer = search(sign_in(around.seeker), ring="international")
    assert [item["ring"] for item in answer.json["items"]] == ["internal", "domestic", "international"]


def test_every_score_is_the_sum_of_its_parts(around, sign_in):
    items = search(sign_in(around.seeker)).json["items"]
    assert items
    for item in items:
        assert math.fsum(part["value"] for part in item["parts"]) == pytest.approx(item["score"], abs=1e-9)


def test_every_reason_names_evidence_with_words_of_the_question(around, sign_in):
    for item in search(sign_in(around.seeker)).json["items"]:
        terms = {term["term"].lower() for hit in item["evidence"] for term in hit["terms"]}
        assert terms & {"drought", "farmers", "warn"}
        assert all(part["why"] for part in item["parts"])


def test_facts_that_peers_show_are_reasons_too(around, sign_in):
    first = search(sign_in(around.seeker)).json["items"][0]
    assert first["shared_languages"] == ["en"]
    assert first["hours_overlap"] == pytest.approx(45.0)
    assert first["load"]["hours_offered"] == 4.0


def test_every_peer_but_the_last_of_all_says_what_would_put_the_next_one_above(around, sign_in):
    items = search(sign_in(around.seeker)).json["items"]
    assert [item["what_would_change"] is None for item in items] == [False, False, True]
    change = items[0]["what_would_change"]
    assert (change["kind"], change["count"]) == ("evidence", 1)
    assert 0 < change["needed"] < 1
    assert change["detail"].endswith(".")


def test_a_language_that_is_hidden_is_one_that_would_change_the_order(around, make, sign_in):
    hours = {**OPEN, "time_zone": "Africa/Kampala", "hours_per_month": 4.0}
    for place, languages in ((around.home, ""), (make.institution(), "en:C2")):
        person = make.person(place, languages, **{**hours, "languages_visibility": "private"})
        make.expertise(person, around.topic, statement=STATEMENT, language="en")
    items = search(sign_in(around.seeker), ring="domestic").json["items"]
    assert [(item["what_would_change"] or {}).get("kind") for item in items][2:] == ["languages", None]


def test_the_seeker_is_never_his_own_peer(around, make, sign_in):
    make.expertise(around.seeker, around.topic, statement=STATEMENT, language="en")
    assert around.seeker not in proposed(search(sign_in(around.seeker)))


@pytest.mark.parametrize(("ring", "count"), [("internal", 1), ("domestic", 2), ("international", 3)])
def test_no_ring_beyond_the_one_asked_for_is_searched(around, sign_in, ring, count):
    assert len(proposed(search(sign_in(around.seeker), ring=ring))) == count


@pytest.mark.parametrize(
    "closed",
    [{"ring_open": "internal"}, {"is_paused": True}, {"objects_to_matching": True}],
    ids=["ring closed", "paused", "objecting"],
)
def test_who_closed_the_door_is_not_proposed(around, make, sign_in, closed):
    hidden = make.person(make.institution(), **{**OPEN, **closed})
    make.expertise(hidden, around.topic, statement=STATEMENT, language="en")
    assert hidden not in proposed(search(sign_in(around.seeker)))


def test_a_closed_institution_keeps_its_open_people_inside(around, make, sign_in):
    inside = make.person(make.institution(ring_open="internal"), **OPEN)
    make.expertise(inside, around.topic, statement=STATEMENT, language="en")
    assert inside not in proposed(search(sign_in(around.seeker)))


def test_a_hidden_statement_changes_no_byte_of_the_answer(around, make, sign_in):
    seeker = sign_in(around.seeker)
    before = search(seeker).data
    for person in (around.abroad, make.person(around.home)):
        for topic in ("Goats", "Wells"):
            make.expertise(person, make.topic(topic), statement=STATEMENT * 3, language="en", visibility="private")
    make.lesson(around.abroad, title="Drought warning with farmers", visibility="private")
    assert search(seeker).data == before


def test_languages_asked_for_leave_out_who_does_not_speak_them(around, make, sign_in):
    speaker = make.person(around.home, "fr:B2", **OPEN)
    make.expertise(speaker, around.topic, statement=STATEMENT, language="en")
    assert proposed(search(sign_in(around.seeker), languages=["fr"])) == [speaker]


def test_a_hidden_language_does_not_help_to_be_found(around, make, sign_in):
    speaker = make.person(around.home, "fr:B2")
    make.expertise(speaker, around.topic, statement=STATEMENT, language="en")
    answer = search(sign_in(around.seeker), languages=["fr"])
    assert answer.json["items"] == []
    assert [blocked["reason"] for blocked in answer.json["blocked_by"]] == ["languages_filter"]


def test_a_broader_topic_finds_evidence_of_narrower_ones(around, make, sign_in):
    narrower = make.topic("Early warning", broader=[around.topic])
    expert = make.person(around.home)
    make.expertise(expert, narrower, statement=STATEMENT, language="en")
    assert expert in proposed(search(sign_in(around.seeker), topics=[around.topic]))


def test_the_author_of_a_challenge_is_no_peer_for_it(around, make, sign_in):
    challenge = make.challenge(around.colleague, title=QUESTION)
    answer = search(sign_in(around.seeker), text="", challenge_id=challenge)
    assert answer.json["items"]
    assert around.colleague not in proposed(answer)


def test_a_challenge_one_may_not_see_is_not_there(around, make, sign_in):
    hidden = make.challenge(around.abroad, title=QUESTION, visibility="private")
    assert search(sign_in(around.seeker), challenge_id=hidden).status_code == 404


def test_other_institutions_are_ranked_by_what_their_people_and_lessons_show(around, make, sign_in):
    make.lesson(around.abroad, title="Drought warning with farmers", question=QUESTION)
    items = search(sign_in(around.seeker), rank="institutions").json["items"]
    assert [item["institution"]["name"] for item in items] == ["Kampala", "Council"]
    assert all(item["person"] is None for item in items)


def test_nothing_of_a_search_is_stored(around, sign_in, changes):
    before = changes()
    assert search(sign_in(around.seeker)).status_code == 200
    assert changes() == before


def test_a_text_without_a_known_word_says_what_to_do(around, sign_in):
    answer = search(sign_in(around.seeker), text="xyzzy plugh")
    assert answer.json["items"] == []
    assert answer.json["blocked_by"][0]["reason"] == "no_known_word"
    assert len(answer.json["blocked_by"][0]["detail"]) > 20


@pytest.mark.parametrize("text", ["drought", "drought سجل 警报 засуха अकाल", "🌾" * 50, "الجفاف", "a\tb\nc"])
def test_odd_texts_get_an_honest_answer(around, sign_in, text):
    answer = search(sign_in(around.seeker), text=text)
    assert answer.status_code == 200
    assert answer.json["items"] or answer.json["blocked_by"]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": " \n "}, "text"),
        ({"text": "drought\x00"}, "text"),
        ({"text": "drought\x1b[31m"}, "text"),
        ({"text": "\ud800"}, "text"),
        ({"text": "drought " * 125_000}, "text"),
        ({"text": 5}, "text"),
        ({"ring": "galactic"}, "ring"),
        ({"languages": ["xx"]}, "languages"),
        ({"languages": "fr"}, "languages"),
        ({"topics": ["0190f3a0-0000-7000-8000-000000000000"]}, "topics"),
        ({"topics": ["drought"]}, "topics"),
        ({"limit": -1}, "limit"),
        ({"limit": 0}, "limit"),
        ({"limit": 101}, "limit"),
        ({"limit": "ten"}, "limit"),
        ({"rank": "goats"}, "rank"),
        ({"country": "KE"}, "country"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(around, sign_in, asked, field):
    answer = search(sign_in(around.seeker), **asked)
    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert field in str(answer.json["errors"])

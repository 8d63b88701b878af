"""Mails as a real server receives them: in the reader's language, with what the reader may see, and not too many."""

from __future__ import annotations

import re
import string

import pytest

from app.extensions import db
from app.outbox.kinds import KINDS, LANGUAGES, texts
from app.people.models import Person, PersonLanguage
from tests.features.outbox.conftest import SESSION

WORDS = {"other", "title", "until", "starts"}


def speak(application, person, **levels):
    with application.app_context():
        db.session.get_one(Person, person).languages = [
            PersonLanguage(language=name, level=level) for name, level in levels.items()
        ]
        db.session.commit()


def only(post):
    (mail,) = post.mails
    return mail


def placeholders(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_a_mail_says_who_asks_what_until_when_and_where(outbox, post):
    outbox.put()

    assert outbox.send() == 1
    mail = only(post)
    assert mail["Subject"] == "Amina Odhiambo asks for your help"
    assert mail["To"] == "Luis Prado <luis@office.example>"
    assert (mail["From"], mail["Auto-Submitted"]) == ("Sankofa <noreply@sankofa.example>", "auto-generated")
    assert "about: Meters that last. Please accept or decline until December 9, 2026;" in mail.get_content()
    assert "https://sankofa.example/api/v1/offers/1" in mail.get_content()
    assert (mail.get_content_type(), mail.is_multipart()) == ("text/plain", False)


def test_a_mail_that_was_sent_is_not_sent_again_and_its_words_are_forgotten(outbox, post):
    outbox.put()
    outbox.send()

    assert outbox.send() == 0
    assert len(post.mails) == 1
    assert [(each.state, each.facts, each.lease) for each in outbox.messages()] == [("sent", {}, None)]


@pytest.mark.parametrize(
    ("levels", "told"),
    [
        ({}, ("en", "Amina Odhiambo asks for your help")),
        ({"sw": "C2"}, ("en", "Amina Odhiambo asks for your help")),
        ({"en": "B1", "fr": "C1"}, ("fr", "Amina Odhiambo demande votre aide")),
        ({"es": "C2", "fr": "B2"}, ("es", "Amina Odhiambo pide su ayuda")),
        ({"pt": "A2"}, ("pt", "Amina Odhiambo pede a sua ajuda")),
        ({"id": "C1", "en": "B2"}, ("id", "Amina Odhiambo meminta bantuan Anda")),
    ],
)
def test_a_mail_is_in_the_language_that_its_reader_speaks_best(outbox, pair, post, levels, told):
    speak(outbox.application, pair.peer, **levels)
    outbox.put()
    outbox.send()

    assert (only(post)["Content-Language"], only(post)["Subject"]) == told


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_kind_with_the_words_that_it_is_given(language):
    told = texts(language)
    assert told.keys() == {"frame", *KINDS}
    assert told["frame"].keys() == texts("en")["frame"].keys()
    for kind, said in told.items():
        if kind != "frame":
            assert placeholders(said["body"]) == KINDS[kind].facts & WORDS, kind
            assert placeholders(said["subject"]) <= KINDS[kind].facts & WORDS, kind
    assert language == "en" or not any(told[kind] == texts("en")[kind] for kind in KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_sent(outbox, pair, make, post, kind):
    facts = {"title": "T", "path": "/x", "until": "2026-12-09", "starts": "2026-12-01T08:00:00+00:00"}
    facts |= {"session": SESSION, "minutes": 60}
    given = {name: facts[name] for name in KINDS[kind].facts - {"other"}}
    make.message(pair.peer, kind=kind, other_id=pair.seeker, facts=given)

    assert outbox.send() == 1
    assert not re.search("[{}]", only(post)["Subject"] + only(post).get_body().get_content())


def test_who_was_removed_meanwhile_has_no_name_in_the_mail(outbox, post, pair, admin):
    outbox.put()
    admin.delete(f"/people/{pair.seeker}")
    outbox.send()

    assert only(post)["Subject"] == "someone asks for your help"
    assert "about: a request." in only(post).get_content()
    assert not re.search("Amina|Meters", only(post).get_content())


def test_who_can_not_sign_in_is_told_no_names(outbox, make, post):
    outbox.put(to=make.person(name="Without Account"))
    outbox.send()

    assert only(post)["Subject"] == "someone asks for your help"


def test_the_hour_of_a_session_is_told_in_both_zones_where_the_reader_may_see_them(outbox, make, pair, post):
    shown, hidden = (
        make.person(name=name, time_zone="Asia/Kolkata", availability_visibility=visibility)
        for name, visibility in (("Shown", "network"), ("Hidden", "private"))
    )
    reader = make.person(time_zone="Africa/Nairobi")
    make.token(reader)
    for other in (shown, hidden):
        outbox.put("session_planned", to=reader, other=other, starts="2026-12-01T19:00:00+00:00")
    outbox.send()

    told = {re.search("Shown|Hidden", mail["Subject"])[0]: mail.get_content() for mail in post.mails}
    both = "Tuesday, December 1, 2026, 22:00 (Africa/Nairobi) = Dec 2, 2026, 00:30 (Asia/Kolkata) about"
    assert both in told["Shown"]
    assert "Tuesday, December 1, 2026, 22:00 (Africa/Nairobi) about" in told["Hidden"]


def test_news_that_can_wait_come_in_one_mail(outbox, post):
    for kind in ("offer_declined", "next_offered", "offer_expired"):
        outbox.put(kind)
        outbox.move(hours=1)
    assert outbox.send() == 0

    outbox.move(hours=9.5)
    assert outbox.send() == 3
    assert only(post)["Subject"] == "3 news from Sankofa"
    assert only(post).get_content().count("https://sankofa.example/api/v1/offers/1") == 3
    assert {each.state for each in outbox.messages()} == {"sent"}


def test_what_is_urgent_does_not_wait_for_company(outbox, post):
    outbox.put("offer_declined")
    outbox.put("offer_made")

    assert outbox.send() == 1
    assert only(post)["Subject"] == "Amina Odhiambo asks for your help"


def test_what_one_person_waits_for_is_not_told_another(outbox, post, pair, make):
    outbox.put("offer_declined")
    outbox.put("offer_declined", to=make.person(), title="Of somebody else")
    outbox.move(hours=13)

    assert outbox.send() == 2
    assert [mail.get_content().count("Of somebody else") for mail in post.mails] == [0, 1]


@pytest.mark.parametrize("title", ["Two\r\nBcc: all@office.example", "{other.__class__}", "Ünïcödé 水 " * 40])
def test_no_title_breaks_a_mail_or_slips_a_header_into_it(outbox, post, pair, title):
    outbox.put("engagement_cancelled", title=title)
    outbox.send()

    assert only(post)["Bcc"] is None
    assert " ".join(title.split()) in " ".join(only(post).get_content().split())


def test_whose_account_is_closed_is_not_written_to(outbox, admin, pair, post):
    account = admin.get("/accounts", q="luis@office").json["items"][0]["id"]
    admin.patch(f"/accounts/{account}", {"is_active": False})
    outbox.put()

    assert outbox.send() == 0
    assert [(each.state, each.problem) for each in outbox.messages()] == [("dead", "NoReader: the account is closed")]

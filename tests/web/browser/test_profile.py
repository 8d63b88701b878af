"""One's own profile in a browser: others see exactly what was chosen, as the preview said; and one's own data."""

from __future__ import annotations

import json

import pytest

from app.accounts.service import create_account
from app.demo.load import PASSWORD
from app.extensions import db
from app.viewer import Grant
from app.web.parts.preview import CIRCLES, is_shown
from tests.web.browser.keys import press_enter, tab_to
from tests.web.browser.visitor import PHONE

AMINA, NELSON = "amina@devolution.ke.example", "nelson@dane.co.example"
WANJIKU = "wanjiku@cog.ke.example"  # in the same country, at another institution
WORDS = 'Ask me of <b>dry</b> counties"><img src=x onerror=alert(1)>'


def _seen(visitor, circle):
    return visitor.page.inner_text(f"#preview [data-circle={circle}]")


def _own_page(visitor):
    return "/people/" + visitor.page.locator("[data-person]").get_attribute("data-person")


def test_others_see_exactly_what_one_chose_and_the_preview_said(visit, way):
    amina = visit(AMINA, **way).open("/profile").follow("Edit: About me")
    amina.page.fill("#about", WORDS)
    amina.page.select_option("#about_visibility", "country")
    if not amina.has_script:
        amina.follow("See what others see")
    amina.page.locator("#preview [data-circle=network]", has_text="nothing of this card").wait_for()
    assert amina.look().page.input_value("#about") == WORDS
    assert (_seen(amina, "institution"), _seen(amina, "country")) == (WORDS, WORDS)

    amina.follow("Save")
    assert "Saved." in amina.page.inner_text(".done")
    assert WORDS not in _seen(amina, "network")
    path = _own_page(amina)
    amina.page.locator("#preview a", has_text="Elsewhere in your country").click()
    amina.page.locator("#preview [data-circle=country]").wait_for()
    assert WORDS in _seen(amina.look(), "country")

    assert WORDS in visit(WANJIKU, **way).open(path).text
    nelson = visit(NELSON, **way).open(path)
    assert nelson.page.inner_text("h1") == "Amina Wekesa"
    assert "dry" not in nelson.page.content()


def test_a_hidden_card_is_nowhere_in_the_page(visit):
    amina = visit(AMINA, width=PHONE, has_script=False).open("/profile")
    path = _own_page(amina)
    for card in ("Contact", "Languages", "Availability"):
        amina.follow(f"Edit: {card}")
        amina.page.select_option(f"#{card.lower()}_visibility", "private")
        amina.follow("Save")
    assert "Swahili" not in _seen(amina, "network")
    nelson = visit(NELSON, has_script=False).open(path)
    hidden = ("amina@", "Swahili", "Nairobi", "hours a month")
    assert [each for each in hidden if each in nelson.page.content()] == []
    nelson.open("/directory?q=Amina Wekesa")
    assert [each for each in hidden if each in nelson.page.locator("#found").inner_html()] == []


@pytest.mark.parametrize("country", ["KE", None])
def test_a_circle_sees_what_is_at_least_as_wide(country):
    shown = {each: [is_shown(each, circle, country) for circle in CIRCLES] for each in ("private", *CIRCLES, "odd")}
    narrow = [True, bool(country), False]
    wanted = {"private": [False] * 3, "institution": [True, False, False], "country": narrow, "network": [True] * 3}
    assert shown == {**wanted, "odd": [False] * 3}


def test_languages_and_hours_are_set_and_what_is_wrong_is_said(visit, way):
    amina = visit(AMINA, **way).open("/profile/languages")
    amina.page.select_option("#more", "fr")
    amina.page.select_option("#level-sw", "")
    amina.follow("Save")
    assert "French B2: works in it" in amina.text
    assert "Swahili" not in amina.text

    amina.open("/profile/availability")
    amina.page.fill("#hours_per_month", "161")
    amina.page.uncheck("[value=fri]")
    amina.follow("Save")
    assert "less than or equal to 160" in amina.page.inner_text("#hours_per_month-told")
    assert amina.page.input_value("#hours_per_month") == "161"
    assert not amina.page.is_checked("[value=fri]")
    amina.page.fill("#hours_per_month", "6.5")
    amina.follow("Save")
    assert "6.5 hours a month" in amina.text
    assert "Friday" not in amina.text


def test_what_one_knows_is_written_entry_by_entry(visit):
    amina = visit(AMINA, has_script=False).open("/profile")
    before = amina.page.locator("section:has(#expertise) h3").count()
    amina.follow("Add a topic")
    amina.page.fill("#statement", WORDS)
    amina.page.fill("#years", "99")
    amina.follow("Save")
    assert amina.page.locator("#topic_id-told, #years-told").count() == 2
    assert amina.page.input_value("#statement") == WORDS
    amina.page.select_option("#topic_id", label="Food security")
    amina.page.fill("#years", "2")
    amina.page.select_option("#visibility", "network")
    amina.follow("See what others see")
    assert "2 years of experience" in _seen(amina, "network")
    amina.follow("Save")
    assert amina.page.locator("section:has(#expertise) h3").count() == before + 1
    assert WORDS in amina.page.inner_text("section:has(#expertise)")

    amina.follow("Edit: Food security")
    amina.page.locator("summary").click()
    amina.follow("Remove it")
    assert amina.page.locator("section:has(#expertise) h3").count() == before


def test_of_two_who_save_a_card_at_once_one_is_told(visit):
    one, other = (visit(AMINA, has_script=False).open("/profile/about") for _ in range(2))
    one.page.fill("#about", "first")
    one.follow("Save")
    other.page.fill("#about", "second")
    other.follow("Save")
    assert "changed" in other.page.inner_text("#wrong")
    assert other.page.input_value("#about") == "second"


def test_a_card_is_hidden_by_keys_alone(visit):
    amina = visit(AMINA).open("/profile/contact")
    tab_to(amina, "contact_visibility")
    amina.page.keyboard.press("Home")
    amina.page.locator("#preview [data-circle=institution]", has_text="nothing of this card").wait_for()
    tab_to(amina, "Save")
    press_enter(amina)
    assert "seen by only you" in amina.page.inner_text("section:has(#contact)")


def test_a_password_is_changed_and_other_sessions_end(visit):
    elsewhere = visit(AMINA, has_script=False)
    amina = visit(AMINA, has_script=False).open("/account")
    amina.page.fill("#old", "not the one")
    amina.page.fill("#new", "a sentence that nobody guesses")
    amina.follow("Change it")
    assert "not the one of this account" in amina.page.inner_text("#wrong")
    amina.page.fill("#old", PASSWORD)
    amina.page.fill("#new", "a sentence that nobody guesses")
    amina.follow("Change it")
    assert "new password is in force" in amina.page.inner_text(".done")
    assert elsewhere.open("/account").page.locator("#email").is_visible()


def test_a_session_elsewhere_is_ended_and_ones_data_fetched(visit):
    elsewhere = visit(AMINA, has_script=False)
    amina = visit(AMINA, width=PHONE, has_script=False).open("/account")
    assert "Chrome on Linux" in amina.text
    amina.follow("End this session")
    assert elsewhere.open("/profile").page.locator("#email").is_visible()
    with amina.page.expect_download() as begun:
        amina.page.get_by_role("link", name="Download my data").click()
    fetched = json.loads(begun.value.path().read_text(encoding="utf-8"))
    assert fetched["person"][0]["name"] == "Amina Wekesa"


def test_one_erases_oneself_after_typing_ones_address(visit):
    amina = visit(AMINA, has_script=False).open("/account").follow("Read what it means")
    amina.page.fill("#email", NELSON)
    amina.follow("Erase me for good")
    assert "not your address" in amina.page.inner_text("#email-told")
    assert amina.page.input_value("#email") == NELSON
    amina.page.fill("#email", AMINA)
    amina.follow("Erase me for good")
    assert amina.page.inner_text("h1") == "You are erased"
    assert "Sign in" in amina.page.inner_text("header")
    assert "Nobody found" in visit(NELSON, has_script=False).open("/directory?q=Amina Wekesa").text


def test_who_is_not_in_the_directory_is_told_so(visit, world):
    with world.app_context():
        create_account("nobody@kdi.kr.example", PASSWORD, [Grant("network_coordinator", None)])
        db.session.commit()
    nobody = visit("nobody@kdi.kr.example").open("/profile")
    assert "not in the directory" in nobody.text
    assert "nothing here that you may see" in nobody.open("/profile/about").page.inner_text(".wrong")
    assert "belongs to none" in nobody.open("/lessons/new").page.inner_text(".wrong")

"""What is asked beside the words, in a browser, and a question kept as a draft until it is ready."""

from __future__ import annotations

AMINA, NELSON = "amina@devolution.ke.example", "nelson@dane.co.example"
PROBLEM = "How do village volunteers pass a drought warning of the climate agency on to farmers within two days?"
FIND, MORE = "Find who has been there", "More about what you look for"


def _asked_in(visitor, language):
    visitor.open("/").page.fill("#text", PROBLEM)
    visitor.page.locator("main summary", has_text=MORE).click()
    visitor.page.select_option("#languages-0", language)
    return visitor.follow(FIND)


def test_who_asks_for_a_language_finds_only_who_speaks_it_and_invites_for_that(visit, way):
    amina = _asked_in(visit(AMINA, **way), "id")
    assert amina.page.locator(".peers > .card").count() > 0
    assert "In: Indonesian." in amina.text
    assert set(amina.page.locator(".peers .ring").all_inner_texts()) == {"abroad"}
    assert amina.page.input_value("#languages-0") == "id"  # to ask in other words, the rest stays
    assert "The next person below would come before this one" in amina.text
    amina.press(".peers > .card:has-text('Budi Hartono') button.main")
    assert "In: Indonesian." in amina.text
    amina.follow("Send the invitation")
    assert "Languages\nIndonesian" in amina.page.inner_text(".facts")


def test_where_a_language_keeps_all_out_it_says_so_and_asks_without(visit):
    amina = _asked_in(visit(AMINA), "is")
    assert amina.page.inner_text("h1") == "Nobody found yet"
    assert "People who fit do not speak the languages you asked for." in amina.text
    amina.follow("Ask again without languages and topics")
    assert amina.page.locator(".peers > .card").count() == 10


def test_a_challenge_is_asked_about_without_more_words(visit):
    nelson = visit(NELSON).open("/")
    nelson.page.locator("main summary", has_text=MORE).click()
    nelson.page.locator("#challenge_id").select_option(index=1)
    title = nelson.page.locator("#challenge_id option:checked").inner_text()
    nelson.follow(FIND)
    assert title in nelson.page.inner_text(".asked")
    nelson.press(".peers button.main")
    assert title in nelson.page.inner_text(".asked")
    nelson.follow("Send the invitation")
    assert title in nelson.page.inner_text(".asked")


def test_a_draft_is_kept_edited_with_what_is_wrong_explained_and_opened(visit, way):
    amina = _asked_in(visit(AMINA, **way), "id").follow("Keep it as a draft")
    assert "Kept as a draft." in amina.text
    amina.follow("Edit the draft")
    assert amina.page.input_value("#text") == PROBLEM
    assert amina.page.input_value("#languages-0") == "id"
    amina.page.fill("#text", "How do volunteers warn of floods?")
    amina.page.fill("#hours_per_month", "0")
    amina.page.get_by_text("Nobody of my own unit").click()
    amina.follow("Save")
    assert "0.5" in amina.page.inner_text("#hours_per_month-told")
    assert amina.page.input_value("#text") == "How do volunteers warn of floods?"
    assert amina.page.is_checked("[name=is_outside_own_unit]")
    amina.page.fill("#hours_per_month", "1,5".replace(",", "."))
    amina.page.select_option("#ring", "international")
    amina.follow("Save")
    assert "How do volunteers warn of floods?" in amina.page.inner_text(".asked")
    assert "Hours a month\n1.5" in amina.page.inner_text(".facts")
    edit = amina.page.get_by_role("link", name="Edit the draft").get_attribute("href")
    amina.follow("Open it")
    assert "Your request is open." in amina.text
    assert "Edit the draft" not in amina.open(edit).text  # what is open is altered no more: its page is shown


def test_a_draft_that_was_opened_meanwhile_is_not_altered_and_nobody_elses_is_shown(visit):
    amina, nelson = _asked_in(visit(AMINA), "id").follow("Keep it as a draft"), visit(NELSON)
    page = amina.page.context.new_page()
    page.goto(amina.page.url.partition("?")[0] + "/edit")
    amina.follow("Open it")
    page.fill("#text", "Something else")
    page.get_by_role("button", name="Save").click()
    page.locator(".wrong").first.wait_for()
    assert page.input_value("#text") == "Something else"
    assert nelson.open("/learning/requests" + amina.page.url.partition("?")[0].rpartition("/requests")[2] + "/edit")
    assert nelson.page.inner_text("h1") == "Not found"

"""The directory in a browser: people, institutions and topics found, a person opened, a colleague vouched for."""

from __future__ import annotations

from tests.web.browser.keys import press_enter, tab_to
from tests.web.browser.visitor import DESK, PHONE

AMINA = "amina@devolution.ke.example"
NELSON = "Nelson Ibagón"


def _search(visitor):
    """Let the list follow the filters: with scripts it does so by itself."""
    if not visitor.has_script:
        visitor.follow("Search")
    return visitor


def test_who_looks_for_people_filters_them_and_opens_one(visit, way):
    amina = visit(AMINA, **way).open("/directory")
    assert amina.page.locator("#found .card").count() > 10
    amina.page.select_option("#country", "CO")
    _search(amina).page.wait_for_url("**country=CO*")
    cards = amina.look().page.locator("#found .card").all_inner_texts()
    assert len(cards) > 10
    assert all("Colombia" in each for each in cards)
    amina.page.fill("#q", "censal")
    _search(amina).page.locator("#found .card", has_text=NELSON).wait_for()
    assert amina.look().page.locator("#found .card").count() < len(cards)

    amina.follow(NELSON)
    assert amina.page.inner_text("h1") == NELSON
    assert "Population and housing census" in amina.text
    assert "31 years of experience" in amina.text
    assert "months ago (" in amina.text


def test_a_topic_is_found_in_the_tree_and_leads_to_who_knows_about_it(visit):
    amina = visit(AMINA, has_script=False).open("/directory/topics")
    amina.page.locator("summary", has_text="Environmental protection").first.click()
    amina.look().follow("Who knows about Environmental protection")
    assert amina.page.inner_text("h1") == "Environmental protection"
    people = amina.page.locator("section:has(#people) .card").all_inner_texts()
    assert people
    assert amina.page.locator("section:has(#lessons) .card").count() > 0
    amina.follow("All who know about it")
    assert amina.page.locator("#topic_id option:checked").inner_text() == "Environmental protection"
    assert people[0] in amina.page.locator("#found .card").all_inner_texts()


def test_institutions_have_a_list_and_a_page_each(visit):
    amina = visit(AMINA, width=PHONE, has_script=False).open("/directory/institutions")
    amina.page.fill("#q", "Statistics")
    amina.page.select_option("#country", "CO")
    _search(amina).page.wait_for_url("**country=CO*")
    amina.look().follow("National Administrative Department of Statistics")
    assert "Colombia" in amina.text
    assert amina.page.locator("section:has(#people) .card").count() == 6
    amina.follow("All people here")
    assert amina.page.locator("#institution_id option:checked").inner_text().startswith("National Administrative")


def test_the_list_goes_on_and_back_to_the_start(visit):
    amina = visit(AMINA, width=PHONE, has_script=False).open("/directory")
    first = amina.page.locator("#found .card a").all_inner_texts()
    amina.follow("Further")
    assert not set(first) & set(amina.page.locator("#found .card a").all_inner_texts())
    amina.follow("Back to the start")
    assert amina.page.locator("#found .card a").all_inner_texts() == first


def test_challenges_lead_to_who_has_been_there(visit):
    amina = visit(AMINA).open("/directory/challenges?q=harvests")
    amina.page.locator("#found .card a").first.click()
    amina.look().follow("Who has been there?")
    assert amina.page.locator(".card").count() > 0


def test_one_vouches_for_a_colleague_once(visit):
    amina = visit(AMINA, width=PHONE, has_script=False).open("/directory?q=censal").follow(NELSON)
    amina.follow("I can vouch for this: Population and housing census")
    assert "1 colleague vouches for it" in amina.text
    assert "you vouched for it" in amina.page.inner_text(".done")
    amina.follow("I can vouch for this: Population and housing census")
    assert "endorsed this already" in amina.page.inner_text("#wrong")
    assert amina.page.inner_text("h1") == NELSON


def test_a_filter_that_cannot_be_is_explained_and_stays(visit):
    amina = visit(AMINA, has_script=False)
    for path in ("/directory", "/directory/institutions", "/directory/challenges", "/lessons"):
        amina.open(f"{path}?q={'x' * 201}")
        assert "Longer than maximum length 200" in amina.page.inner_text("#q-told")
        assert amina.page.input_value("#q") == "x" * 201


def test_nobody_found_says_what_to_do(visit):
    amina = visit(AMINA).open("/directory?q=nobody-is-called-so")
    assert "Nobody found" in amina.text
    amina.follow("Describe your problem")
    assert amina.page.locator("#text").is_visible()


def test_what_is_not_there_or_not_signed_in_is_said(visit):
    amina = visit(AMINA).open("/people/00000000-0000-7000-8000-000000000000")
    assert "nothing here that you may see" in amina.page.inner_text(".wrong")
    stranger = visit().open("/directory/topics")
    assert stranger.page.url.endswith("/sign-in?next=/directory/topics") or "sign-in" in stranger.page.url


def test_a_topic_is_reached_by_keys_alone(visit):
    amina = visit(AMINA, width=DESK).open("/directory")
    tab_to(amina, "Topics")
    press_enter(amina)
    tab_to(amina, "Education")
    amina.page.keyboard.press("Enter")
    tab_to(amina, "Who knows about Education")
    press_enter(amina)
    assert amina.page.inner_text("h1") == "Education"
    tab_to(amina, "All topics")

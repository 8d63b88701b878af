"""The directory in a browser: people, institutions and topics found, a person opened, a colleague vouched for."""

from __future__ import annotations

import pytest

from app.extensions import db
from app.people.models import Person, PersonLanguage
from tests.web.browser.keys import press_enter, tab_to
from tests.web.browser.visitor import DESK, PHONE

AMINA = "amina@devolution.ke.example"
NELSON = "Nelson Ibagón"


def _choose(visitor, name, value):
    """Choose a value of a filter; on a phone the filters are folded. How many it says that there are."""
    fold = visitor.page.locator(".fold > summary")
    if fold.is_visible() and not visitor.page.locator(f"#{name}").is_visible():
        fold.click()
    said = visitor.page.locator(f"#{name} option[value='{value}']").inner_text()
    visitor.page.focus(f"#{name}")
    visitor.page.select_option(f"#{name}", value)
    _search(visitor).page.wait_for_url(f"**{name}={value}*")
    return _count(said)


def _count(option):
    """The number in brackets at its end."""
    return int(option.rpartition("(")[2].rstrip(")"))


def _wait_for(visitor, heading):
    visitor.page.get_by_role("heading", name=heading, exact=True).wait_for()
    return visitor.look()


def _options(visitor, name):
    return [each for each in visitor.page.locator(f"#{name} option").all_inner_texts() if "(" in each]


def _search(visitor):
    """Let the list follow the filters: with scripts it does so by itself."""
    if not visitor.has_script:
        visitor.follow("Search")
    return visitor


def test_who_looks_for_people_filters_them_and_opens_one(visit, way):
    amina = visit(AMINA, **way).open("/directory")
    assert amina.page.locator("#found .card").count() > 10
    count = _choose(amina, "country", "CO")
    cards = _wait_for(amina, f"{count} people").page.locator("#found .card").all_inner_texts()
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
    assert amina.page.locator("#topic_id option:checked").text_content().startswith("Environmental protection (")
    assert people[0] in amina.page.locator("#found .card").all_inner_texts()


def test_institutions_have_a_list_and_a_page_each(visit):
    amina = visit(AMINA, width=PHONE, has_script=False).open("/directory/institutions")
    amina.page.fill("#q", "Statistics")
    _choose(amina, "country", "CO")
    amina.look().follow("National Administrative Department of Statistics")
    assert "Colombia" in amina.text
    assert amina.page.locator("section:has(#people) .card").count() == 6
    amina.follow("All people here")
    assert amina.page.locator("#institution_id option:checked").text_content().startswith("National Administrative")


def test_what_is_counted_is_found_and_what_is_chosen_can_be_taken_off(visit, way):
    amina = visit(AMINA, **way).open("/directory")
    everybody = amina.page.locator("#found h2").inner_text()
    before = amina.page.locator("#language").inner_html()
    in_kenya = _choose(amina, "country", "KE")
    _wait_for(amina, f"{in_kenya} people")
    amina.page.locator(".chosen", has_text="Country: Kenya").wait_for()
    if amina.has_script:
        assert amina.page.evaluate("document.activeElement.id") == "country"  # though the filters were made anew
    assert amina.page.locator("#language").inner_html() != before
    french = _choose(amina, "language", "fr")
    assert 1 < french < in_kenya
    _wait_for(amina, f"{french} people")
    amina.follow("Take off: Country: Kenya")
    assert [each.split() for each in amina.page.locator(".chosen a").all_inner_texts()] == [
        ["Take", "off:", "Speaks:", "French", "×"]
    ]
    amina.follow("Take off: Speaks: French")
    assert amina.page.locator("#found h2").inner_text() == everybody


@pytest.mark.parametrize(
    ("path", "name", "thing"),
    [
        ("/directory", "institution_id", "people"),
        ("/directory", "topic_id", "people"),
        ("/directory/institutions", "kind", "institutions"),
        ("/directory/challenges", "status", "challenges"),
        ("/lessons", "step", "lessons"),
    ],
)
def test_each_list_says_how_many_each_choice_would_find(visit, path, name, thing):
    amina = visit(AMINA, width=PHONE, has_script=False).open(path)
    values = amina.page.locator(f"#{name} option").evaluate_all("all => all.map(each => each.value)")
    found = _choose(amina, name, next(value for value in values if value))
    shown = amina.page.locator("#found .card").count()
    assert shown == min(found, 18)
    assert amina.look().page.locator("#found h2").inner_text() == f"{found} {thing if found > 1 else thing[:-1]}"


@pytest.mark.parametrize("is_shown", [True, False])
def test_who_hides_a_language_is_not_counted_with_those_who_speak_it(visit, world, is_shown):
    with world.app_context():
        nelson = db.session.scalars(db.select(Person).where(Person.name == NELSON)).one()
        nelson.languages.append(PersonLanguage(language="is", level="C1"))
        nelson.languages_visibility = "network" if is_shown else "private"
        db.session.commit()
        db.session.remove()
    amina = visit(AMINA, has_script=False).open("/directory")
    assert ("Icelandic (1)" in _options(amina, "language")) == is_shown
    amina.open("/directory?language=is")
    assert (NELSON in amina.text, "Nobody found" in amina.text) == (is_shown, not is_shown)


def test_where_nothing_is_found_it_is_said_which_filter_to_take_off(visit):
    amina = visit(AMINA, width=PHONE).open("/directory?country=CO&language=sw&q=a")
    told = amina.page.locator("#found li", has_text="without it").all_inner_texts()
    assert [each.partition(" (")[0] for each in told] == ["Country: Colombia", "Speaks: Swahili"]
    amina.page.locator("#found li a", has_text="Swahili").last.click()
    _wait_for(amina, f"{_count(told[1].replace('without it: ', ''))} people")


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

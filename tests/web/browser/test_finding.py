"""Home in a browser: a problem typed, peers found with why, looked further, one of them invited."""

from __future__ import annotations

AMINA = "amina@devolution.ke.example"
PROBLEM = "How do village volunteers pass a drought warning of the climate agency on to farmers within two days?"
FIND, INVITE = "Find who has been there", "Send the invitation"


def _asked(visitor, problem=PROBLEM):
    visitor.open("/").page.fill("#text", problem)
    return visitor.follow(FIND)


def test_who_has_a_problem_sees_why_looks_further_and_invites(visit, way):
    amina = _asked(visit(AMINA, **way))
    near = amina.page.locator(".peers > .card")
    assert near.count() == 10
    assert set(amina.page.locator(".peers .ring").all_inner_texts()) == {"in your institution"}
    assert amina.page.locator(".reach .here").inner_text().startswith("In your institution")
    amina.follow("Look abroad too")
    assert amina.page.locator(".reach .here").inner_text().startswith("Up to other countries")
    budi = amina.page.locator(".peers > .card", has_text="Budi Hartono")
    told = budi.inner_text()
    assert "Head of Sub-directorate, Early Warning" in told
    assert "Indonesia" in told
    assert "abroad" in told
    assert "Early warning systems" in told  # evidence, and beneath it the words shared
    assert "Your words in it: warning" in told
    assert "Languages in common: English" in told
    assert "a week, of about 40" in told
    assert "Offers 6 hours a month, all of them free." in told
    budi.get_by_text("What brought this person up").wait_for()
    amina.press(".peers > .card:has-text('Budi Hartono') button.main")
    assert PROBLEM in amina.text
    amina.page.fill("#message", "A talk before the long rains.")
    amina.page.fill("#hours_per_month", "1.5")
    amina.follow(INVITE)
    assert "Invited. We tell you as soon as there is an answer." in amina.text
    assert "A talk before the long rains." in amina.page.locator(".timeline").inner_text()
    assert "waiting for an answer" in amina.page.locator(".timeline").inner_text()
    assert "Hours a month\n1.5" in amina.page.locator(".facts").inner_text()


def test_the_parts_of_a_score_are_bars_with_words_that_add_up(visit):
    amina = _asked(visit(AMINA))
    first = amina.page.locator(".peers > .card").first
    assert "knows this subject" in first.locator(".parts").inner_text()
    shares = [text.strip("<% \n") for text in first.locator(".share").all_inner_texts()]
    assert 97 <= sum(int(each) for each in shares) <= 103  # each is rounded
    assert first.locator("svg.bar rect.full").count() == len(shares)


def test_who_asks_the_same_again_goes_on_with_the_request_there_is(visit):
    amina = _asked(visit(AMINA))
    amina.press(".peers button.main").follow(INVITE)
    page_of_request = amina.page.url.partition("?")[0]
    _asked(amina).press(".peers > .card:nth-child(3) button.main")
    assert amina.page.url.startswith(f"{page_of_request}/invite/")
    amina.follow(INVITE)
    assert "Somebody is invited already." in amina.text
    amina.follow("Back to the request").follow("Take this invitation back")
    assert "The invitation is taken back." in amina.text
    assert "invitation taken back" in amina.page.locator(".timeline").inner_text()


def test_who_presses_twice_invites_once(visit):
    amina = _asked(visit(AMINA)).press(".peers button.main")
    amina.page.get_by_role("button", name=INVITE).dblclick()
    amina.page.wait_for_url("**/learning/requests/**")
    amina.open("/learning")
    assert amina.page.locator("#mine ~ ul > .card").count() == 1
    amina.press("#mine ~ ul > .card a")
    assert amina.page.locator(".timeline > li").count() == 1


def test_where_nobody_is_found_it_says_what_to_do(visit, way):
    amina = _asked(visit(AMINA, **way), "zzqx vvkw")
    assert amina.page.inner_text("h1") == "Nobody found yet"
    assert "None of your words occurs in what you may see here." in amina.text
    assert amina.page.input_value("#text") == "zzqx vvkw"


def test_an_empty_question_and_hours_that_cannot_be_are_explained_and_what_was_typed_stays(visit):
    amina = _asked(visit(AMINA), " ")
    assert "Write what you need help with." in amina.page.locator(".wrong").inner_text()
    _asked(amina).press(".peers button.main")
    amina.page.fill("#message", "Before the rains")
    amina.page.fill("#hours_per_month", "0")
    amina.follow(INVITE)
    assert "Something is missing or not right. It is marked below." in amina.text
    assert "0.5" in amina.page.inner_text("#hours_per_month-told")
    assert amina.page.input_value("#message") == "Before the rains"
    assert amina.page.input_value("#hours_per_month") == "0"
    amina.page.fill("#hours_per_month", "2")
    amina.follow(INVITE)
    assert "Invited." in amina.text


def test_from_asking_to_inviting_by_keyboard_only(visit):
    amina = visit(AMINA).open("/")
    _tab_to(amina, "#text")
    amina.page.keyboard.type(PROBLEM)
    _enter(amina, ".ask button")
    _enter(amina, ".reach li:last-child button")
    _enter(amina, ".peers > .card:first-child button.main")
    _tab_to(amina, "#message")
    amina.page.keyboard.type("A talk before the long rains.")
    _enter(amina, "main button.main")
    assert "Budi Hartono is invited" in amina.text


def _tab_to(visitor, selector):
    for _ in range(60):
        visitor.page.keyboard.press("Tab")
        if visitor.page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"no way to {selector} by the tab key")


def _enter(visitor, selector):
    _tab_to(visitor, selector)
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")
    visitor.look()

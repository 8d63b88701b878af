"""My learning in a browser: from an invitation to what came of it, on both sides; and what coordinators look at."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

AMINA, BUDI = "amina@devolution.ke.example", "budi@bnpb.id.example"
JIHO, LILIANA, NELSON = "jiho@kdi.kr.example", "liliana@dane.co.example", "nelson@dane.co.example"
PROBLEM = "How do village volunteers pass a drought warning of the climate agency on to farmers within two days?"


def _invite(visitor, name, problem=PROBLEM, look="Look abroad too"):
    visitor.open("/").page.fill("#text", problem)
    visitor.follow("Find who has been there")
    if look:
        visitor.follow(look)
    visitor.press(f".peers > .card:has-text('{name}') button.main")
    return visitor.follow("Send the invitation")


@pytest.fixture
def pair(visit):
    """Amina, and Budi who said yes: both at the page of what they agreed."""
    amina, budi = _invite(visit(AMINA), "Budi Hartono"), visit(BUDI)
    budi.open("/learning").follow("Say yes")
    return amina.open("/learning").follow("Budi Hartono said yes"), budi


def test_two_people_learn_from_invitation_to_feedback(visit, way):
    amina, budi = _invite(visit(AMINA, **way), "Budi Hartono"), visit(BUDI, **way).open("/learning")
    cost = budi.page.locator(".card", has_text="Amina Wekesa").inner_text()
    assert PROBLEM in cost
    assert "2 hours a month You help 0 hours a month now. With this it would be 2 of the 6 that you offer." in cost
    budi.follow("Say yes")
    assert budi.page.inner_text("h1") == "You help Amina Wekesa"
    assert "there: Mon 10:00 (Nairobi)" in budi.text or "(Nairobi)" in budi.page.inner_text(".slots")
    _plan(budi, 0, "Our two warning chains, side by side")
    amina.open("/learning")
    assert "peer found" in amina.text
    assert "Our two warning chains, side by side" in amina.text
    amina.follow("Budi Hartono said yes")
    _plan(amina, 1, "What failed")
    assert amina.page.locator("tbody tr").count() == 2
    amina.page.fill("#text", "Ask for the bulletin of 2015")
    amina.follow("Keep this note")
    budi.page.reload()
    assert "Ask for the bulletin of 2015" in budi.look().text
    amina.follow("It is done")
    _judge(amina, "yes", "new_knowledge")
    assert "Did it help?\nyes" in amina.text
    budi.page.reload()
    _judge(budi.look(), "partly", "enhanced_connectivity")
    assert "Did it help?\nyes" in budi.text  # what the seeker says is the outcome
    amina.follow("Begin a lesson from it")
    assert "A lesson is begun." in amina.text


def _plan(visitor, place, agenda):
    visitor.page.locator(".slots input").nth(place).check()
    visitor.page.fill("#agenda", agenda)
    visitor.follow("Plan this session")
    assert "The session is planned. Both of you are told." in visitor.text
    assert agenda in visitor.page.inner_text("tbody")


def _judge(visitor, outcome, came_of_it):
    visitor.page.check(f"[name=outcome][value={outcome}]")
    visitor.page.check(f"[value={came_of_it}]")
    visitor.page.check("[name=would_again][value=yes]")
    visitor.follow("Send")
    assert "Thank you." in visitor.text
    told = visitor.page.inner_text("#feedback ~ .panel")
    assert f"Did it help with the question?\n{outcome}\n" in told
    assert "Would you do it again with this person?\nyes" in told
    assert visitor.page.locator("[name=would_again]").count() == 0  # it is said once


def test_sessions_are_in_a_calendar_and_in_a_file_for_ones_own(pair):
    amina, _ = pair
    starts = datetime.fromisoformat(amina.page.locator(".slots input").first.get_attribute("value"))
    _plan(amina, 0, "First talk")
    with amina.page.expect_download() as downloading:
        amina.page.get_by_role("link", name="Put them into my calendar").click()
    assert b"BEGIN:VEVENT" in downloading.value.path().read_bytes()
    amina.open(f"/learning?month={starts:%Y-%m}")
    assert amina.page.locator(".month td.has").count() == 1
    assert amina.page.locator(".month td.has .day").inner_text() == str(starts.day)
    month = amina.page.inner_text(".month caption")
    amina.follow("Month after")
    assert amina.page.inner_text(".month caption") != month
    assert amina.page.locator(".month td a").count() in (0, 1)  # the week that two months share
    amina.follow("Budi Hartono said yes").follow("Take out")
    assert "No session is planned." in amina.text


def test_a_no_reaches_the_seeker_and_the_next_one_is_invited(visit):
    amina, budi = _invite(visit(AMINA), "Budi Hartono"), visit(BUDI).open("/learning")
    budi.page.get_by_text("Say no").click()
    budi.page.fill("[name=reason]", "I am in the field until March")
    budi.follow("Send my no")
    assert "You said no." in budi.text
    amina.page.reload()
    told = amina.look().page.inner_text(".timeline")
    assert "said no" in told
    assert "I am in the field until March" in told
    assert "waiting for an answer" in told  # the next one
    amina.follow("Take the request back")
    assert "Your request is taken back." in amina.text
    assert "You took it back." in amina.open("/learning").text


def test_a_yes_that_comes_too_late_is_explained(visit):
    amina, budi = _invite(visit(AMINA), "Budi Hartono"), visit(BUDI).open("/learning")
    amina.follow("Take this invitation back")
    budi.follow("Say yes")
    assert "something has happened meanwhile" in budi.page.locator(".wrong").inner_text()


def test_forms_explain_what_is_wrong_and_keep_what_was_typed(pair):
    amina, _ = pair
    past = f"{datetime.now(UTC) - timedelta(days=3):%Y-%m-%dT10:00}"
    amina.page.fill("#other_time", past)
    amina.page.fill("#agenda", "What failed")
    amina.follow("Plan this session")
    assert "This time is over." in amina.page.inner_text(".wrong")
    assert amina.page.input_value("#agenda") == "What failed"
    assert amina.page.input_value("#other_time") == past
    amina.page.fill("main #text", " ")
    amina.follow("Keep this note")
    assert amina.page.locator("#text-told").count() == 1
    amina.page.get_by_text("Cancel it").click()
    amina.follow("Cancel and tell why")
    assert amina.page.locator("#reason-told").is_visible()
    amina.follow("It is done").page.check("[value=new_knowledge]")
    amina.follow("Send")
    assert amina.page.locator("#outcome-told").count() == 1
    assert amina.page.locator("#would_again-told").count() == 1
    assert amina.page.is_checked("[value=new_knowledge]")


def test_who_cancels_says_why_and_the_other_one_reads_it(pair):
    amina, budi = pair
    amina.page.get_by_text("Cancel it").click()
    amina.page.fill("#reason", "Elections: nobody has time")
    amina.follow("Cancel and tell why")
    budi.page.reload()
    assert "Elections: nobody has time" in budi.look().text
    assert budi.page.get_by_text("Plan a session").count() == 0


def test_a_coordinator_looks_after_a_request_and_names_a_colleague(visit, way):
    problem = "Census enumerators do not reach households that move"
    nelson = visit(NELSON)
    nelson.open("/").page.fill("#text", problem)
    nelson.follow("Find who has been there").press(".peers button.main").follow("Send the invitation")
    liliana = visit(LILIANA, **way).open("/learning").follow("To what waits for coordinators")
    assert "1\nopen, looked after by nobody" in liliana.page.inner_text(".figures")
    assert "1\ninvitations waiting" in liliana.page.inner_text(".figures")
    liliana.follow("Look after it")
    assert "You look after this request now." in liliana.text
    liliana.page.locator("#peer_id").select_option(index=1)  # does not show that she offers one hour only
    liliana.follow("Name this person")
    assert "There are not enough hours left this month for this." in liliana.page.inner_text(".wrong")
    assert liliana.page.locator("#peer_id").input_value()
    liliana.page.locator("#peer_id").select_option(index=2)
    liliana.follow("Name this person")
    assert "The two can begin. Both are told." in liliana.text
    liliana.open("/learning/coordination")
    assert "0\nopen, looked after by nobody" in liliana.page.inner_text(".figures")
    assert liliana.page.locator("td svg.bar").count() == 1
    assert "to a yes" in liliana.text


def test_what_would_help_most_is_for_coordinators_only(visit):
    jiho = visit(JIHO).open("/learning/coordination").follow("What would help most")
    assert "Kenya School of Government" in jiho.text
    assert "open challenges have nobody who helps" in jiho.text
    amina = visit(AMINA)
    assert amina.open("/learning").page.get_by_text("To what waits for coordinators").count() == 0
    assert amina.open("/learning/coordination").page.inner_text("h1") == "Not allowed"
    assert amina.open("/learning/unmet").page.inner_text("h1") == "Not allowed"


def test_what_others_asked_is_not_shown(visit):
    address = _invite(visit(AMINA), "Budi Hartono").page.url.partition("?")[0].partition("/learning")[2]
    nelson = visit(NELSON).open(f"/learning{address}")
    assert nelson.page.inner_text("h1") == "Not found"
    assert PROBLEM not in nelson.text

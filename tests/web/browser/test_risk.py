"""Knowledge at risk in a browser: a manager looks, asks what if, and keeps a plan; a holder contests his entry."""

from __future__ import annotations

from datetime import timedelta

from app.extensions import utc_now

LILIANA, NELSON, AMINA = "liliana@dane.co.example", "nelson@dane.co.example", "amina@devolution.ke.example"
SLOW = 90_000  # milliseconds; the first plan has the matching engine get ready
PURPOSE = "purpose=retention_planning"


def soon(days=120):
    return (utc_now().date() + timedelta(days=days)).isoformat()


def test_a_manager_sees_what_is_at_risk_and_keeps_a_plan(visit, way):
    liliana = visit(LILIANA, **way).open("/risk")
    assert "Why do you want to look?" in liliana.text
    assert "Diseño censal" not in liliana.text  # nothing before the purpose is said
    liliana.page.get_by_label("Planning how know-how is kept").check()
    liliana.follow("Go on")
    heat = liliana.page.get_by_role("region", name="Heat map")
    assert heat.get_by_role("columnheader", name="Dirección de Censos y Demografía").count() == 1
    assert "5 1 post" in " ".join(heat.get_by_role("row", name="Population and housing census").inner_text().split())

    liliana.follow("What if").page.get_by_label("Nelson Ibagón").check()
    liliana.follow("See what is lost")
    assert "Once these people have left: Nelson Ibagón" in liliana.text
    assert (
        "Evaluación por pares con sello"
        in liliana.page.locator("section", has_text="One person left").last.inner_text()
    )
    assert liliana.page.get_by_role("img", name="before and after").count() == 1
    assert liliana.page.get_by_role("row", name="Expert").count() == 1

    liliana.follow("Departures").page.select_option(
        "#person_id", label="Nelson Ibagón (Asesor principal de diseño censal)"
    )
    liliana.page.fill("#leaves_on", soon())
    liliana.follow("Declare it")
    assert "Nelson Ibagón" in liliana.page.get_by_role("row", name="Liliana Buitrago").inner_text()

    liliana.follow("Overview")
    assert "25" in liliana.page.get_by_role("region", name="high priority", exact=True).inner_text()
    liliana.page.set_default_timeout(SLOW)
    liliana.follow("Diseño censal").follow("Open a retention plan")
    assert "0 / 8 done" in " ".join(liliana.text.split())
    liliana.press(".checklist button")
    assert "1 / 8 done" in " ".join(liliana.text.split())
    liliana.follow("Lesson, Population and housing census")
    assert "No lesson is named" in liliana.page.get_by_role("alert").inner_text()  # the rule, where it was asked


def test_a_holder_sees_and_contests_the_entry_and_gets_an_answer(visit, way):
    nelson = visit(NELSON, **way).open("/risk")
    assert "Factor 5 of 5" in nelson.text
    nelson.follow("See or contest this entry")
    nelson.page.fill("#text", "There are three notebooks, and Paola has read them.")
    nelson.follow("Contest this entry")
    assert "waits for an answer" in nelson.text
    assert nelson.page.locator("#text").count() == 0  # once at a time

    liliana = visit(LILIANA, **way).open(f"/risk?{PURPOSE}").follow("Diseño censal")
    assert "There are three notebooks" in liliana.text
    liliana.page.fill("#text", "Then it is a four: I rate it anew.")
    liliana.follow("Answer")
    assert "Then it is a four" in liliana.text


def test_who_holds_no_post_is_told_so_and_sees_nothing_of_others(visit):
    amina = visit(AMINA).open("/risk")
    assert "Your institution does not look at knowledge at risk" in amina.text
    amina.open("/risk/what-if")
    assert "Only managers of an institution ask this" in amina.text

    nelson = visit(NELSON).open(f"/risk/plans?{PURPOSE}")
    assert "No plan is open" in nelson.text
    assert nelson.page.get_by_role("link", name="What if").count() == 0


def test_a_purpose_that_there_is_not_is_asked_again(visit):
    liliana = visit(LILIANA).open("/risk?purpose=curiosity")
    assert "Why do you want to look?" in liliana.text
    assert liliana.page.get_by_role("alert").count() == 1


def test_forms_say_what_is_wrong_and_keep_what_was_typed(visit):
    liliana = visit(LILIANA).open(f"/risk/departures?{PURPOSE}")
    liliana.page.fill("#leaves_on", "2020-01-31")
    liliana.page.select_option("#kind", "transfer")
    liliana.follow("Declare it")
    assert "Declare a day to come" in liliana.page.locator("#leaves_on-told").inner_text()
    assert (liliana.page.input_value("#leaves_on"), liliana.page.input_value("#kind")) == ("2020-01-31", "transfer")

    liliana.open(f"/risk/what-if?{PURPOSE}").follow("See what is lost")
    assert liliana.page.get_by_role("alert").count() == 1

    liliana.open("/risk/settings").page.fill("#agreement", "")
    liliana.page.fill("#min_cell", "2")
    liliana.follow("Save the settings")
    assert liliana.page.input_value("#min_cell") == "2"
    assert liliana.page.locator("#min_cell[aria-invalid]").count() == 1


def test_what_can_not_be_done_yet_is_told_where_it_was_asked(visit):
    liliana = visit(LILIANA).open(f"/risk/posts/new?{PURPOSE}")
    liliana.page.fill("#title", "Cartography")
    liliana.follow("Save").follow("Open a retention plan")
    assert "Nobody has rated this post" in liliana.page.get_by_role("alert").inner_text()
    liliana.page.get_by_label("procedures are current").check()
    liliana.page.fill("#evidence", "Every step is in the handbook.")
    liliana.follow("Save the rating")
    assert "procedures are current" in liliana.page.locator(".facts").first.inner_text()


def test_switched_off_it_says_what_it_needs_and_nothing_else(visit):
    liliana = visit(LILIANA).open("/risk/settings")
    liliana.page.get_by_label("Look at knowledge at risk").uncheck()
    liliana.follow("Save the settings").open(f"/risk?{PURPOSE}")
    assert "Knowledge at risk is switched off here" in liliana.text
    assert "Agreement with the staff's representation" in liliana.text
    assert "Nelson" not in liliana.text


def test_a_post_is_named_and_rated_with_the_keyboard_only(visit):
    liliana = visit(LILIANA).open(f"/risk/posts/new?{PURPOSE}")
    tab_to(liliana, "title").keyboard.type("Sampling frames")
    tab_to(liliana, "unit").keyboard.type("Cartography")
    page = tab_to(liliana, "topic_ids")
    page.keyboard.press("Space")
    press_enter(liliana, "Save")
    assert "Nobody is named to take over" in liliana.text
    page = tab_to(liliana, "factor")
    page.keyboard.press("ArrowUp")  # the last of the five: skills that many have
    tab_to(liliana, "evidence").keyboard.type("It is all written down.")
    press_enter(liliana, "Save the rating")
    assert "It is all written down." in liliana.text


def tab_to(visitor, name, most=80):
    """The page once the field of that name has the focus, by the Tab key alone."""
    for _ in range(most):
        visitor.page.keyboard.press("Tab")
        if visitor.page.evaluate("document.activeElement.name") == name:
            return visitor.page
    raise AssertionError(f"the Tab key does not reach {name}")


def press_enter(visitor, name, most=250):
    """Press a button by Tab and Enter, and look at where it leads."""
    for _ in range(most):
        visitor.page.keyboard.press("Tab")
        if visitor.page.evaluate("document.activeElement.innerText") == name:
            with visitor.page.expect_navigation():
                visitor.page.keyboard.press("Enter")
            return visitor.look()
    raise AssertionError(f"the Tab key does not reach {name}")

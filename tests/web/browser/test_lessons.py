"""Lessons in a browser: written with questions that guide, read by whom it is for, checked, taken up elsewhere."""

from __future__ import annotations

from tests.web.browser.keys import press_enter, tab_to

AMINA, NELSON = "amina@devolution.ke.example", "nelson@dane.co.example"
TITLE = "Call the chief before the radio <script>alert(1)</script>"


def _write(amina):
    amina.open("/lessons").follow("Write a lesson")
    amina.page.fill("#title", "   ")
    amina.page.fill("#actions", "Called every chief first.")
    amina.page.select_option("#topic-0", label="Drought management")
    amina.follow("Save")
    assert amina.page.locator("#title-told").is_visible()
    assert amina.page.input_value("#actions") == "Called every chief first."
    assert amina.page.locator("#topic-0 option:checked").inner_text() == "Drought management"
    amina.page.fill("#title", TITLE)
    return amina


def test_a_lesson_is_written_read_and_taken_up_elsewhere(visit, way):
    amina = _write(visit(AMINA, **way))
    amina.page.select_option("#visibility", "network")
    amina.follow("Save")
    assert amina.page.inner_text("h1") == TITLE
    assert "What was done?" in amina.text
    assert "Nobody has said so yet." in amina.text

    nelson = visit(NELSON, **way).open("/lessons?q=chief").follow(TITLE)
    assert "Called every chief first." in nelson.text
    assert "Edit the answers" not in nelson.text
    nelson.follow("Say what your institution did with it")
    nelson.page.check("[value=adapted]")
    nelson.page.fill("#why", "  ")
    nelson.page.fill("#result", "Half the calls.")
    nelson.follow("Save")
    assert nelson.page.locator("#why-told").is_visible()
    assert nelson.page.is_checked("[value=adapted]")
    assert nelson.page.input_value("#result") == "Half the calls."
    nelson.page.fill("#why", "We have mayors, not chiefs.")
    nelson.follow("Save")
    taken_up = nelson.page.inner_text("section:has(#taken-up)")
    assert "taken up with changes" in taken_up
    assert "We have mayors, not chiefs." in taken_up


def test_a_lesson_that_is_private_is_nowhere_for_others(visit):
    amina = _write(visit(AMINA, has_script=False)).follow("Save")
    path = amina.page.url.removeprefix(amina.site).split("?")[0]
    assert "only its author" in amina.text
    nelson = visit(NELSON, has_script=False).open("/lessons?q=chief")
    assert "before the radio" not in nelson.page.locator("#found").inner_html()
    assert "nothing here that you may see" in nelson.open(path).page.inner_text(".wrong")


def test_a_lesson_goes_further_only_when_another_checked_it(visit):
    amina = _write(visit(AMINA, has_script=False)).follow("Save")
    amina.follow("Take it a step further")
    amina.page.select_option("#step", "validated")
    amina.follow("Save")
    assert "who validated it, and when" in amina.page.inner_text("#validated_by_id-told")
    assert amina.page.input_value("#step") == "validated"
    assert "Amina Wekesa" not in amina.page.inner_text("#validated_by_id")
    amina.page.select_option("#validated_by_id", index=1)
    amina.page.fill("#validated_on", "2026-01-15")
    amina.follow("Save")
    assert amina.page.inner_text(".steps [aria-current]") == "checked by another"
    assert "(Jan 15, 2026)" in amina.text

    amina.follow("Edit the answers")
    amina.page.fill("#recommendations", "Call first, print later.")
    amina.follow("Save")
    assert "Call first, print later." in amina.text
    amina.page.locator("summary", has_text="Remove this lesson").click()
    amina.follow("Remove it")
    assert "Removed." in amina.page.inner_text(".done")


def test_anothers_lesson_is_not_edited(visit):
    nelson = visit(NELSON, has_script=False).open("/lessons?country=KE")
    nelson.page.locator("#found .card a").first.click()
    nelson.open(nelson.page.url.removeprefix(nelson.site) + "/edit")
    title = nelson.page.input_value("#title")
    nelson.page.fill("#title", "Mine now")
    nelson.follow("Save")
    assert "do not reach this" in nelson.page.inner_text(".wrong")
    nelson.open(f"/lessons?q={title[:40]}")
    assert title in nelson.text


def test_a_lesson_is_found_and_read_by_keys_alone(visit):
    amina = visit(AMINA).open("/lessons")
    tab_to(amina, "q")
    amina.page.keyboard.type("censo electr")
    amina.page.wait_for_url("**electr*")  # the list followed what was typed
    title = amina.look().page.locator("#found .card a", has_text="Censo electrónico").first.inner_text()
    tab_to(amina, title)
    press_enter(amina)
    assert amina.page.inner_text("h1") == title

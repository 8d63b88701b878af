"""Two people alter the same thing in two browsers: nobody's change is lost, and overwriting is an act of its own."""

from __future__ import annotations

import pytest

NELSON, LILIANA = "nelson@dane.co.example", "liliana@dane.co.example"


@pytest.fixture
def both(visit):
    """A lesson of Nelson's that his coordinator may edit, too: both have the form open."""

    def open_form(**way):
        nelson, liliana = visit(NELSON, **way), visit(LILIANA)
        nelson.open("/lessons/new").page.fill("#title", "Count twice")
        nelson.page.select_option("#visibility", "network")
        nelson.follow("Save")
        address = nelson.page.url.partition("?")[0].partition("/lessons")[2]
        for each in (nelson, liliana):
            each.open(f"/lessons{address}").follow("Edit the answers")
        return nelson, liliana

    return open_form


def _save(visitor, title):
    visitor.page.fill("#title", title)
    return visitor.press("form button.main")


def test_who_was_too_late_looks_and_then_overwrites_on_purpose(both, way):
    nelson, liliana = both(**way)
    assert "Saved." in _save(liliana, "Count thrice").text
    _save(nelson, "Count four times")
    assert "Nothing of yours is lost" in nelson.page.inner_text(".wrong")
    assert nelson.page.input_value("#title") == "Count four times"
    with nelson.page.context.expect_page() as opening:
        nelson.page.get_by_role("link", name="See what it is now").click()
    assert opening.value.input_value("#title") == "Count thrice"
    opening.value.close()
    nelson.press("form button.main")  # the form's own button stays too late
    assert nelson.page.locator(".wrong").count() == 1
    _save(liliana.follow("Edit the answers"), "Count five times")
    nelson.follow("Save mine over it")  # what he looked at has changed since
    assert nelson.page.locator(".wrong").count() == 1
    assert nelson.page.input_value("#title") == "Count four times"
    nelson.follow("Save mine over it")
    assert "Saved." in nelson.text
    assert nelson.page.inner_text("h1") == "Count four times"


def test_what_is_removed_too_late_comes_back_to_its_own_page(both):
    nelson, liliana = both()
    nelson.follow("Back without saving")
    _save(liliana, "Count thrice")
    nelson.page.get_by_text("Remove this lesson").click()
    nelson.follow("Remove it")
    assert nelson.page.inner_text("h1") == "Count thrice"
    assert nelson.page.locator(".wrong").count() == 1
    nelson.follow("Do it all the same")
    assert "Removed." in nelson.text


def test_mine_over_it_is_refused_where_it_is_not_right(both):
    nelson, liliana = both()
    nelson.follow("Back without saving").follow("Take it a step further")
    _save(liliana, "Count thrice")
    nelson.page.select_option("#step", "validated")
    nelson.press("form button.main").follow("Save mine over it")
    assert "Save mine over it" not in nelson.text
    assert nelson.page.locator(".told").count() > 0  # nobody is said to have checked it
    assert nelson.page.input_value("#step") == "validated"
    nelson.page.select_option("#step", "captured")
    nelson.press("form button.main")  # what is below is his, over what he was told of
    assert nelson.page.inner_text("h1") == "Count thrice"
    assert "written down" in nelson.page.inner_text(".steps [aria-current]")

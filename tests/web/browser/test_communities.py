"""Communities in a browser: founded, joined with one's own say, met, looked after, and left."""

from __future__ import annotations

from tests.web.browser.keys import press_enter, tab_to

AMINA, NELSON, LILIANA = "amina@devolution.ke.example", "nelson@dane.co.example", "liliana@dane.co.example"
WANJIKU = "wanjiku@cog.ke.example"
NAME = "Counting nomads <script>alert(1)</script>"


def _found(nelson, name=NAME):
    nelson.open("/directory").follow("Communities").follow("Found a community")
    nelson.page.fill("#name", name)
    nelson.page.fill("#domain", "Who counts people on the move?")
    nelson.page.select_option("#stage", "coalescing")
    nelson.page.select_option("#topic_ids-0", label="Population and housing census")
    nelson.page.select_option("#languages-0", label="Spanish")
    return nelson


def _plan(nelson, title):
    nelson.follow("Plan a gathering")
    nelson.page.fill("#title", title)
    nelson.page.fill("#starts_at", "2099-03-02T09:00")
    nelson.page.select_option("#time_zone", "America/Bogota")
    return nelson


def test_a_community_is_founded_joined_met_and_left(visit, way):
    nelson = _found(visit(NELSON, **way))
    nelson.page.fill("#name", "   ")
    nelson.follow("Found it")
    assert nelson.page.locator("#name-told").is_visible()
    assert nelson.page.input_value("#domain") == "Who counts people on the move?"
    assert nelson.page.locator("#languages-0 option:checked").inner_text() == "Spanish"
    nelson.page.fill("#name", NAME)
    nelson.follow("Found it")
    assert nelson.page.inner_text("h1") == NAME
    assert "Coalescing" in nelson.page.inner_text(".steps [aria-current]")
    assert "Nelson Ibagón" in nelson.page.inner_text("section:has(#members)")
    assert "plan the next one" in nelson.page.inner_text("section:has(#gatherings)")
    assert nelson.page.locator("section:has(#lessons) .card").count() > 0
    path = nelson.page.url.removeprefix(nelson.site).split("?")[0]

    amina = visit(AMINA, **way).open("/directory/communities?q=nomads").follow(NAME)
    assert "Edit" not in amina.page.inner_text("main")
    amina.follow("Join this community")
    assert amina.page.locator("#visibility-told").is_visible()
    amina.page.select_option("#visibility", "network")
    amina.follow("Join this community")
    assert "You are in this community now." in amina.page.inner_text(".done")
    assert "Amina Wekesa" in amina.page.inner_text("section:has(#members)")

    nelson.open(path)
    nelson.page.select_option("#person_id", label="Amina Wekesa (listener)")
    nelson.page.select_option("#role", "core")
    nelson.follow("Give this role")
    assert "Core members" in nelson.page.inner_text("section:has(#members)")
    _plan(nelson, "First talk")
    nelson.page.fill("#minutes", "0")
    nelson.follow("Plan it")
    assert nelson.page.locator("#minutes-told").is_visible()
    assert nelson.page.input_value("#starts_at") == "2099-03-02T09:00"
    nelson.page.fill("#minutes", "90")
    nelson.follow("Plan it")
    nelson.follow("Leave this community")
    assert "last coordinator" in nelson.page.inner_text(".wrong")

    gathering = amina.open(path).page.inner_text("section:has(#gatherings)")
    assert "17:00" in gathering  # by her own clock, in Nairobi
    assert "there: Mon 09:00 (Bogota)" in gathering
    amina.follow("Leave this community")
    assert "You have left this community." in amina.page.inner_text(".done")
    assert "Amina Wekesa" not in amina.open(path).page.inner_text("section:has(#members)")


def test_a_gathering_is_moved_called_off_and_taken_into_a_calendar(visit):
    nelson = _found(visit(NELSON, has_script=False), "Counters").follow("Found it")
    _plan(nelson, "First talk").follow("Plan it")
    with nelson.page.expect_download() as got:
        nelson.page.get_by_role("link", name="Put it into my calendar").click()
    assert b"SUMMARY:First talk (Counters)" in got.value.path().read_bytes()
    nelson.follow("Alter or call off")
    nelson.page.fill("#link", "javascript:alert(1)")
    nelson.page.fill("#notes", "Bring the forms.")
    nelson.follow("Save")
    assert nelson.page.locator("#link-told").is_visible()
    assert nelson.page.input_value("#notes") == "Bring the forms."
    nelson.page.fill("#link", "https://meet.example/1")
    nelson.follow("Save")
    assert nelson.page.get_by_role("link", name="Join on line").get_attribute("href") == "https://meet.example/1"
    nelson.follow("Alter or call off").follow("Call it off")
    assert "called off" in nelson.page.inner_text("section:has(#gatherings)")
    assert nelson.page.get_by_role("link", name="Join on line").count() == 0
    nelson.follow("Alter or call off").follow("It takes place")
    assert "called off" not in nelson.page.inner_text("section:has(#gatherings)")


def test_a_community_is_edited_and_removed_after_being_asked(visit):
    nelson = _found(visit(NELSON, has_script=False), "Counters").follow("Found it").follow("Edit")
    stale = visit(NELSON, has_script=False).open(nelson.page.url.removeprefix(nelson.site))
    nelson.page.select_option("#stage", "maturing")
    nelson.page.select_option("#visibility", "institution")
    nelson.follow("Save")
    assert "Maturing" in nelson.page.inner_text(".steps [aria-current]")
    assert "its own institution" in nelson.text
    stale.page.fill("#practice", "We talk.")
    stale.follow("Save")
    assert "has changed" in stale.page.inner_text(".wrong")
    assert stale.page.input_value("#practice") == "We talk."
    path = nelson.page.url.removeprefix(nelson.site).split("?")[0]
    assert "nothing here that you may see" in visit(AMINA).open(path).page.inner_text(".wrong")
    nelson.follow("Remove the community")
    assert "cannot be undone" in nelson.text
    nelson.follow("Remove it for good")
    assert "Removed." in nelson.page.inner_text(".done")
    assert "Counters" not in nelson.page.inner_text("#found")


def test_pages_of_a_person_and_a_topic_lead_to_their_communities(visit):
    amina = visit(AMINA, has_script=False).open("/directory?q=Liliana").follow("Liliana Buitrago")
    assert "Census takers" in amina.page.inner_text("section:has(#communities)")
    amina.follow("Census takers").follow("Population and housing census")
    assert "Census takers" in amina.page.inner_text("section:has(#communities)")
    assert "Ciudades que aprenden" not in amina.open("/directory/communities").text
    assert "Ciudades que aprenden" in visit(LILIANA, has_script=False).open("/directory/communities").text


def test_who_may_not_alter_it_is_refused(visit):
    amina = visit(AMINA, has_script=False).open("/directory/communities?q=census").follow("Census takers")
    amina.open(amina.page.url.removeprefix(amina.site) + "/edit").follow("Save")
    assert "Not allowed" in amina.page.inner_text("h1")


def test_a_community_is_found_and_joined_by_keys_alone(visit):
    amina = visit(AMINA).open("/directory/communities")
    tab_to(amina, "Census takers")
    press_enter(amina)
    tab_to(amina, "visibility")
    amina.page.keyboard.press("ArrowDown")
    tab_to(amina, "Join this community")
    press_enter(amina)
    assert "You are in it" in amina.text

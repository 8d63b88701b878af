"""Home in a browser: a problem typed, peers found with why, and the way on from there."""

from __future__ import annotations

AMINA = "amina@devolution.ke.example"
PROBLEM = "Warnings of drought reach farmers too late"


def test_who_has_a_problem_finds_peers_and_sees_why(visit, way):
    amina = visit(AMINA, **way).open("/")
    amina.page.fill("#text", PROBLEM)
    amina.follow("Find who has been there")
    assert amina.page.locator(".card").count() > 0
    assert "Why" in amina.page.locator(".card").first.inner_text()

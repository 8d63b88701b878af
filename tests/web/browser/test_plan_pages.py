"""A plan of a round in a browser: all of its exchanges page by page, and compared with any plan before it."""

from __future__ import annotations

import pytest

from app.web.parts import plans
from tests.features.demo.entering import entries
from tests.web.browser.planned_round import JIHO, as_jiho, planned_round

WHO = ("co-dane", "ke-cog", "ke-ksg", "in-sbm", "kr-kdi", "ug-maaif", "et-moa")


@pytest.fixture
def planned(world, monkeypatch):
    """The address of a round with three plans, of which a page shows two exchanges."""
    monkeypatch.setattr(plans, "SHOWN", 2)
    api = as_jiho(world)
    path, plan = planned_round(api, [made for ref, made in entries(world).items() if ref in WHO])
    for _ in range(2):
        assert api.post(f"{path}/plan").status_code == 201
    return path, len(plan["placements"])


def test_all_exchanges_of_the_table_are_reached_page_by_page(visit, planned, way):
    path, number = planned
    jiho = visit(JIHO, **way).open(f"{path}/plans/3?against=1")
    assert number > 4
    told, pages = set(), 0
    while True:
        rows = jiho.page.locator("table.plan tbody tr")
        first = 2 * pages + 1
        assert f"{first}–{first + rows.count() - 1} of {number}" in jiho.page.inner_text(
            "nav[aria-label='Pages of the table']"
        )
        told |= set(rows.all_inner_texts())
        pages += 1
        if jiho.page.locator("a[rel=next]").count() == 0:
            break
        jiho.press("nav[aria-label='Pages of the table'] a[rel=next]")
    assert (len(told), pages) == (number, -(-number // 2))
    assert jiho.page.input_value("#against") == "1"  # goes along
    jiho.press("a[rel=prev]")
    assert jiho.page.locator("a[rel=next]").count() == 2  # of the table, and of the board


def test_a_plan_is_compared_with_any_that_was_made_before(visit, planned, way):
    path, _ = planned
    jiho = visit(JIHO, **way).open(f"{path}/plans/3")
    assert jiho.page.inner_text("#changed") == "What changed since plan 2"
    assert [each[:7] for each in jiho.page.locator("#against option").all_inner_texts()] == ["Plan 2,", "Plan 1,"]
    jiho.page.select_option("#against", "1")
    jiho.follow("Compare")
    assert jiho.page.inner_text("#changed") == "What changed since plan 1"


def test_a_page_that_is_not_there_is_the_last_one(visit, planned):
    path, number = planned
    jiho = visit(JIHO).open(f"{path}/plans/3?page=99")
    assert f"of {number}" in jiho.text
    assert jiho.page.locator("a[rel=next]").count() == 0

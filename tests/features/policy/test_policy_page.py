"""docs/policy.md says what the table says today."""

import re
from pathlib import Path

from app.policy_page import policy_page
from app.policy_table import POLICY, Scope

PAGE = Path(__file__).parents[3] / "docs" / "policy.md"


def lines(page):
    return [line for line in page.splitlines() if line.startswith("| ") and "`" in line]


def test_the_page_is_current(application):
    assert policy_page(application) == PAGE.read_text(encoding="utf-8"), "The policy changed. Run: make policy"


def test_it_has_a_line_for_every_method_of_every_endpoint(application):
    rules = [rule for rule in application.url_map.iter_rules() if rule.endpoint in POLICY]
    assert len(lines(policy_page(application))) == sum(len(rule.methods - {"HEAD", "OPTIONS"}) for rule in rules)


def test_every_line_says_what_it_is_about_and_who_may(application):
    for line in lines(policy_page(application)):
        what, request, who, _ = (each.strip() for each in line.strip("|").split("|"))
        assert what
        assert re.fullmatch(r"`[A-Z]+ /\S*`", request)
        assert who


def test_a_row_that_changes_changes_the_page(application, monkeypatch):
    before = policy_page(application)
    monkeypatch.setitem(POLICY, "topics.delete_topic", {"manager": Scope.INSTITUTION})
    differing = set(lines(policy_page(application))) - set(lines(before))
    assert [line for line in differing if "manager: own institution" in line and "DELETE" in line] == list(differing)
    assert len(differing) == 1

"""Why an answer is empty, and what is never said."""

from typing import Any

import pytest

from matching.index import EvidenceIndex
from matching.rank import rank_people
from matching.types import Answer, Ring


def reasons(answer: Answer) -> list[str]:
    return [blocked.reason for blocked in answer.blocked_by]


@pytest.fixture(scope="session")
def ask(make: Any) -> Any:
    """Ask where ann (domestic, speaks French) has evidence on media."""

    def run(text: str = "village radio", audience: str = "network", **query: Any) -> Answer:
        item = make.item("a", "village radio", "ann", audience=audience, topics=("media",))
        ann = make.candidate("ann", institution="inst-b", spoken=(("fr", "C1"),))
        return rank_people(EvidenceIndex.build([item]), {"ann": ann}, make.viewer(), make.query(text, **query))

    return run


def test_an_answer_with_suggestions_is_not_blocked(ask: Any) -> None:
    assert reasons(ask()) == []


@pytest.mark.parametrize("text", ["", "zebra", "\x00", "😀", "the and of", "水管理"])
def test_a_text_without_a_known_word_is_told_so(ask: Any, text: str) -> None:
    assert reasons(ask(text)) == ["no_known_word"]


def test_a_word_known_only_from_hidden_items_is_as_unknown_as_any(ask: Any) -> None:
    assert ask(audience="institution:other") == ask("zebra", audience="institution:other")


def test_a_ring_too_narrow_is_told(ask: Any) -> None:
    assert reasons(ask(ring=Ring.INTERNAL)) == ["ring_too_narrow"]


def test_a_languages_filter_that_leaves_nobody_is_told(ask: Any) -> None:
    assert reasons(ask(languages=("sw",))) == ["languages_filter"]


def test_a_topics_filter_that_leaves_nobody_is_told(ask: Any) -> None:
    assert reasons(ask(topics=frozenset({"tax"}))) == ["topics_filter"]


def test_two_filters_that_leave_nobody_only_together_are_both_told(ask: Any) -> None:
    assert reasons(ask(topics=frozenset({"tax"}), languages=("sw",))) == ["languages_filter", "topics_filter"]


def test_someone_known_who_cannot_be_proposed_gives_no_reason_away(make: Any) -> None:
    index = EvidenceIndex.build([make.item("a", "village radio", "ann")])
    closed = {"ann": make.candidate("ann", is_open=False)}
    not_opened = {"ann": make.candidate("ann", institution="inst-b", ring_open=Ring.INTERNAL)}
    for candidates in (closed, not_opened, {}):
        answer = rank_people(index, candidates, make.viewer(), make.query())
        assert reasons(answer) == ["nothing_visible_fits"]
        assert answer.widening[-1].candidates == 0


def test_every_reason_says_what_to_do(ask: Any) -> None:
    for answer in (ask("zebra"), ask(ring=Ring.INTERNAL), ask(languages=("sw",)), ask(topics=frozenset({"tax"}))):
        assert all(len(blocked.detail.split(". ")) == 2 for blocked in answer.blocked_by)

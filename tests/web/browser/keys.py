"""Somebody who has no mouse: keys only."""

from __future__ import annotations

from tests.web.browser.visitor import Visitor

FOCUSED = "[document.activeElement.id, (document.activeElement.innerText || '').trim()]"


def tab_to(visitor: Visitor, name: str, most: int = 120) -> None:
    """Press Tab until what has the focus has that text or id."""
    for _ in range(most):
        visitor.page.keyboard.press("Tab")
        if name in visitor.page.evaluate(FOCUSED):
            return
    raise AssertionError(f"No key leads to {name}.")


def press_enter(visitor: Visitor) -> Visitor:
    """Follow what has the focus, and look at where it leads."""
    with visitor.page.expect_event("load"):  # a list that follows what is typed changes the address without one
        visitor.page.keyboard.press("Enter")
    return visitor.look()

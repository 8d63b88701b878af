"""Commands for whoever watches over Sankofa: the audit log."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Any

import click

from app.audit.verifying import Verified, verify
from app.database import reading_only
from app.terminal import as_json, show, show_json, with_app

_SHOWN = 20


class Anchor(click.ParamType):
    """NUMBER:HASH, as an earlier check printed it."""

    name = "NUMBER:HASH"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, str]:
        """The number and the seal."""
        number, _, seal = str(value).partition(":")
        if not number.isdecimal() or len(seal) != 64:
            self.fail(f"{value!r} is not NUMBER:HASH as `sankofa audit verify` prints it", param, ctx)
        return int(number), seal.lower()


@click.group("audit")
def audit() -> None:
    """Look at the audit log."""


@audit.command("verify")
@click.option("--anchor", "anchors", type=Anchor(), multiple=True, help="A head that was noted elsewhere.")
@as_json
@with_app
def verify_command(anchors: tuple[tuple[int, str], ...], is_json: bool) -> None:
    """Check that no event was edited, removed, reordered, put in or cut off; print the head, to be noted elsewhere."""
    with reading_only():
        found = verify(dict(anchors))
    if is_json:
        show_json({"events": found.count, "head": _head(found), "findings": [asdict(each) for each in found.findings]})
    else:
        show(_lines(found))
    sys.exit(1 if found.findings else 0)


def _head(found: Verified) -> str:
    return "{}:{}".format(*found.head)


def _lines(found: Verified) -> list[str]:
    if not found.findings:
        noted = f"Note this head elsewhere: {_head(found)}"
        return [f"{found.count} events, each as it was written and in its place.", noted]
    lines = [f"Event {each.number} {each.what}." for each in found.findings[:_SHOWN]]
    more = len(found.findings) - _SHOWN
    return [*lines, *([f"... and {more} more."] if more > 0 else []), "The audit log is not whole."]

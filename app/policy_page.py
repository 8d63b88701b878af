"""The policy as a page for people: docs/policy.md is written from the table that is enforced, and from nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flask import Flask

from app.policy_table import POLICY, Rule, Scope
from app.purposes import AUDITED_READS, PURPOSED_READS, PURPOSES
from app.vocabulary import ROLES

_HEAD = """# Who may do what

This page is written from the table that the server enforces (`app/policy_table.py`; `make policy` writes it anew, and
a test fails where it is not current). What is not in it is refused to everybody, administrators included. Every cell
is tried by `tests/features/policy/test_matrix.py`: each operation, as each role, on things of one's own, of one's own
institution, of another one, of the network, and on what does not exist.

**Roles.** A *member* works at an institution of the network. A *coordinator* looks after an institution, a *manager*
leads it; both are appointed at an institution. A *network coordinator* and an *administrator* are appointed in the
whole network. Whoever has several roles may do what one of them allows.

**How far a role reaches.** *Own*: things of that person. *Own institution*: things of the institution where the role
was granted. *Everything*: things of every institution.

**This is about doing, not about seeing.** What somebody sees of a person or a text is for its owner to choose, and no
role opens it: an administrator sees what any colleague sees. What one may not see is answered as if it did not exist.
Narrower rules stand in the summaries and hold besides, such as that only the person says what is personal.

**Pages** have no rows: what they show and do they ask of these operations, as whoever looks at them
([ADR 25](adr/0025-pages-ask-operations.md)).

**Audit.** *Each* means that each time makes an event in the audit log ([audit.md](audit.md)); *of others*,
that each look at somebody else's does, with the purpose that was said.
"""
_REACH = {Scope.SELF: "own", Scope.INSTITUTION: "own institution", Scope.NETWORK: "everything"}
_HEADS = ("what", "request", "who, and how far", "audit")


@dataclass(frozen=True, slots=True)
class Operation:
    """A row of the table: what it is in a sentence, its request, who may ask for it, and when the audit log says so."""

    summary: str
    method: str
    path: str
    rule: Rule
    audited: str


def policy_table(app: Flask) -> dict[str, list[Operation]]:
    """The whole table by its parts, in the order in which it is written."""
    groups: dict[str, list[Operation]] = {}
    for endpoint, rule in POLICY.items():
        name = endpoint.partition(".")[0]
        title = name.replace("_", " ").capitalize() if name in PURPOSES or name == "peer_search" else "Pages and health"
        groups.setdefault(title, []).extend(_operations(app, endpoint, rule))
    return groups


def policy_page(app: Flask) -> str:
    """The page, in Markdown."""
    return "\n".join([_HEAD, *_sections(app)]) + "\n"


def _sections(app: Flask) -> Iterator[str]:
    for title, operations in policy_table(app).items():
        yield f"## {title}\n"
        yield from (_row(_HEADS), _row(["---"] * len(_HEADS)))
        yield from (
            _row((each.summary, f"`{each.method} {each.path}`", _who(each.rule), each.audited)) for each in operations
        )
        yield ""


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _operations(app: Flask, endpoint: str, rule: Rule) -> Iterator[Operation]:
    for route in app.url_map.iter_rules(endpoint):
        for method in sorted((route.methods or set()) - {"HEAD", "OPTIONS"}):
            path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route.rule)
            is_audited = endpoint in AUDITED_READS or (method != "GET" and endpoint not in app.extensions["read_only"])
            when = "of others" if endpoint in PURPOSED_READS else "each" if is_audited else ""
            yield Operation(_summary(app, endpoint), method, path, rule, when)


def _summary(app: Flask, endpoint: str) -> str:
    text = (app.view_functions[endpoint].__doc__ or "").strip().partition("\n")[0].rstrip(".")
    return "A file of the pages" if endpoint == "static" else text


def _who(rule: Rule) -> str:
    if "public" in rule:
        return "everybody, without signing in"
    if rule.keys() == set(ROLES) and set(rule.values()) <= {Scope.NETWORK}:
        return "everybody who is signed in"
    if rule.keys() == set(ROLES) and set(rule.values()) <= {Scope.SELF}:
        return "everybody who is signed in: own"
    return "; ".join(f"{role.replace('_', ' ')}: {_REACH[rule[role]]}" for role in ROLES if role in rule)

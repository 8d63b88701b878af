"""Every 409 names its rule, and docs/rules.md tells of each."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import app
from app.errors import Conflict
from app.exchanges.gates import GATES

HOUSE = Path(app.__file__).parent
KEBAB = re.compile(r"[a-z]+(?:-[a-z]+)*")
ROW = re.compile(r"^\| `([a-z-]+)` \|", re.MULTILINE)


def _below(kind: type[Conflict]) -> Iterator[type[Conflict]]:
    for each in kind.__subclasses__():
        yield each
        yield from _below(each)


def conflicts() -> Iterator[tuple[str, str]]:
    """Where the code refuses by a plain conflict, and which rule it names there; nothing where it names none."""
    for path in sorted(HOUSE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Conflict":
                named = [ast.literal_eval(each.value) for each in node.keywords if each.arg == "rule"]
                yield f"{path.relative_to(HOUSE)}:{node.lineno}", "".join(named)


def test_every_conflict_names_its_rule() -> None:
    found = dict(conflicts())
    assert len(found) > 30
    assert {place for place, rule in found.items() if not KEBAB.fullmatch(rule)} == set()
    own = {kind.__name__: vars(kind).get("type", "") for kind in _below(Conflict) if kind.__module__.startswith("app.")}
    assert own.pop("NotReady") == ""  # it takes the name of the gate
    assert {name for name, rule in own.items() if not KEBAB.fullmatch(rule) or rule == "conflict"} == set()


def test_every_rule_is_documented() -> None:
    kinds = {vars(kind).get("type") for kind in _below(Conflict) if kind.__module__.startswith("app.")}
    rules = {*kinds, *dict(conflicts()).values(), *(each.name for each in GATES), "key-taken-or-gone"} - {None}
    assert set(ROW.findall(Path("docs/rules.md").read_text(encoding="utf-8"))) == rules

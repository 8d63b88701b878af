"""Every sentence by which an operation may refuse is known to the pages, so that it can be said in each language.

The code is read: each text in it that looks like a sentence, but for those that only programs and operators read.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import marshmallow as ma
import pytest
from flask import Flask

import app
from app.errors import FRAMEWORK
from app.policy_page import policy_table
from app.rights.purposes import PURPOSES
from app.web.parts.admin import SHARED
from app.web.refusals import find
from app.web.sentences import SENTENCES
from app.web.sentences_of_operations import GROUPS, OPERATIONS

HOUSE = Path(app.__file__).parent
# Where sentences are not answers of operations that pages ask: the command line, mails, SCIM, documents, the demo, and
# what pages say themselves, which tests/web/test_texts.py reads.
OTHERS = re.compile(
    r"(?:web/(?!parts/|pages|routes|permitted)|imports|demo|outbox/(?!service)|provisioning)|\w+_commands|commands|keeping|upkeep|"
    r"openapi|evaluation|engine|printing|feedback|oversight|database|policy_page|rights/(?:backup|restore|ledger|page)|"
    # Told in answers by their values too, and pages build their own sentences of these.
    r"exchanges/advice|unmet_demand/service|knowledge_risk/(?:guide|proposals)"
)
# Told as values, or told to the command line only: never as they are on a page.
UNSAID = (
    re.compile(
        r"Within the working hours|Up to .* h before|You have not said your time zone|The other one |There is no time"
    ),
    re.compile(r".* round is called .* Give its reference\."),
    re.compile(r"Possible now: .*|It is at its end\.|Nobody in the round has evidence .*|The columns of .*"),
)
SENTENCE = re.compile(r"[A-Z“{].*\s.*[.?:]|[A-Z]\w+\.", re.DOTALL)
HOLE = re.compile(r"\{[^{}]*\}")
# What fills a hole of the code in a trial, by the expression in it; a number elsewhere.
TRIALS = {
    "bound": ("at least", "at most"),
    "what": ("This challenge", "An offer of this title", "days on the agenda"),
    "kind": ("a whole number, such as 1200", "a number, such as 2.5"),
    "self._what": ("country code (ISO 3166-1 alpha-2, such as KE)", "time zone (IANA, such as Africa/Nairobi)"),
    "known": ("The columns of needs are: institution, contact.",),
    "_BROKEN[constraint.limit].format(*names, *[''] * 2)": ("The plan costs more than the budget of the round.",),
}
TRANSLATED = ("_", "gettext", "ngettext")
DOCUMENTED = ("metadata", "description", "help", "summary")


def written(node: ast.AST) -> str | None:
    """A text of the code, its holes with what fills them in braces."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(each.value) if isinstance(each, ast.Constant) else "{" + ast.unparse(each.value) + "}"  # type: ignore[attr-defined]
            for each in node.values
        )
    return None


def texts_in(node: ast.AST) -> Iterator[str]:
    """All texts below a node that are no documents: docstrings, descriptions of fields."""
    if isinstance(node, ast.keyword) and node.arg in DOCUMENTED:
        return
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TRANSLATED:
        return
    if (text := written(node)) is not None:
        yield text
        return
    for each in ast.iter_child_nodes(node):
        yield from texts_in(each)


def sentences(source: str) -> set[str]:
    """The texts of a module that look like sentences."""
    return {text for text in texts_in(ast.parse(source)) if SENTENCE.fullmatch(text)}


def trials(text: str) -> Iterator[str]:
    """The sentence as it may be said, its holes filled."""
    found = {hole: TRIALS.get(hole[1:-1], ("7",)) for hole in HOLE.findall(text)}
    for number in range(max(map(len, found.values()), default=1)):
        yield HOLE.sub(lambda hole, n=number: found[hole[0]][n % len(found[hole[0]])], text)  # type: ignore[misc]


def unknown(source: str) -> list[str]:
    """What pages could say in English only; of trials with several fillings, one must be known."""
    asked = [each for each in sentences(source) if not any(sign.fullmatch(each) or sign.match(each) for sign in UNSAID)]
    return [text for text in asked if all(find(each)[0] is None for each in trials(text))]


MODULES = sorted(path for path in HOUSE.rglob("*.py") if not OTHERS.match(path.relative_to(HOUSE).as_posix()))


def test_every_sentence_of_the_code_is_known_to_the_pages() -> None:
    read = {path: path.read_text(encoding="utf-8") for path in MODULES}
    assert sum(len(sentences(source)) for source in read.values()) > 200
    found = {path.relative_to(HOUSE).as_posix(): unknown(source) for path, source in read.items()}
    assert {name: texts for name, texts in found.items() if texts} == {}, "add them to app/web/sentences.py"


def test_what_fields_and_their_checks_say_is_known() -> None:
    kinds = {type(field) for schema in _below(ma.Schema) for field in schema._declared_fields.values()}
    checks = [
        ma.validate.Length(1, 2),
        ma.validate.Length(min=1),
        ma.validate.Length(max=2),
        ma.validate.Length(equal=3),
    ]
    checks += [
        ma.validate.Range(1, 2),
        ma.validate.Range(min=1),
        ma.validate.Range(max=2),
        ma.validate.Range(0, 2, min_inclusive=False),
    ]
    checks += [ma.validate.OneOf(("a", "b")), ma.validate.Regexp("^b$"), ma.validate.Email()]
    said = {text for kind in kinds for text in _default_messages(kind)} | {_refusing(check) for check in checks}
    assert len(kinds) > 10
    assert {text for text in said if find(text)[0] is None} == set()
    assert {text for _, text in FRAMEWORK.values() if find(text)[0] is None} == set()


def _below(kind: type) -> Iterator[type]:
    for each in kind.__subclasses__():
        yield each
        yield from _below(each)


def _default_messages(kind: type) -> Iterator[str]:
    for each in kind.__mro__:
        for name, text in getattr(each, "default_error_messages", {}).items():
            if name not in ("validator_failed", "format") and (name, kind) != ("invalid_awareness", ma.fields.Date):
                yield str(text).format(obj_type=getattr(kind, "OBJ_TYPE", ""), awareness="aware", input="")
    yield "Invalid value."


def _refusing(check: ma.validate.Validator) -> str:
    for value in ("", "aaaaaaaaaa", 99, -99):
        try:
            check(value)
        except ma.ValidationError as error:
            return str(error.messages[0])
        except TypeError:
            continue
    raise AssertionError(check)


def test_the_uses_of_data_are_told_in_the_language_of_the_page() -> None:
    shown = ("purpose", "data", "legal_basis", "retention")
    assert {getattr(each, name) for each in PURPOSES for name in shown} - set(SENTENCES) == set()


def test_what_operations_are_called_is_known(application: Flask) -> None:
    """It stands in the table of policy and in the audit log."""
    table = policy_table(application)
    assert {each.summary for rows in table.values() for each in rows} - set(OPERATIONS) == set()
    assert table.keys() - {*GROUPS, *SHARED} == set()


def test_no_sentence_is_known_twice() -> None:
    assert len(SENTENCES) == len(set(SENTENCES))


@pytest.mark.parametrize(
    ("said", "holes"),
    [
        (
            "A study tour has at most 5 days on the agenda; here 7 (the house).",
            {
                "instrument": "study tour",
                "limit": "5",
                "limited": "days on the agenda",
                "found": "7",
                "source": "the house",
            },
        ),
        ("7 cells where the header has 5.", {"count": "7", "most": "5"}),
        ("Ann is named in another offer of this round.", {"value": "Ann"}),
    ],
)
def test_what_fills_a_sentence_is_found(said: str, holes: dict[str, str]) -> None:
    assert find(said)[1] == holes


def test_a_new_sentence_is_noticed() -> None:
    source = (
        'raise Conflict("The moon is away: wait for it.", rule="moon")\nraise Invalid(f"{name} is made of cheese.")'
    )
    assert (
        unknown(source) == ["The moon is away: wait for it.", "{name} is made of cheese."] or len(unknown(source)) == 2
    )

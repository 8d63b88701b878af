"""What pages say: every text can be translated and is, into every language, and nothing leans on left or right."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

import app.web
from app.vocabulary import (
    CEFR_LEVELS,
    EXPERTISE_LEVELS,
    GOVERNMENT_LEVELS,
    INSTITUTION_KINDS,
    LESSON_STEPS,
    OUTCOMES,
    RINGS,
    ROLES,
    VISIBILITIES,
    WORKING_DAYS,
)
from app.web.languages import LANGUAGES
from app.web.words import WORDS

WEB = Path(app.web.__file__).parent
FOREIGN = LANGUAGES[1:]
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "lazy_gettext": None, "lazy_ngettext": (1, 2)}
# For programmers, in English; the brief is a paper of its own, in the language it is asked for.
NOT_TRANSLATED = {"docs.html", "docs-group.html", "exchange-brief.html"}
# The name of the house, of formats, and signs.
SAME_EVERYWHERE = re.compile(r"Sankofa|GraphML|JSON-LD|CSV|XLSX|&\w+;|[^\w]|\d|_")
SAID_IN_TAGS = re.compile(r"""\b(?:aria-label|alt|title|placeholder|content)=["']([^"'<>{}]*\w[^"'<>{}]*)""")
# Left and right in a style sheet, and shorthands of four values.
PHYSICAL = re.compile(
    r"[\w-]+-(?:left|right)\b(?:-\w+)?\s*:|(?:text-align|float|clear|justify-\w+|background-position|transform-origin):"
    r"[^;}]*\b(?:left|right)\b|(?<![-\w])(?:left|right)\s*:"
)
FOUR = re.compile(
    r"(margin|padding|border-(?:width|style|color)|inset):\s*" + r" ".join([r"([^\s;}]+)"] * 4) + r"\s*[;}]"
)
HOLE = re.compile(r"%\((?!unsaid)\w+\)[sd]")  # what fills `unsaid` is for programs


def read(language: str) -> Catalog:
    path = WEB / "translations" / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return read_po(file, language)


def _listed(text: str | tuple[str, ...] | list[str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def texts() -> set[str]:
    """Every text that the pages say, in English."""
    found = extract_from_dir(WEB, METHODS, keywords=KEYWORDS, directory_filter=lambda path: "vendor" not in path)
    return {text if isinstance(text, str) else text[0] for _, _, text, _, _ in found}


@pytest.mark.parametrize("language", FOREIGN)
def test_every_text_is_translated(language: str) -> None:
    catalogue = read(language)
    found = {text: catalogue.get(text) for text in texts()}

    assert len(found) > 50
    assert {text for text, message in found.items() if message is None} == set(), "make texts gathers them"
    said = {text: message.string for text, message in found.items() if message is not None}
    assert {text for text, string in said.items() if not all(_listed(string))} == set()
    assert {text for text, message in found.items() if message is not None and message.fuzzy} == set()


@pytest.mark.parametrize("language", FOREIGN)
def test_a_translation_has_the_holes_of_its_text(language: str) -> None:
    pairs = [(_listed(each.id), _listed(each.string)) for each in read(language) if each.id]
    odd = [
        (asked, each)
        for asked, given in pairs
        for each in given
        if each and set(HOLE.findall(each)) not in [set(HOLE.findall(text)) for text in asked]
    ]
    assert pairs
    assert odd == []


@pytest.mark.parametrize("language", FOREIGN)
def test_what_is_compiled_is_what_is_written(language: str) -> None:
    compiled = (WEB / "translations" / language / "LC_MESSAGES" / "messages.mo").read_bytes()
    written = [each for each in read(language) if each.id and isinstance(each.string, str) and each.string]
    assert [each.id for each in written if each.string.encode() not in compiled] == [], "make texts compiles them"


def bare(path: Path) -> Iterator[str]:
    """What a template says outside of its translated texts: between tags, and in what tags say to people."""
    tree = Environment(extensions=["jinja2.ext.i18n"], autoescape=True).parse(path.read_text(encoding="utf-8"))
    # Holes stand for what the template fills in, so that a tag that is filled in is still one tag.
    source = "".join(_pieces(tree))
    yield from SAID_IN_TAGS.findall(re.sub(r"<meta[^>]*>", "", source))
    source = re.sub(r"<(style|code|pre)\b.*?</\1>", "", source, flags=re.S)
    source = re.sub(r"""[\w-]+="[^"]*\"""", "", re.sub(r"<[^>]*>", "\n", source))  # the rest are attributes of macros
    yield from (each.strip() for each in source.splitlines() if SAME_EVERYWHERE.sub("", each))


def _pieces(node: nodes.Node) -> Iterator[str]:
    for each in node.iter_child_nodes():
        if isinstance(each, nodes.TemplateData):
            yield each.data
        elif isinstance(each, nodes.Output | nodes.Stmt):
            yield from _pieces(each)


@pytest.mark.parametrize(
    "name", sorted(path.name for path in (WEB / "templates").rglob("*.html") if path.name not in NOT_TRANSLATED)
)
def test_a_template_says_nothing_that_can_not_be_translated(name: str) -> None:
    assert list(bare(next((WEB / "templates").rglob(name)))) == []


def test_every_code_of_a_closed_list_has_a_word() -> None:
    lists = {
        **{"ring": RINGS, "visibility": VISIBILITIES, "institution_kind": INSTITUTION_KINDS, "outcome": OUTCOMES},
        **{"government_level": GOVERNMENT_LEVELS, "expertise_level": EXPERTISE_LEVELS, "cefr_level": CEFR_LEVELS},
        **{"lesson_step": LESSON_STEPS, "role": ROLES, "day": WORKING_DAYS},
    }
    assert {
        kind: set(codes) - WORDS[kind].keys() for kind, codes in lists.items() if set(codes) - WORDS[kind].keys()
    } == {}


def test_no_code_is_given_words_twice() -> None:
    """What one part calls something must not take the place of what another calls it."""
    given: dict[bool, list[str]] = {True: [], False: []}
    for path in WEB.glob("words*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict):
                is_done = "DONE" in ast.unparse(node.targets[0])
                given[is_done] += [str(ast.literal_eval(key)) for key in node.value.keys if key is not None]
    assert [len(names) for names in given.values()] == [len(set(names)) for names in given.values()]
    assert all(len(names) > 20 for names in given.values())


def test_the_style_sheet_knows_no_left_and_right() -> None:
    """Arabic is read from the right: start and end are what there is."""
    sheet = (WEB / "static" / "style.css").read_text(encoding="utf-8")
    assert PHYSICAL.findall(sheet) == []
    uneven = [each for each in FOUR.findall(sheet) if each[2] != each[4]]  # above, at the right, below, at the left
    assert uneven == []


LEFTS = ("margin-left: 1rem", "border-top-right-radius: 2px", "float:left", "text-align: right", "left : 0")


@pytest.mark.parametrize("rule", LEFTS)
def test_left_and_right_are_noticed(rule: str) -> None:
    assert PHYSICAL.findall(f"p {{ {rule}; }}")
    assert not PHYSICAL.findall(
        "p { margin-inline-start: 1rem; text-align: start; inset-inline: 0; } .right { top: 0; }"
    )
    assert FOUR.findall("p { padding: 0 1rem 0 2rem; }")[0][2:5:2] == ("1rem", "2rem")

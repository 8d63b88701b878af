"""The house style that a machine can see: lengths, names, commits, imports, and that everything is written down."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click
import grimp
import networkx
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.commands import cli
from config import Settings

ROOT = Path(__file__).parents[2]
PACKAGES = ("app", "matching", "graph", "config")
FOLDERS = (*PACKAGES, "migrations", "tests", "bench", "examples")
# A docstring does not count to the length of a function: it may hold a runnable example.
LONGEST_FILE, LONGEST_TEST_FILE, LONGEST_FUNCTION = 300, 400, 30
NAMELESS = {"util", "utils", "helper", "helpers", "common", "manager", "managers", "base", "misc"}
# An audited read, and an answer that is kept by its key, are written when the answer is made; what is kept for long is
# removed by commands.
COMMITTING = ("routes.py", "commands.py", "reads.py", "idempotency.py", "keeping.py")
MOST_BYTES = 150_000
UNDONE = re.compile(r"#.*\b(TO" + r"DO|FIX" + r"ME)\b|\bpytest\.(mark\.)?(skip|skipif|xfail|importorskip)\b")
ELSEWHERE = re.compile(r"""(<(script|link|img|iframe|source|use)\b[^>]*|@import\s+|url\()["'\s=]*(https?:)?//""", re.I)


def python_files(*folders: str) -> Iterator[tuple[Path, ast.Module]]:
    """Every Python file of these folders, read."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path.relative_to(ROOT), ast.parse(path.read_text(encoding="utf-8"))


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method, also those inside others."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def lines_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """How many lines a function has, without its docstring and its decorators."""
    first = function.body[0]
    told = first.end_lineno - first.lineno + 1 if ast.get_docstring(function, clean=False) is not None else 0
    return function.end_lineno - function.lineno + 1 - told


@pytest.fixture(scope="module")
def application(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An application whose database nobody opens."""
    address = f"sqlite:///{tmp_path_factory.mktemp('house')}/none.db"
    return create_app(Settings(env="test", database_url=address))


def test_no_file_is_too_long() -> None:
    lengths = {
        str(path): (ROOT / path).read_text(encoding="utf-8").count("\n")
        for path, _ in python_files(*FOLDERS)
        if path.parts[:2] != ("migrations", "versions")
    }

    allowed = {name: LONGEST_TEST_FILE if name.startswith("tests") else LONGEST_FILE for name in lengths}

    assert {name: length for name, length in lengths.items() if length > allowed[name]} == {}


def test_no_function_is_too_long() -> None:
    found = {
        f"{path}: {function.name}": lines_of(function)
        for path, tree in python_files(*PACKAGES, "bench", "examples")
        for function in functions(tree)
    }

    assert {name: length for name, length in found.items() if length > LONGEST_FUNCTION} == {}


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [str(path) for path, _ in python_files(*FOLDERS) if path.stem in NAMELESS] == []


def test_only_routes_and_commands_commit() -> None:
    committing = [
        f"{path}:{node.lineno}"
        for path, tree in python_files("app")
        if not path.name.endswith(COMMITTING)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "commit"
    ]

    assert committing == []


def test_nothing_is_imported_inside_a_function() -> None:
    hidden = {
        f"{path}:{node.lineno}"
        for path, tree in python_files(*FOLDERS)
        for function in functions(tree)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }

    assert hidden == set()


def test_nothing_is_left_undone() -> None:
    lines = (
        (f"{path}:{number}", line)
        for path, _ in python_files(*FOLDERS)
        for number, line in enumerate((ROOT / path).read_text(encoding="utf-8").splitlines(), 1)
    )

    assert [where for where, line in lines if UNDONE.search(line)] == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    seen = grimp.build_graph(*PACKAGES, cache_dir=None)
    imports = networkx.DiGraph(
        (module, imported) for module in seen.modules for imported in seen.find_modules_directly_imported_by(module)
    )

    assert [sorted(circle) for circle in networkx.strongly_connected_components(imports) if len(circle) > 1] == []


def test_every_setting_is_written_down() -> None:
    told = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")

    names = [f"SANKOFA_{setting.name.upper()}" for setting in fields(Settings)]

    assert [name for name in names if not re.search(rf"^\|.*\b{name}\b", told, re.M)] == []


def commands_of(group: click.Group, name: str) -> Iterator[str]:
    """Every command below a group as it is typed."""
    for word, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands_of(command, f"{name} {word}")
        else:
            yield f"{name} {word}"


def test_every_command_is_written_down() -> None:
    told = "\n".join((ROOT / page).read_text(encoding="utf-8") for page in ("README.md", "docs/operations.md"))

    assert [command for command in commands_of(cli, "sankofa") if command not in told] == []


def test_every_dependency_is_written_down() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [
        *project["dependencies"],
        *(each for extra in project["optional-dependencies"].values() for each in extra),
    ]
    told = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower()

    names = [re.match(r"[\w.-]+", line)[0] for line in wanted]

    assert [name for name in names if not re.search(rf"^.*\b{re.escape(name.lower())}\b", told, re.M)] == []


def test_no_page_loads_anything_from_elsewhere() -> None:
    files = [path for folder in ("templates", "static") for path in (ROOT / "app" / "web" / folder).rglob("*")]
    texts = [path for path in files if path.suffix in {".html", ".css", ".svg", ".js"}]

    assert len(texts) >= 3
    assert [path.name for path in texts if ELSEWHERE.search(path.read_text(encoding="utf-8"))] == []


def weight(client: FlaskClient, address: str) -> int:
    """The bytes of a page and of the files of ours that it loads; 0 where it is only a redirect."""
    page = client.get(address)
    static = Path(client.application.static_folder)
    loaded = set(re.findall(r"""(?:src|href)=["']/static/([^"'?#]+)""", page.get_data(as_text=True)))
    return len(page.data) + sum((static / name).stat().st_size for name in loaded) if page.status_code == 200 else 0


def test_no_page_is_heavier_than_a_slow_line_bears(application: Flask) -> None:
    addresses = [
        rule.rule
        for rule in application.url_map.iter_rules()
        if rule.endpoint.startswith(("web.", "pages.")) and "GET" in rule.methods and not rule.arguments
    ]

    addresses += [f"/api/docs/{tag['name']}" for tag in application.extensions["openapi"]["tags"]]
    weights = {address: weight(application.test_client(), address) for address in addresses}

    assert {address: size for address, size in weights.items() if size > MOST_BYTES} == {}
    assert weights["/"] > 0

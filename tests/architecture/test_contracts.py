"""Who may import whom: the contracts of pyproject.toml hold, and each is seen to break on one bad import."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[2]
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
NAMES = {contract["id"]: contract["name"] for contract in CONFIG["contracts"]}
# One line that breaks each contract, and the module it is written into.
PLANTED = {
    "layers": ("app/people/service.py", "from app.lessons.service import get_lesson"),
    "extensions": ("app/extensions.py", "from app.vocabulary import RINGS"),
    "own": ("app/lessons/routes.py", "from app.people.schemas import PersonSchema"),
    "pages": ("app/web/parts/finding.py", "from app.matches.service import search_peers"),
    "independent": ("graph/build.py", "from matching.types import Query"),
    "pure": ("matching/rank.py", "from sqlalchemy import select"),
    "config": ("config/settings.py", "from app.vocabulary import RINGS"),
    "matching": ("app/lessons/service.py", "from matching.types import Query"),
    "graph": ("app/matches/service.py", "from graph.types import Facts"),
}


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The packages and their contracts in a folder of their own."""
    for package in CONFIG["root_packages"]:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__", "static"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint(folder: Path) -> tuple[int, str]:
    """The exit code and the words of import-linter run in that folder."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def plant(folder: Path, module: str, line: str) -> None:
    """Write one more line at the end of a module."""
    path = folder / module
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")


def test_every_contract_is_kept(copied: Path) -> None:
    code, words = lint(copied)

    assert code == 0, words


def test_every_contract_has_its_bad_import() -> None:
    assert PLANTED.keys() == NAMES.keys()


@pytest.mark.parametrize("contract", NAMES)
def test_a_bad_import_breaks_its_contract(contract: str, copied: Path) -> None:
    plant(copied, *PLANTED[contract])

    code, words = lint(copied)

    assert code == 1
    assert f"{NAMES[contract]} BROKEN" in words


def test_a_module_without_a_place_among_the_layers_breaks_them(copied: Path) -> None:
    (copied / "app" / "elsewhere.py").write_text('"""Nobody gave it a place."""\n', encoding="utf-8")

    code, words = lint(copied)

    assert code == 1
    assert f"{NAMES['layers']} BROKEN" in words


def test_the_contracts_see_every_module() -> None:
    # import-linter passes over a folder without __init__.py, and says nothing.
    there = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for package in CONFIG["root_packages"]
        for path in (ROOT / package).rglob("*.py")
    }

    seen = grimp.build_graph(*CONFIG["root_packages"], cache_dir=None).modules

    assert sorted(there - seen) == []

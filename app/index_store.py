"""The laid-out index in files, so that all workers of a machine map one copy. All of it can be made again.

A folder holds one array a file. `CURRENT` names the folder in force and is replaced in one step, so a reader finds the
old one or the new one, whole. Files are mapped privately: what a worker withdraws in its copy stays its own. A folder
that is no longer in force is removed; who has it mapped keeps it until he lets go.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
from numpy.typing import NDArray

FORMAT = 2  # raise it when the arrays, or what they mean, change: older files are then not read
_ABOUT = "about.json"


@dataclass(frozen=True, slots=True)
class Stored:
    """An index in files: the number of the last change in it, what that change was, and the arrays."""

    name: str
    number: int
    mark: str
    arrays: Mapping[str, NDArray[np.generic]]


class IndexStore:
    """Indexes in a folder, of which one is in force."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._current = folder / "CURRENT"

    def newest(self) -> str | None:
        """The name of the index in force; None where there is none."""
        try:
            return self._current.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None

    def open(self, name: str) -> Stored | None:
        """The index of that name, mapped; None where it is gone (replaced just now), damaged or of another format."""
        folder = self._folder / name
        try:
            about = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
            if about["format"] != FORMAT:
                return None
            arrays = {each: np.asarray(np.load(folder / f"{each}.npy", mmap_mode="c")) for each in about["arrays"]}
        except (OSError, ValueError, KeyError) as error:
            logging.getLogger(__name__).warning("the index %s can't be read: %s", name, type(error).__name__)
            return None
        return Stored(name, about["number"], about["mark"], arrays)

    def save(self, number: int, mark: str, arrays: Mapping[str, NDArray[np.generic]]) -> None:
        """Write an index and put it in force. What was there before is removed."""
        self._folder.mkdir(parents=True, exist_ok=True)
        folder = Path(mkdtemp(prefix=f"{number}-", dir=self._folder))
        for name, array in arrays.items():
            with (folder / f"{name}.npy").open("wb") as file:
                np.save(file, array)
                os.fsync(file.fileno())
        about = {"format": FORMAT, "number": number, "mark": mark, "arrays": sorted(arrays)}
        _write(folder / _ABOUT, json.dumps(about))
        fresh = self._folder / "CURRENT.new"
        _write(fresh, folder.name)
        fresh.replace(self._current)
        for other in self._folder.iterdir():
            if other.is_dir() and other.name != folder.name:
                shutil.rmtree(other, ignore_errors=True)

    def drop(self) -> bool:
        """Remove the index in force, and what was left lying about; True if there was one in force."""
        name = self.newest()
        if not self._folder.is_dir():
            return False
        self._current.unlink(missing_ok=True)
        with self.turn() as is_mine:  # else somebody is at a new one: that folder is his
            for other in self._folder.iterdir():
                if other.is_dir() and (is_mine or other.name == name):
                    shutil.rmtree(other, ignore_errors=True)
        return name is not None

    @contextmanager
    def turn(self) -> Iterator[bool]:
        """Let one process at a time write; False for who finds another at it."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / "LOCK").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True  # closing the file ends the turn


def _write(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())

"""What an import says when it ends: how many rows did what, or every reason why nothing was written."""

from __future__ import annotations

from dataclasses import dataclass

LISTED = 1000  # who has more mistakes than this mends the first thousand and tries again


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one row, and what to do; an empty `field` means the row (at line 1: the file) as a whole."""

    line: int
    field: str
    reason: str

    def __str__(self) -> str:
        where = f"line {self.line}, {self.field}" if self.field else f"line {self.line}"
        return f"{where}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Report:
    """What came of an import. Where `is_done` is false nothing was written, and `problems` says why.

    `problems` lists the first 1000 found, by line; `problem_count` counts all.
    """

    kind: str
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    problems: tuple[Problem, ...] = ()
    is_done: bool = True
    problem_count: int = 0


class Problems:
    """The problems found so far: all are counted, the first thousand are kept."""

    def __init__(self) -> None:
        self.count = 0
        self.lines: set[int] = set()
        self._kept: list[Problem] = []

    def __bool__(self) -> bool:
        return self.count > 0

    def add(self, line: int, field: str, reason: str) -> None:
        """Note one problem."""
        self.count += 1
        self.lines.add(line)
        if len(self._kept) < LISTED:
            self._kept.append(Problem(line, field[:80], reason))

    def listed(self) -> tuple[Problem, ...]:
        """The problems kept, by line."""
        return tuple(sorted(self._kept, key=lambda problem: problem.line))

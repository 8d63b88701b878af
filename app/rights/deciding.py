"""What can be decided of a column that leads to a person: how it is shown in the export, what an erasure does."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Erasure(StrEnum):
    """What an erasure does to the rows that a column ties to the person."""

    ROW = "the row goes"
    PART = "goes with what it is part of"
    NAME = "stays, without the name"
    WORDS = "stays, without the name, also inside the text"
    AUTHORED = "private ones go; shared ones stay without the name, also inside the text"
    ALL = "all rows go, whoever they are tied to"
    STAYS = "stays"


@dataclass(frozen=True, slots=True)
class Decision:
    """How a column's rows are shown in the export (a key of it, or empty), and erased.

    `only` names the columns shown where the rest is somebody else's; `feeds` the kind of thing that the change feed
    hears of when such a row goes; `to` the table whose ids the column holds where no foreign key says so; `within` the
    entry of the export that the rows are parts of.
    """

    column: str
    key: str
    erasure: Erasure
    why: str
    only: tuple[str, ...] = ()
    feeds: str = ""
    to: str = ""
    within: str = ""

    @property
    def table(self) -> str:
        """The name of the table."""
        return self.column.partition(".")[0]

    @property
    def name(self) -> str:
        """The name of the column in its table."""
        return self.column.partition(".")[2]

"""Who asks: the one value that policy and visibility decide on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import g


@dataclass(frozen=True, slots=True)
class Grant:
    """A role at one institution, or (institution_id None) in the whole network."""

    role: str
    institution_id: str | None = None


@dataclass(frozen=True, slots=True)
class Viewer:
    """A signed-in account with the person behind it, where that person works, and the roles granted."""

    account_id: str | None = None
    person_id: str | None = None
    institution_id: str | None = None
    country: str | None = None
    grants: tuple[Grant, ...] = ()

    @property
    def is_signed_in(self) -> bool:
        """Whether somebody is signed in at all."""
        return self.account_id is not None


ANONYMOUS = Viewer()


def become(viewer: Viewer) -> None:
    """From now on this request acts as that viewer."""
    g.viewer = viewer


def current_viewer() -> Viewer:
    """The viewer of this request; ANONYMOUS where nobody signed in."""
    return cast(Viewer, g.get("viewer", ANONYMOUS))

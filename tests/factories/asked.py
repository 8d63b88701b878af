"""What a request is about, and how an endpoint is asked: the values of the tables of requests."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from app.extensions import new_id

if TYPE_CHECKING:
    from werkzeug.routing import Rule

    from tests.factories.requests import World

OWN, NEAR, FAR, NETWORK, MISSING = "own", "own institution", "another institution", "network", "missing"
OWNED, PLACED, MINE = (OWN, NEAR, FAR), (NEAR, FAR), (OWN, FAR)


NOBODYS = "018f0000-0000-7000-8000-000000000000"


def parts_of(rule: Rule) -> dict[str, Any]:
    """What stands in each part of a path: ids that nothing has, numbers, and the first word of a choice."""
    words = {name: word for word, name in re.findall(r"<any\((\w+)[^)]*\):(\w+)>", rule.rule)}
    numbers = {name: 1 for name in rule.arguments if f"<int:{name}>" in rule.rule}
    return {**dict.fromkeys(rule.arguments, NOBODYS), **numbers, **words}


@dataclass(frozen=True)
class Owner:
    """Whose thing a request is about, and who may see it."""

    person: str
    institution: str
    visibility: str = "network"


@dataclass
class Asked:
    """The ids in the path, and the body."""

    ids: dict[str, Any] = field(default_factory=dict)
    body: Any = None
    form: dict[str, str] | None = None
    method: str | None = None
    query: dict[str, str] = field(default_factory=dict)  # what a GET of it, or a file, must say
    file: bytes | None = None  # a CSV

    def of_nothing(self) -> Asked:
        """The same about things that are not there."""
        return replace(self, ids={name: new_id() if isinstance(each, str) else each for name, each in self.ids.items()})


@dataclass(frozen=True)
class Row:
    """How to ask an endpoint, where its things can be, and how it answers.

    `is_hidden`: what is out of reach is answered as if it were not there. `own_status`: what the owner is told.
    """

    ask: Callable[[World, Owner], Asked] = lambda _world, _owner: Asked()
    places: tuple[str, ...] = (NETWORK,)
    status: int = 200
    is_hidden: bool = False
    own_status: int | None = None

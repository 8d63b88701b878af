"""The named users that visitors sign in as: hand-written people of the story."""

from __future__ import annotations

from app.demo.blocks_reader import Theme, read_block
from app.demo.cast import Role, Row

_OPEN = ("contact_visibility", "about_visibility", "languages_visibility", "availability_visibility")
_BEYOND_THE_ROW = ("themes", "years", "roles", "expertise")


def _rows() -> list[Row]:
    return list(read_block("named")["people"])


def _person(entry: Row, home: Row) -> Row:
    row = {name: value for name, value in entry.items() if name not in _BEYOND_THE_ROW}
    defaults = {
        "time_zone": home["time_zone"],
        "working_days": ["mon", "tue", "wed", "thu", "fri"],
        "hours_per_month": 4,
        "is_paused": False,
        "ring_open": "international",
        **dict.fromkeys(_OPEN, "network"),
    }
    return {**defaults, **row}


def named_roles(themes: dict[str, Theme], homes: dict[str, Row]) -> list[Role]:
    """Return the named people as roles of the story."""
    roles = []
    for entry in _rows():
        home = homes[entry["institution"]]
        own = tuple(themes[slug] for slug in entry["themes"] if slug in themes) or tuple(themes.values())[:1]
        roles.append(Role(_person(entry, home), own, entry["years"], home["places"][0], home))
    return roles


def named_expertise() -> list[Row]:
    """Return the hand-written expertise of the named people."""
    return [{"person": entry["ref"], **row} for entry in _rows() for row in entry["expertise"]]


def named_accounts() -> list[Row]:
    """Return who may sign in, and with which roles."""
    return [{"email": entry["email"], "roles": entry["roles"]} for entry in _rows()]

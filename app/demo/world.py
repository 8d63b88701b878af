"""The demo world as plain rows: real institutions, INVENTED people, the same rows for the same seed."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from app.demo.blocks_reader import read_block, read_themes
from app.demo.cast import Casting, Role, Row
from app.demo.communities import communities
from app.demo.encounters import Encounters
from app.demo.expertise import Knowledge
from app.demo.named import named_accounts, named_expertise, named_roles
from app.demo.posts import posts
from app.demo.stories import Storyteller

SEED = 2026
LESSONS = 300
CHALLENGES = 150
ENGAGEMENTS = 60


@dataclass(frozen=True)
class World:
    """Every row of the demo world, in the row format of the importers, parents before children."""

    institutions: tuple[Row, ...]
    people: tuple[Row, ...]
    expertise: tuple[Row, ...]
    lessons: tuple[Row, ...]
    challenges: tuple[Row, ...]
    engagements: tuple[Row, ...]
    positions: tuple[Row, ...]
    communities: tuple[Row, ...]
    accounts: tuple[Row, ...]


def _local_home(agency: Row, parent: Row) -> Row:
    area = agency["name"].removeprefix("BPBD ").removeprefix("Kabupaten ").removeprefix("Provinsi ")
    about = f"Badan penanggulangan bencana daerah: peringatan dini, kesiapsiagaan dan tanggap darurat di {area}."
    own = {"acronym": "BPBD", "kind": "agency", "parent": parent["ref"], "places": [area], "about": about}
    return {**parent, **own, **agency, "domain": f"{agency['ref'].removeprefix('id-')}.id.example"}


def _homes(random: Random) -> list[Row]:
    main = read_block("institutions")
    bnpb = next(home for home in main if home["ref"] == "id-bnpb")
    local = [_local_home(agency, bnpb) for agency in read_block("local_agencies")]
    for number, home in enumerate(local):
        home["size"] = random.choice((1, 2, 2, 3))
        home["ring_open"] = {0: "domestic", 7: "internal"}.get(number % 9, "international")
    return main + local


def _institution(home: Row) -> Row:
    names = ("ref", "name", "acronym", "country", "kind", "level", "parent", "cofog", "ring_open", "about", "language")
    return {name: home[name] for name in names if home[name] not in ("", []) or name == "country"}


def build_world(seed: int = SEED) -> World:
    """Return the whole demo world; the same seed gives the same rows to the last letter."""
    random = Random(seed)  # noqa: S311 - a story, not a secret
    themes, homes = read_themes(), _homes(random)
    casting = Casting(themes, random)
    named = named_roles(themes, {home["ref"]: home for home in homes})
    for role in named:
        casting.reserve(role.row["name"])
    crowd = [role for home in homes for role in casting.staff(home, home["size"])]
    return _rows(homes, named, crowd, Storyteller(themes, named + crowd, random), random)


def _rows(homes: list[Row], named: list[Role], crowd: list[Role], teller: Storyteller, random: Random) -> World:
    knowledge = Knowledge(random)
    spoken: list[Row] = named_expertise() + [row for role in crowd for row in knowledge.rows(role)]
    return World(
        institutions=tuple(_institution(home) for home in homes),
        people=tuple(role.row for role in named + crowd),
        expertise=tuple(spoken),
        lessons=tuple(teller.lessons(LESSONS)),
        challenges=tuple(_own_challenges() + teller.challenges(CHALLENGES)),
        engagements=tuple(Encounters(named + crowd, random).rows(ENGAGEMENTS)),
        positions=tuple(posts(named + crowd, spoken)),
        communities=tuple(communities()),
        accounts=tuple(named_accounts()),
    )


def _own_challenges() -> list[dict[str, Any]]:
    return list(read_block("named")["challenges"])

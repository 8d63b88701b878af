"""Every endpoint as every role on things everywhere: exactly the cells that the table opens are open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask

from app.policy_table import POLICY, Scope
from app.vocabulary import NETWORK_ROLES, ROLES
from tests.factories.asked import FAR, MISSING, NEAR, OWN, Owner, Row
from tests.factories.requests import ROWS, World

NOBODY, NO_ROLE = "nobody", "account without a role"
VIEWERS = (NOBODY, NO_ROLE, *ROLES)
# What a role reaches, written down once more and not asked of the code under test.
REACHED = {Scope.SELF: {OWN}, Scope.INSTITUTION: {OWN, NEAR}, Scope.NETWORK: {OWN, NEAR, FAR}}


@dataclass(frozen=True)
class Viewer:
    """Somebody who asks: a person of the near institution, but for those who are nobody in particular."""

    role: str
    person: str
    headers: dict[str, str]


@pytest.fixture(scope="module")
def cells(request: pytest.FixtureRequest) -> Iterator[dict[str, set[tuple[str, ...]]]]:
    """The cells that there are, the same on both databases; in the end they are told."""
    found: dict[str, set[tuple[str, ...]]] = {name: set() for name in ("all", "open", "allow", "deny")}
    yield found
    counted = {name: len(each) for name, each in found.items()}
    scopes = {place for row in ROWS.values() for place in row.places} | {MISSING}
    told = (
        f"\n{len(ROWS)} endpoints x {len(VIEWERS)} roles x {len(scopes)} scopes = {counted['all']} "
        f"cells that there are ({counted['open']} open), {counted['allow']} unexpected allow, "
        f"{counted['deny']} unexpected deny"
    )
    with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        request.config.get_terminal_writer().line(told)


@pytest.fixture
def world(application: Flask) -> World:
    world = World(application)
    world.headers(None, "admin")  # one stays, whoever goes
    return world


def viewer(world: World, role: str) -> Viewer:
    if role in (NOBODY, NO_ROLE):
        return Viewer(role, world.stranger, world.headers(None) if role == NO_ROLE else {})
    person = world.make.person(world.near)
    granted = {"member": ()}.get(role, ((role, None if role in NETWORK_ROLES else world.near),))
    return Viewer(role, person, world.headers(person, *granted))


def owner_of(world: World, place: str, asking: Viewer) -> Owner:
    if place == FAR:
        return Owner(world.stranger, world.far)
    return Owner(asking.person if place == OWN else world.colleague, world.near)


def wanted(endpoint: str, row: Row, role: str, place: str) -> int:
    """The status that the table promises."""
    rule = POLICY[endpoint]
    if "public" in rule:
        return row.status
    if role == NOBODY:
        return 401
    scopes = [rule[each] for each in {role, "member"} & rule.keys()] if role != NO_ROLE else []
    if not scopes:
        return 403
    if place == MISSING:
        return 404
    if place in REACHED[Scope.NETWORK] and not any(place in REACHED[scope] for scope in scopes):
        return 404 if row.is_hidden else 403
    return (row.own_status if place == OWN else None) or row.status


def test_every_endpoint_is_in_the_matrix() -> None:
    assert ROWS.keys() == POLICY.keys()


@pytest.mark.parametrize("endpoint", ROWS)
def test_a_cell_is_open_exactly_where_the_table_says(
    world: World, cells: dict[str, set[tuple[str, ...]]], endpoint: str
) -> None:
    row, unexpected, open_cells = ROWS[endpoint], {}, 0
    for role in VIEWERS:
        asking = viewer(world, role)
        places = (
            (*row.places, MISSING)
            if "<uuid" in str(next(world.application.url_map.iter_rules(endpoint)))
            else row.places
        )
        for place in places:
            asked = world.ask(endpoint, owner_of(world, place, asking))
            asked = asked.of_nothing() if place == MISSING else asked
            status = world.send(endpoint, asked, asking.headers).status_code
            promised = wanted(endpoint, row, role, place)
            open_cells += promised == row.status == status
            is_what = {
                **{"all": True, "open": status < 300},
                **{"allow": status < 300 <= promised, "deny": promised < 300 <= status},
            }
            for name in (name for name, holds in is_what.items() if holds):
                cells[name].add((endpoint, role, place))
            if status != promised:
                unexpected[role, place] = f"{status} and not {promised}"

    assert unexpected == {}
    assert open_cells > 0, "no positive control"

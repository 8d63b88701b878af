"""The cards of a person: each is seen as far as its owner chose, and hidden ones leave no trace anywhere."""

import pytest

from app.people.models import CARDS
from app.vocabulary import VISIBILITIES

SAID = {
    "about": "I ran the water tariff reform.",
    "languages": [{"language": "fr", "level": "C1"}],
    "time_zone": "Africa/Nairobi",
    "hours_per_month": 6,
}
OTHERS = ("colleague", "compatriot", "foreigner", "stateless", "account", "administrator")
# Every personal thing, altered; the person shows none of it.
PERSONAL = [
    {"about": "Something else entirely."},
    {"languages": [{"language": "sw", "level": "C2"}, {"language": "fr", "level": "A1"}]},
    {"languages": []},
    {"time_zone": "Europe/Berlin"},
    {"working_days": ["sun", "mon"]},
    {"hours_per_month": 40},
    {"is_paused": True},
    {"objects_to_matching": True},
    {"ring_open": "internal"},
    {"email": "new@office.example"},
]


def asked_about(cast):
    """Every address where something of the owner could show."""
    filters = ({}, {"language": "fr"}, {"language": "sw"}, {"q": "water"}, {"q": "office.example"}, {"country": "KE"})
    lists = [("/people", {"institution_id": cast.home, **query}) for query in filters]
    return [*lists, ("/people", {"limit": 1}), (f"/people/{cast.owner}", {}), (f"/people/{cast.owner}/expertise", {})]


def seen(client, paths):
    """Every answer with its ETag, as bytes."""
    answers = [client.get(path, **query) for path, query in paths]
    assert {answer.status_code for answer in answers} == {200}
    return [(answer.data, answer.headers.get("ETag")) for answer in answers]


@pytest.mark.parametrize("visibility", VISIBILITIES)
@pytest.mark.parametrize("card", CARDS)
def test_a_card_is_shown_to_those_it_is_meant_for_and_to_nobody_else(anywhere, card, visibility):
    cast, seers = anywhere
    path = f"/people/{cast.owner}"
    assert cast.client("self").patch(path, {**SAID, f"{card}_visibility": visibility}).status_code == 200
    assert cast.seers(lambda client: client.get(path).json[card] is not None) == seers[visibility]


@pytest.mark.parametrize("visibility", VISIBILITIES)
def test_the_language_filter_finds_who_shows_that_language(anywhere, visibility):
    cast, seers = anywhere
    cast.client("self").patch(f"/people/{cast.owner}", {**SAID, "languages_visibility": visibility})
    assert cast.seers(lambda client: client.get("/people", language="fr").json["items"]) == seers[visibility]


def test_nobody_but_the_owner_sees_what_he_chose_to_hide(cast):
    assert cast.seers(lambda client: client.get(f"/people/{cast.owner}").json["privacy"] is not None) == {"self"}


def test_a_list_shows_a_person_as_the_single_page_does(make, cast):
    for card in CARDS:
        cast.client("self").patch(f"/people/{cast.owner}", {**SAID, f"{card}_visibility": "country"})
    for kind in OTHERS:
        items = cast.client(kind).get("/people", institution_id=cast.home).json["items"]
        assert cast.client(kind).get(f"/people/{cast.owner}").json in items


@pytest.mark.parametrize("kind", OTHERS)
def test_whatever_is_altered_behind_closed_cards_changes_no_byte_for_others(cast, kind):
    me, viewer, paths = cast.client("self"), cast.client(kind), asked_about(cast)
    before = seen(viewer, paths)
    answers = [me.patch(f"/people/{cast.owner}", said) for said in PERSONAL]
    assert {answer.status_code for answer in answers} == {200}
    assert seen(viewer, paths) == before


@pytest.mark.parametrize("card", CARDS)
def test_how_far_a_card_is_open_shows_to_those_it_opens_to_only(cast, card):
    me, viewer, paths = cast.client("self"), cast.client("foreigner"), asked_about(cast)
    me.patch(f"/people/{cast.owner}", SAID)
    before = seen(viewer, paths)
    for visibility in ("institution", "country", "private"):
        me.patch(f"/people/{cast.owner}", {f"{card}_visibility": visibility})
    assert seen(viewer, paths) == before


def test_a_hidden_card_and_an_empty_one_are_the_same(make, cast):
    shy = make.person(cast.home, name="Shy", languages="fr:C1", about="Much", position="Clerk")
    bare = make.person(cast.home, name="Bare", about_visibility="network", languages_visibility="network")
    viewer = cast.client("foreigner")
    cards = [{card: viewer.get(f"/people/{each}").json[card] for card in CARDS} for each in (shy, bare)]
    assert cards[0] == cards[1]


def test_a_list_of_people_can_not_be_sorted_by_changes_that_may_be_hidden(cast):
    assert cast.client("colleague").get("/people", sort="-updated").status_code == 422


def test_the_next_page_of_people_tells_nothing_but_the_name(make, cast):
    make.person(cast.home)
    viewer = cast.client("foreigner")
    before = viewer.get("/people", limit=1).json["next"]
    cast.client("self").patch(f"/people/{cast.owner}", {"about": "Changed."})
    assert viewer.get("/people", limit=1).json["next"] == before


def test_a_person_who_is_paused_or_objects_is_still_in_the_directory(make, cast):
    hidden = [make.person(cast.home, is_paused=True), make.person(cast.home, objects_to_matching=True)]
    listed = cast.client("foreigner").get("/people", institution_id=cast.home).json["items"]
    assert {each["id"] for each in listed} == {cast.owner, *hidden}

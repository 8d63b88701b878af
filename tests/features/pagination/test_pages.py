"""Lists come in pages: nothing is skipped or shown twice, whatever the order, the ties and what happens in between."""

from itertools import pairwise

import pytest
from sqlalchemy import update

from app.extensions import db, utc_now
from app.institutions.models import Institution
from tests.features.errors.nouns import NOUNS, named
from tests.features.errors.problems import problem_of

CHANGING = [noun for noun in NOUNS if noun.path != "/people"]  # people are not listed by change: see the visibility


def walk(client, path, **query):
    """The ids of all pages in order, with the sizes of the pages."""
    ids, sizes, cursor = [], [], None
    while cursor or not sizes:
        page = client.get(path, **query, **({"cursor": cursor} if cursor else {})).json
        ids += [item["id"] for item in page["items"]]
        sizes.append(len(page["items"]))
        cursor = page["next"]
    return ids, sizes


def label(noun):
    """How a noun calls its name."""
    return "title" if noun.path in ("/lessons", "/challenges") else "name"


@pytest.fixture
def several(make):
    """A function that makes things of a kind with these names, all at one institution."""

    def build(noun, names):
        said = [{label(noun): name} for name in names]
        if noun.path in ("/institutions", "/topics"):
            return [getattr(make, noun.make)(**each) for each in said]
        place = make.institution()
        if noun.path == "/people":
            return [make.person(place, **each) for each in said]
        return [getattr(make, noun.make)(institution_id=place, **each) for each in said]

    return build


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 8, 100])
@pytest.mark.parametrize("noun", NOUNS, ids=named)
def test_pages_by_name_skip_nothing_though_names_are_the_same(several, admin, noun, limit):
    wanted = several(noun, ["Same", "Other", "Same", "Same", "Äther", "", "Same"])
    ids, _ = walk(admin, noun.path, limit=limit)
    assert sorted(ids) == sorted(wanted)


@pytest.mark.parametrize("noun", NOUNS, ids=named)
def test_names_rise_and_the_same_name_is_in_the_order_of_making(several, admin, noun):
    first, last, second = several(noun, ["Alpha", "Beta", "Alpha"])
    assert walk(admin, noun.path, limit=1)[0] == [first, second, last]


@pytest.mark.parametrize("limit", [1, 2, 5])
@pytest.mark.parametrize("noun", CHANGING, ids=named)
def test_pages_by_change_begin_with_the_latest_and_skip_nothing(several, admin, noun, limit):
    wanted = several(noun, ["A", "B", "C", "D", "E"])
    assert walk(admin, noun.path, limit=limit, sort="-updated")[0] == wanted[::-1]


@pytest.mark.parametrize("noun", CHANGING, ids=named)
def test_what_was_altered_comes_to_the_front(several, admin, noun):
    oldest = several(noun, ["A", "B", "C"])[0]
    said = {"definition": "New."} if noun.path == "/topics" else {label(noun): "Z"}
    admin.patch(f"{noun.path}/{oldest}", said)
    assert admin.get(noun.path, sort="-updated").json["items"][0]["id"] == oldest


def test_pages_by_change_skip_nothing_where_many_changed_at_one_moment(make, admin, application):
    wanted = [make.institution() for _ in range(7)]
    with application.app_context():
        db.session.execute(update(Institution).values(updated_at=utc_now()))
        db.session.commit()
    assert walk(admin, "/institutions", limit=2, sort="-updated")[0] == wanted[::-1]


@pytest.mark.parametrize("count", [0, 1, 19, 20, 21, 40])
def test_a_page_has_twenty_unless_told_otherwise(make, admin, count):
    for _ in range(count):
        make.topic()
    assert walk(admin, "/topics")[1] == ([20] * ((count - 1) // 20) + [(count - 1) % 20 + 1] if count else [0])


@pytest.mark.parametrize("limit", [0, -1, 101, 10**9, "abc", "", "1.5", "1e1", " ", "٣x", "9" * 5000])
@pytest.mark.parametrize("noun", NOUNS, ids=named)
def test_a_limit_out_of_range_is_refused(admin, noun, limit):
    refused = admin.get(noun.path, limit=limit)
    assert (problem_of(refused), list(refused.json["errors"])) == ((422, "invalid"), ["limit"])


@pytest.mark.parametrize("sort", ["updated", "-name", "id", "", "name,updated", "name; DROP TABLE person"])
@pytest.mark.parametrize("noun", NOUNS, ids=named)
def test_an_order_that_is_on_no_list_is_refused(admin, noun, sort):
    refused = admin.get(noun.path, sort=sort)
    assert (problem_of(refused), list(refused.json["errors"])) == ((422, "invalid"), ["sort"])


def test_what_is_added_or_removed_while_one_reads_moves_nothing_else(make, admin):
    wanted = [make.institution(name=name) for name in "bdfhj"]
    first = admin.get("/institutions", limit=2).json
    admin.delete(f"/institutions/{wanted[0]}")
    admin.delete(f"/institutions/{wanted[1]}")  # the very one that the cursor names
    make.institution(name="a")
    rest = admin.get("/institutions", limit=100, cursor=first["next"]).json["items"]
    assert [item["id"] for item in rest] == wanted[2:]


def test_a_filter_holds_on_every_page(make, admin):
    wanted = [make.institution(name=f"{number}", country="UG") for number in range(4)]
    for number in range(4):
        make.institution(name=f"{number}", country="KE")
    assert walk(admin, "/institutions", limit=1, country="UG") == (wanted, [1, 1, 1, 1])


def test_a_person_with_several_languages_and_topics_counts_once(make, admin):
    place = make.institution()
    wanted = [make.person(place, "en:C1 fr:B2 sw:C2", languages_visibility="network") for _ in range(3)]
    top = make.topic()
    for person in wanted:
        make.expertise(person, top)
        make.expertise(person, make.topic(broader=[top]))
    assert walk(admin, "/people", limit=2, topic_id=top, language="fr") == (wanted, [2, 1])


def test_pages_of_one_request_are_in_the_order_of_the_whole(make, admin):
    for name in ("b", "B", "a", "A", "ä", "z", "10", "9", "_", " x", "É", "ﬁ"):
        make.institution(name=name)
    names = [each["name"] for each in admin.get("/institutions", limit=100).json["items"]]
    ids, _ = walk(admin, "/institutions", limit=1)
    assert [admin.get(f"/institutions/{each}").json["name"] for each in ids] == names
    assert all(one != other for one, other in pairwise(ids))

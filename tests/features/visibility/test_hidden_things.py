"""Lessons, challenges and expertise over HTTP: what a viewer may not see does not exist for him, to the byte."""

import pytest

from app.extensions import new_id
from app.vocabulary import VISIBILITIES
from tests.features.visibility.cast import KINDS, SEERS

COLLECTIONS = ("lessons", "challenges")
HIDDEN = [(visibility, kind) for visibility in VISIBILITIES for kind in KINDS if kind not in SEERS[visibility]]


def thing(make, collection, author, **said):
    """The id of a lesson or a challenge."""
    return getattr(make, collection[:-1])(author, **said)


def without_instance(answer):
    """What an error says, but for the address that was asked for."""
    return answer.status_code, answer.content_type, {**answer.json, "instance": None}


def bytes_of(client, paths):
    """Every answer with its ETag, as bytes."""
    answers = [client.get(path, **query) for path, query in paths]
    assert {answer.status_code for answer in answers} == {200}
    return [(answer.data, answer.headers.get("ETag")) for answer in answers]


@pytest.mark.parametrize("visibility", VISIBILITIES)
@pytest.mark.parametrize("collection", COLLECTIONS)
def test_a_thing_is_listed_and_opened_for_those_it_is_meant_for(make, anywhere, collection, visibility):
    cast, seers = anywhere
    item = thing(make, collection, cast.owner, visibility=visibility)
    listed = cast.seers(lambda client: [each["id"] for each in client.get(f"/{collection}").json["items"]] == [item])
    opened = cast.seers(lambda client: client.get(f"/{collection}/{item}").status_code == 200)
    assert (listed, opened) == (seers[visibility], seers[visibility])


@pytest.mark.parametrize("visibility", VISIBILITIES)
def test_expertise_is_shown_to_those_it_is_meant_for(make, anywhere, visibility):
    cast, seers = anywhere
    make.expertise(cast.owner, visibility=visibility)
    path = f"/people/{cast.owner}/expertise"
    assert cast.seers(lambda client: len(client.get(path).json["items"]) == 1) == seers[visibility]


@pytest.mark.parametrize("visibility", VISIBILITIES)
def test_the_topic_filter_finds_people_by_expertise_that_is_shown(make, anywhere, visibility):
    (cast, seers), topic = anywhere, make.topic()
    make.expertise(cast.owner, make.topic(broader=[topic]), visibility=visibility)
    assert cast.seers(lambda client: client.get("/people", topic_id=topic).json["items"]) == seers[visibility]


@pytest.mark.parametrize(("visibility", "kind"), HIDDEN)
@pytest.mark.parametrize("collection", COLLECTIONS)
def test_a_hidden_thing_answers_as_a_missing_one(make, cast, collection, visibility, kind):
    item, viewer = thing(make, collection, cast.owner, visibility=visibility), cast.client(kind)
    hidden, missing = (viewer.get(f"/{collection}/{each}") for each in (item, new_id()))
    assert without_instance(hidden) == without_instance(missing)
    assert (hidden.status_code, dict(hidden.headers)["Content-Length"]) == (404, missing.headers["Content-Length"])


@pytest.mark.parametrize("etag", ['"x"', "*", None])
@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
@pytest.mark.parametrize("collection", COLLECTIONS)
def test_an_attempt_on_a_hidden_thing_is_answered_as_on_a_missing_one(make, cast, collection, method, etag):
    viewer = cast.client("administrator")
    item = thing(make, collection, cast.owner, visibility="private")
    sent = {"headers": {"If-Match": etag} if etag else {}, "json": {"title": "Mine"} if method == "PATCH" else None}
    hidden, missing = (viewer.send(method, f"/{collection}/{each}", **sent) for each in (item, new_id()))
    assert without_instance(hidden) == without_instance(missing)
    assert hidden.status_code == (404 if etag else 428)


@pytest.mark.parametrize("kind", ["colleague", "foreigner", "account", "administrator"])
@pytest.mark.parametrize("collection", COLLECTIONS)
def test_a_hidden_thing_changes_no_byte_of_any_list(make, cast, collection, kind):
    topic, viewer = make.topic(), cast.client(kind)
    shown = thing(make, collection, cast.owner, topics=[topic], language="fr", title="Water for towns")
    stage = {"step": "captured", "contributor_id": cast.owner} if collection == "lessons" else {"status": "open"}
    filters = ({"q": "water"}, {"topic_id": topic}, {"language": "fr"}, {"country": "KE"}, {"sort": "-updated"})
    asked = [{}, {"limit": 1}, {"institution_id": cast.home}, *filters, *({name: stage[name]} for name in stage)]
    paths = [*((f"/{collection}", query) for query in asked), (f"/{collection}/{shown}", {}), (f"/topics/{topic}", {})]
    before = bytes_of(viewer, paths)
    thing(make, collection, cast.owner, topics=[topic], language="fr", title="Water for all", visibility="private")
    assert bytes_of(viewer, paths) == before


def test_hidden_expertise_changes_no_byte_of_what_others_see_of_a_person(make, cast):
    viewer, topic = cast.client("foreigner"), make.topic()
    make.expertise(cast.owner)
    lists = [("/people", query) for query in ({}, {"topic_id": topic}, {"country": "KE"}, {"limit": 1})]
    paths = [(f"/people/{cast.owner}", {}), (f"/people/{cast.owner}/expertise", {}), *lists]
    endorser = make.person(cast.home)
    before = bytes_of(viewer, paths)
    make.endorsement(make.expertise(cast.owner, topic, visibility="institution"), endorser)
    assert bytes_of(viewer, paths) == before


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_a_thing_that_is_hidden_again_is_gone_at_once(make, cast, collection):
    item, viewer = thing(make, collection, cast.owner), cast.client("colleague")
    cast.client("self").patch(f"/{collection}/{item}", {"visibility": "private"})
    assert (viewer.get(f"/{collection}/{item}").status_code, viewer.get(f"/{collection}").json["items"]) == (404, [])


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_an_etag_of_the_past_does_not_tell_that_a_hidden_thing_is_there(make, cast, collection):
    item, viewer = thing(make, collection, cast.owner), cast.client("colleague")
    etag = viewer.get(f"/{collection}/{item}").headers["ETag"]
    cast.client("self").patch(f"/{collection}/{item}", {"visibility": "private"})
    assert viewer.send("GET", f"/{collection}/{item}", headers={"If-None-Match": etag}).status_code == 404


def test_an_administrator_who_works_here_sees_what_any_colleague_sees(make, sign_in, cast):
    for visibility in VISIBILITIES:
        thing(make, "lessons", cast.owner, visibility=visibility)
        thing(make, "challenges", cast.owner, visibility=visibility)
        make.expertise(cast.owner, visibility=visibility)
    administrator = sign_in(make.person(cast.home), "admin", "coordinator", "manager", "network_coordinator")
    colleague = cast.client("colleague")
    paths = [("/lessons", {}), ("/challenges", {}), (f"/people/{cast.owner}/expertise", {})]
    assert bytes_of(administrator, paths) == bytes_of(colleague, paths)

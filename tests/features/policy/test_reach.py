"""How far a role reaches: a member his own things, a coordinator his institution, an administrator everything."""

import pytest

TITLED = ("/challenges", "/lessons")


@pytest.fixture
def near(make):
    """The institution where the coordinator was appointed."""
    return make.institution(name="Near")


@pytest.fixture
def far(make):
    """Another institution of the same country."""
    return make.institution(name="Far")


@pytest.fixture
def coordinator(sign_in, near):
    """A coordinator of the near institution, who is no person of the directory."""
    return sign_in(None, ("coordinator", near))


def written(make, collection, institution):
    """The address of a challenge or lesson by somebody of an institution, open to the network."""
    return f"{collection}/{getattr(make, collection[1:-1])(make.person(institution))}"


def test_a_coordinator_alters_the_own_institution(coordinator, near):
    assert coordinator.patch(f"/institutions/{near}", {"acronym": "N"}).status_code == 200


def test_a_coordinator_does_not_alter_another_institution(coordinator, admin, far):
    assert coordinator.patch(f"/institutions/{far}", {"acronym": "N"}).status_code == 403
    assert admin.get(f"/institutions/{far}").json["acronym"] == ""


@pytest.mark.parametrize("said", [{"country": "UG"}, {"ref": "other"}, {"parent_id": None}, {"name": "N", "ref": "n"}])
def test_what_reaches_beyond_the_institution_only_an_administrator_alters(coordinator, near, said):
    assert coordinator.patch(f"/institutions/{near}", said).status_code == 403


def test_a_coordinator_of_the_whole_network_alters_every_institution(sign_in, far):
    everywhere = sign_in(None, ("coordinator", None))
    assert everywhere.patch(f"/institutions/{far}", {"country": "UG"}).status_code == 200


def test_a_coordinator_adds_people_to_the_own_institution_only(coordinator, near, far):
    answers = [coordinator.post("/people", {"name": "Ann", "institution_id": place}) for place in (near, far)]
    assert [answer.status_code for answer in answers] == [201, 403]


def test_a_coordinator_alters_people_of_the_own_institution_only(make, coordinator, near, far):
    answers = [coordinator.patch(f"/people/{make.person(place)}", {"unit": "Law"}) for place in (near, far)]
    assert [answer.status_code for answer in answers] == [200, 403]


def test_a_coordinator_removes_people_of_the_own_institution_only(make, coordinator, near, far):
    answers = [coordinator.delete(f"/people/{make.person(place)}") for place in (near, far)]
    assert [answer.status_code for answer in answers] == [204, 403]


@pytest.mark.parametrize("collection", TITLED)
def test_a_coordinator_writes_in_the_name_of_the_own_institution_only(coordinator, near, far, collection):
    answers = [coordinator.post(collection, {"title": "T", "institution_id": place}) for place in (near, far)]
    assert [answer.status_code for answer in answers] == [201, 403]


@pytest.mark.parametrize("collection", TITLED)
def test_a_coordinator_alters_what_the_own_institution_wrote_only(make, coordinator, near, far, collection):
    answers = [coordinator.patch(written(make, collection, place), {"title": "New"}) for place in (near, far)]
    assert [answer.status_code for answer in answers] == [200, 403]


@pytest.mark.parametrize("collection", TITLED)
def test_a_coordinator_removes_what_the_own_institution_wrote_only(make, coordinator, near, far, collection):
    answers = [coordinator.delete(written(make, collection, place)) for place in (near, far)]
    assert [answer.status_code for answer in answers] == [204, 403]


@pytest.mark.parametrize("collection", TITLED)
def test_a_coordinator_does_not_hand_a_thing_to_an_institution_out_of_reach(make, coordinator, near, far, collection):
    path = written(make, collection, near)
    assert coordinator.patch(path, {"institution_id": far}).status_code == 403
    assert coordinator.get(path).json["institution"]["id"] == near


@pytest.mark.parametrize("collection", TITLED)
def test_a_member_writes_in_the_name_of_the_own_institution_only(make, sign_in, near, far, collection):
    member = sign_in(make.person(near))
    answers = [member.post(collection, {"title": "T", "institution_id": place}) for place in (near, far)]
    assert [answer.status_code for answer in answers] == [201, 403]


@pytest.mark.parametrize("collection", TITLED)
def test_a_member_alters_and_removes_what_is_his_own(make, sign_in, near, collection):
    me = make.person(near)
    path, client = f"{collection}/{getattr(make, collection[1:-1])(me)}", sign_in(me)
    assert [client.patch(path, {"title": "New"}).status_code, client.delete(path).status_code] == [200, 204]


@pytest.mark.parametrize("collection", TITLED)
def test_a_member_does_not_remove_what_a_colleague_wrote(make, sign_in, near, collection):
    path = written(make, collection, near)
    assert sign_in(make.person(near)).delete(path).status_code == 403


@pytest.mark.parametrize("collection", TITLED)
def test_a_member_does_not_alter_what_a_colleague_wrote(make, sign_in, near, collection):
    colleague = sign_in(make.person(near))
    path = written(make, collection, near)
    assert colleague.patch(path, {"title": "New"}).status_code == 403
    assert colleague.get(path).json["title"] != "New"


@pytest.mark.parametrize("collection", TITLED)
def test_what_has_lost_its_author_belongs_to_no_member(make, sign_in, near, collection):
    orphan = f"{collection}/{getattr(make, collection[1:-1])(institution_id=near)}"
    assert sign_in(make.person(near)).patch(orphan, {"title": "New"}).status_code == 403


def test_a_member_who_is_no_person_owns_nothing(make, sign_in, near):
    orphan = f"/lessons/{make.lesson(institution_id=near)}"
    assert sign_in(None, ("member", near)).patch(orphan, {"title": "New"}).status_code == 403


def test_a_member_alters_himself_only(make, sign_in, near):
    me, colleague = make.person(near), make.person(near)
    client = sign_in(me)
    answers = [client.patch(f"/people/{each}", {"unit": "Law"}) for each in (me, colleague)]
    assert [answer.status_code for answer in answers] == [200, 403]


def test_a_member_does_not_remove_even_himself_from_the_directory(make, sign_in):
    me = make.person()
    assert sign_in(me).delete(f"/people/{me}").status_code == 403


def test_a_network_coordinator_keeps_the_topics_but_removes_none(make, sign_in):
    keeper, topic = sign_in(None, "network_coordinator"), make.topic()
    assert keeper.patch(f"/topics/{topic}", {"definition": "What it is."}).status_code == 200
    assert keeper.delete(f"/topics/{topic}").status_code == 403

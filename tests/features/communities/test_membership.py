"""Who is in a community: by his own will, shown as far as he says; and a coordinator stays while others do."""

import pytest

from tests.features.errors.problems import problem_of

LAST = "last-coordinator"


def test_one_joins_oneself_as_a_listener_that_nobody_is_shown(circle):
    me = circle.client(circle.member)
    answer = me.put(f"{circle.path}/members/{circle.member}", {})
    assert (answer.status_code, answer.json["role"]) == (200, "peripheral")
    assert me.get(circle.path).json["mine"] == {"role": "peripheral", "visibility": "private"}
    assert circle.names(circle.founder) == [("Ana", "coordinator")]


def test_joining_again_alters_only_who_may_see_it(circle):
    circle.join(circle.member)
    circle.role(circle.founder, circle.member, "core")
    circle.join(circle.member, "institution")
    assert circle.client(circle.member).get(circle.path).json["mine"] == {"role": "core", "visibility": "institution"}
    assert circle.names(circle.foreigner) == [("Ana", "coordinator")]
    assert circle.names(circle.founder) == [("Ana", "coordinator"), ("Ben", "core")]


def test_nobody_is_made_a_member_by_another(circle, make):
    keeper = circle.client(make.person(circle.home), ("coordinator", circle.home))
    for client in (circle.client(circle.founder), keeper):
        answer = client.put(f"{circle.path}/members/{circle.member}", {"visibility": "network"})
        assert problem_of(answer)[0] == 403
    assert circle.names(circle.founder) == [("Ana", "coordinator")]


def test_nobody_joins_what_he_may_not_see(make, circle):
    hidden = make.community(circle.founder, visibility="institution")
    answer = circle.client(circle.foreigner).put(f"/communities/{hidden}/members/{circle.foreigner}", {})
    assert problem_of(answer)[0] == 404


def test_an_account_of_nobody_joins_nothing(circle, sign_in):
    answer = sign_in(None, "member").put(f"{circle.path}/members/{circle.member}", {})
    assert problem_of(answer)[0] == 403


@pytest.mark.parametrize("visibility", ["private", "institution", "country"])
def test_who_is_hidden_from_the_viewer_leaves_no_trace(make, circle, visibility):
    viewer = circle.client(circle.foreigner)
    paths = (circle.path, f"{circle.path}/members", "/communities")
    member = f"{circle.path}/members/{circle.member}/role"

    def told():
        answers = [*map(viewer.get, paths), viewer.get("/communities", member_id=circle.member)]
        return [(each.status_code, each.data, each.headers.get("ETag")) for each in answers]

    before, missing = told(), problem_of(viewer.get(member))
    circle.join(circle.member, visibility)
    assert told() == before
    assert problem_of(viewer.get(member)) == missing
    circle.join(circle.member, "network")
    assert told() != before


def test_the_number_of_members_is_of_those_who_are_shown(circle):
    circle.join(circle.member, "institution")
    circle.join(circle.foreigner)
    people = (circle.founder, circle.member, circle.foreigner)
    assert [circle.client(each).get(circle.path).json["member_count"] for each in people] == [3, 3, 2]


def test_members_are_listed_by_name_page_after_page(make, circle):
    for number in range(3):
        make.community_member(circle.id, make.person(name=f"Z{number}"))
    client, found, cursor = circle.client(circle.member), [], None
    while True:
        answer = client.get(f"{circle.path}/members", limit=2, **({"cursor": cursor} if cursor else {})).json
        found += [each["person"]["name"] for each in answer["items"]]
        if not (cursor := answer["next"]):
            break
    assert found == ["Ana", "Z0", "Z1", "Z2"]


def test_a_role_is_given_by_a_coordinator_and_by_nobody_else(circle, make):
    circle.join(circle.member)
    circle.join(circle.foreigner)
    assert circle.role(circle.member, circle.member, "coordinator").status_code == 403
    assert circle.role(circle.foreigner, circle.member, "core").status_code == 403
    keeper = circle.client(make.person(circle.home), ("coordinator", circle.home))
    assert keeper.put(f"{circle.path}/members/{circle.member}/role", {"role": "sponsor"}).status_code == 200
    assert circle.role(circle.founder, circle.member, "core").status_code == 200
    assert ("Ben", "core") in circle.names(circle.foreigner)


def test_a_coordinator_takes_out_whom_he_sees_and_nobody_else_does(circle):
    circle.join(circle.member)
    circle.join(circle.foreigner, "private")
    assert circle.client(circle.foreigner).delete(f"{circle.path}/members/{circle.member}").status_code == 403
    assert circle.client(circle.founder).delete(f"{circle.path}/members/{circle.foreigner}").status_code == 404
    assert circle.client(circle.founder).delete(f"{circle.path}/members/{circle.member}").status_code == 204
    assert circle.client(circle.member).get(circle.path).json["mine"] is None


def test_the_last_coordinator_names_another_before_he_leaves(circle):
    circle.join(circle.member)
    assert problem_of(circle.leave(circle.founder)) == (409, LAST)
    assert problem_of(circle.role(circle.founder, circle.founder, "active")) == (409, LAST)
    circle.role(circle.founder, circle.member, "coordinator")
    assert circle.leave(circle.founder).status_code == 204
    assert circle.names(circle.foreigner) == [("Ben", "coordinator")]


def test_who_is_alone_leaves(circle):
    assert circle.leave(circle.founder).status_code == 204
    assert circle.client(circle.founder).get(circle.path).json["member_count"] == 0


def test_somebody_hidden_does_not_keep_the_last_coordinator(circle):
    circle.join(circle.foreigner, "private")
    assert circle.leave(circle.founder).status_code == 204


def test_somebody_hidden_does_not_stand_in_for_the_last_coordinator(circle):
    circle.join(circle.foreigner)
    circle.make.community_member(circle.id, circle.member, "coordinator", visibility="private")
    assert problem_of(circle.leave(circle.founder)) == (409, LAST)


def test_one_leaves_what_one_may_not_see_any_more(circle):
    circle.join(circle.foreigner)
    circle.client(circle.founder).patch(circle.path, {"visibility": "institution"})
    assert circle.client(circle.foreigner).get(circle.path).status_code == 404
    assert circle.leave(circle.foreigner).status_code == 204
    assert circle.leave(circle.foreigner).status_code == 404


def test_who_may_see_it_is_on_record_as_a_choice(circle):
    circle.join(circle.member)
    circle.join(circle.member, "private")
    told = circle.client(circle.member).get("/me/export").json
    chosen = [(each["from_value"], each["to_value"]) for each in told["choices"] if each["item"] == "community_member"]
    assert chosen == [(None, "network"), ("network", "private")]
    assert [each["role"] for each in told["communities_joined"]] == ["peripheral"]

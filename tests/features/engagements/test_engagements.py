"""What a peer helped with speaks for him in the very next answer: as far as he agreed to, and where it helped."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from app.engagements.models import Engagement
from app.engagements.snapshot import snapshots
from app.engine import current_engine, setup_engine
from app.extensions import db
from app.people.models import Person
from app.visibility import audience_of
from graph.types import Facts
from tests.factories.maker import OPEN

QUESTION = "How do counties warn farmers of drought in time?"


@pytest.fixture
def peer(make):
    return make.person(**OPEN)


@pytest.fixture
def search(sign_in):
    """A function that asks, by default as a member of the network, and gives the answer."""
    member = sign_in(None, "member")

    def ask(client=None, text=QUESTION, **asked):
        return (client or member).post("/peer-search", {"text": text, **asked}).json

    return ask


def proposed(answer):
    return [item["person"]["id"] for item in answer["items"]]


def set_on(application, model, row_id, **said):
    """Alter a row as its owner could."""
    with application.app_context():
        for name, value in said.items():
            setattr(db.session.get_one(model, row_id), name, value)
        db.session.commit()
        db.session.remove()


def same_afresh(application):
    """What an index built afresh holds otherwise than the one that was folded."""
    with application.app_context():
        differing = current_engine().differing_items()
        db.session.remove()
    return differing


def test_a_completed_engagement_is_evidence_with_the_words_of_its_question(make, peer, search):
    engagement = make.engagement(peer, question=QUESTION + " We lose harvests every second year.")
    (item,) = search()["items"]
    (hit,) = item["evidence"]
    assert (item["person"]["id"], hit["kind"], hit["id"]) == (peer, "engagement", engagement)
    assert hit["title"] == "How do counties warn farmers of drought in time? We lose harvests …"
    assert {term["term"] for term in hit["terms"]} >= {"counties", "drought", "farmers"}


@pytest.mark.parametrize(("outcome", "count"), [("yes", 1), ("partly", 1), ("no", 0)])
def test_what_came_to_nothing_is_no_evidence(make, peer, search, outcome, count):
    make.engagement(peer, question=QUESTION, outcome=outcome)
    assert len(search()["items"]) == count


def test_it_is_private_unless_the_peer_opens_it(app):
    assert Engagement.__table__.c.visibility.default.arg == "private"


def test_an_objection_to_matching_silences_it_for_the_institution_too(make, peer, search, sign_in):
    make.engagement(peer, question=QUESTION)
    assert len(search(rank="institutions")["items"]) == 1
    assert sign_in(peer).patch(f"/people/{peer}", {"objects_to_matching": True}).status_code == 200
    assert (search()["items"], search(rank="institutions")["items"]) == ([], [])


def test_a_removed_peer_takes_it_out_of_the_very_next_answer(make, peer, search, admin, application):
    make.engagement(peer, question=QUESTION)
    assert proposed(search()) == [peer]
    assert admin.delete(f"/people/{peer}").status_code == 204
    assert (search(rank="institutions")["items"], same_afresh(application)) == ([], [])


def test_it_moves_with_the_peer_and_with_the_country_of_the_institution(make, sign_in, search, admin, application):
    place = make.institution(country="KE")
    peer = make.person(place, **OPEN)
    make.engagement(peer, question=QUESTION, visibility="country")
    ugandan = sign_in(make.person(make.institution(country="UG")))
    assert search(ugandan)["items"] == []
    admin.patch(f"/institutions/{place}", {"country": "UG"})
    assert (proposed(search(ugandan)), same_afresh(application)) == ([peer], [])
    admin.patch(f"/people/{peer}", {"institution_id": make.institution(country="KE")})
    assert (search(ugandan)["items"], same_afresh(application)) == ([], [])


def test_the_key_that_opens_it_is_that_of_the_peer(make, peer, application):
    engagement = make.engagement(peer, visibility="private", seeker_id=make.person())
    with application.app_context():
        assert audience_of(db.session.get_one(Engagement, engagement).ownership()) == f"person:{peer}"
        db.session.remove()


def test_nothing_of_the_seeker_is_told(make, peer, search, sign_in):
    seeker = make.person(name="Quince", **OPEN)
    engagement = make.engagement(peer, question=QUESTION)
    before = search()
    with_seeker = make.engagement(peer, question=QUESTION, seeker_id=seeker)
    answer = search()
    assert seeker not in str(answer)
    assert proposed(answer) == proposed(before) == [peer]
    assert {hit["id"] for hit in answer["items"][0]["evidence"]} <= {engagement, with_seeker}


def test_it_ties_the_peer_to_its_topics_for_those_who_see_it_and_leaves_the_seeker_out(make, peer, application):
    topics = [make.topic(), make.topic()]
    made = make.engagement(peer, topics, question=QUESTION, visibility="private", seeker_id=make.person())
    make.engagement(peer, topics, question=QUESTION, outcome="no")
    with application.app_context():
        facts = {each.id: each.facts for each in snapshots(None)}
        db.session.remove()
    ties = {(edge.source, edge.target, edge.kind, edge.audience) for edge in facts[made].edges}
    node, own = f"engagement:{made}", f"person:{peer}"
    assert ties == {(own, node, "helped", own), *((node, f"topic:{topic}", "about", own) for topic in topics)}
    assert [(each.id, each.audience) for each in facts[made].nodes] == [(node, own)]
    assert [each for engagement, each in facts.items() if engagement != made] == [Facts()]


def test_who_asks_for_a_topic_hears_of_engagements_about_it(make, search):
    topic, other = make.topic(), make.topic()
    peers = [make.person(**OPEN) for _ in range(2)]
    for peer, about in zip(peers, (topic, other), strict=True):
        make.engagement(peer, [about], question=QUESTION)
    assert proposed(search(topics=[topic])) == peers[:1]


def test_folding_step_by_step_equals_building_afresh(make, application, peer, search):
    more = ("", " Who pays?", " With radio, sirens and mosques in villages up the valley?", "")
    for words, outcome in zip(more, ("yes", "no", "partly", "yes"), strict=True):
        made = make.engagement(peer, [make.topic()], question=QUESTION + words, outcome=outcome)
        search()
    set_on(application, Engagement, made, visibility="private")
    set_on(application, Person, peer, position="Head of drought")
    folded = search()
    setup_engine(application)
    assert search() == folded
    assert len(folded["items"][0]["evidence"]) == 3
    assert same_afresh(application) == []


@pytest.fixture
def laid_out(application, tmp_path, monkeypatch):
    """A function that lays out the index and starts the engine anew from the files."""
    settings = replace(application.config["SETTINGS"], index_folder=str(tmp_path / "index"))
    monkeypatch.setitem(application.config, "SETTINGS", settings)

    def again():
        setup_engine(application)
        with application.app_context():
            current_engine().lay_out()
            db.session.remove()
        setup_engine(application)

    yield again
    shutil.rmtree(tmp_path / "index", ignore_errors=True)


def test_an_engine_that_begins_with_a_layout_knows_engagements_and_newcomers(make, peer, search, laid_out):
    make.engagement(peer, question=QUESTION)
    before = search()
    laid_out()
    assert search() == before
    assert before["first_offer"]["is_newcomer"] is False


def test_nobody_learns_from_himself(make, peer):
    with pytest.raises(IntegrityError):
        make.engagement(peer, seeker_id=peer)

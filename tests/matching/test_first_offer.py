"""Whom to invite first: the share of newcomers is reached, costs what is said, and changes nothing else."""

import math
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.collection import Collection, JudgedQuery
from matching.constants import GOOD_FIT, NEWCOMER_FIT
from matching.evaluate import evaluate
from matching.first_offer import PastEngagements, Standing, first_offer, qualified, standing, turn
from matching.index import EvidenceIndex
from matching.offered import offered
from matching.rank import rank_people
from matching.types import Evidence, PastEngagement

WORDS = [*("radio", "water", "tax", "land", "school", "clinic", "road", "seed"), "census", "flood", "market", "forest"]
WORDS += ["bridge", "ferry", "drought"]
TURN = 0.7246793225470113
NETWORK = frozenset({"network"})


def is_new(person: str) -> bool:
    return person.startswith("new")


def ranked(*pairs: tuple[str, float]) -> list[Standing]:
    return [Standing(name, fit, fit) for name, fit in pairs]


def question(number: int) -> str:
    return f"{WORDS[number % 15]} {WORDS[number // 15 % 15]} in village {number}"


SHARES = st.sampled_from([0.0, 0.1, 0.2, 0.5, 0.9, 1.0])
PEERS = st.lists(st.tuples(st.sampled_from(["new", "old"]), st.floats(0.01, 1.0)), min_size=1, max_size=10).map(
    lambda pairs: ranked(*sorted(((f"{kind}-{n}", fit) for n, (kind, fit) in enumerate(pairs)), key=lambda p: -p[1]))
)


@given(PEERS, st.text())
def test_without_a_share_the_first_is_always_invited_first(peers: list[Standing], text: str) -> None:
    offer = first_offer(peers, text, 0.0, is_new)
    assert offer is not None
    assert (offer.id, offer.cost, offer.is_newcomer) == (peers[0].id, 0.0, is_new(peers[0].id))


@given(PEERS, st.text(), SHARES)
def test_nobody_is_put_first_but_a_newcomer_who_fits_well_and_nearly_as_well_as_the_first(
    peers: list[Standing], text: str, share: float
) -> None:
    offer = first_offer(peers, text, share, is_new)
    assert offer is not None
    chosen = next(each for each in peers if each.id == offer.id)
    if chosen is not peers[0]:
        assert is_new(chosen.id)
        assert not is_new(peers[0].id)
        assert chosen.fit >= GOOD_FIT
        assert chosen.fit >= NEWCOMER_FIT * peers[0].fit
        better = peers[: peers.index(chosen)]
        assert not any(is_new(each.id) and each.fit >= max(GOOD_FIT, NEWCOMER_FIT * peers[0].fit) for each in better)
    assert offer.cost == peers[0].score - chosen.score >= 0.0


@pytest.mark.parametrize("fit", [GOOD_FIT - 0.001, 0.5 * NEWCOMER_FIT - 0.001])
def test_a_newcomer_who_does_not_qualify_is_never_put_first(fit: float) -> None:
    best = 0.5 if fit > GOOD_FIT else GOOD_FIT
    offers = [first_offer(ranked(("old", best), ("new", fit)), question(n), 1.0, is_new) for n in range(50)]
    assert {offer and offer.id for offer in offers} == {"old"}
    assert offers[0] is not None
    assert "none of them fits" in offers[0].why


@pytest.mark.parametrize("share", [0.1, 0.2, 0.5, 0.8])
def test_the_share_is_reached_over_many_questions(share: float) -> None:
    peers, count = ranked(("old", 0.5), ("new", 0.45)), 3_000
    offers = [first_offer(peers, question(number), share, is_new) for number in range(count)]
    reached = sum(offer is not None and offer.is_newcomer for offer in offers) / count
    assert reached == pytest.approx(share, abs=3.3 * math.sqrt(share * (1 - share) / count))  # 1 in 1,000 by chance


def test_with_a_share_of_one_every_question_has_its_newcomer() -> None:
    peers = ranked(("old", 0.5), ("new", 0.45))
    assert all((first_offer(peers, question(n), 1.0, is_new) or peers[0]).id == "new" for n in range(500))


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6), st.randoms())
def test_the_same_words_have_the_same_turn_in_any_order_case_and_number(words: list[str], chance: Any) -> None:
    again = [word.upper() if chance.random() < 0.5 else word for word in words + words]
    chance.shuffle(again)
    assert turn(" ".join(words)) == turn(", ".join(again) + "?")


def test_the_turn_of_a_question_never_changes() -> None:
    # Workers and machines agree on it, and so do versions: an answer must not turn with an update.
    assert turn("How do others warn farmers of drought in time?") == pytest.approx(TURN, abs=1e-12)
    assert 0.0 <= turn("") < 1.0


def test_a_larger_share_takes_no_turn_back() -> None:
    peers = ranked(("old", 0.5), ("new", 0.45))

    def chosen(share: float) -> set[int]:
        offers = ((n, first_offer(peers, question(n), share, is_new)) for n in range(400))
        return {n for n, offer in offers if offer is not None and offer.is_newcomer}

    assert chosen(0.1) < chosen(0.3) < chosen(0.9)


def test_nobody_suggested_is_nobody_invited() -> None:
    assert first_offer([], "village radio", 1.0, is_new) is None
    assert qualified([], is_new) == []


AUDIENCES = st.sampled_from(["network", "country:KE", "person:ann"])
PAST = st.builds(PastEngagement, st.sampled_from(["ann", "ben"]), AUDIENCES)
HISTORY = st.lists(st.tuples(st.sampled_from("abcd"), st.none() | PAST), max_size=20)


@given(HISTORY)
def test_who_is_a_newcomer_depends_on_the_engagements_in_force_only(history: list[tuple[str, Any]]) -> None:
    folded, afresh, now = PastEngagements(), PastEngagements(), {}
    for each in history:
        folded.fold(dict([each]))
        now |= dict([each])
    afresh.fold(now)
    for person in ("ann", "ben", "cho"):
        for keys in (NETWORK, NETWORK | {"country:KE"}, frozenset[str]()):
            mine = [past for past in now.values() if past and past.person == person]
            expected = not any(past.audience in keys for past in mine)
            assert folded.is_newcomer(person, keys) is afresh.is_newcomer(person, keys) is expected


def world(make: Any, chance: random.Random) -> tuple[list[Evidence], dict[str, str]]:
    """Sixty people with three texts each; twenty of them have helped before, by engagement."""
    items = [
        make.item(f"i{person:02}-{n}", " ".join(chance.choices(WORDS, k=6)), f"p{person:02}")
        for person in range(60)
        for n in range(3)
    ]
    helped = {f"engagement:{n:03}": f"p{chance.randrange(20):02}" for n in range(80)}
    asked = [
        make.item(item_id, " ".join(chance.choices(WORDS, k=5)), person, kind="engagement")
        for item_id, person in helped.items()
    ]
    return items + asked, helped


@pytest.mark.parametrize("seed", range(3))
def test_on_a_generated_world_share_and_cost_are_what_is_found_by_asking_one_by_one(make: Any, seed: int) -> None:
    chance = random.Random(seed)
    items, helped = world(make, chance)
    index, past = EvidenceIndex.build(items), PastEngagements()
    past.fold({item_id: PastEngagement(person, "network") for item_id, person in helped.items()})
    people = {f"p{number:02}": make.candidate(f"p{number:02}") for number in range(60)}
    share, turns, possible, cost = 0.3, 0, 0, []
    for number in range(400):
        text = " ".join(chance.choices(WORDS, k=4)) + f" {number}"
        answer = rank_people(index, people, make.viewer(), make.query(text))
        peers = [standing(each) for each in answer.suggestions]
        new = [each.id for each in answer.suggestions if int(each.id[1:]) >= 20 or each.id not in helped.values()]
        offer = first_offer(peers, text, share, lambda person: past.is_newcomer(person, NETWORK))
        assert offer is not None
        scores = {each.id: each.score for each in answer.suggestions}
        assert offer.cost == pytest.approx(answer.suggestions[0].score - scores[offer.id], abs=1e-12)
        assert offer.is_newcomer == (offer.id in new)
        if peers[0].id not in new and qualified(peers, new.__contains__):
            possible += 1
            turns += offer.is_newcomer
            cost.append(offer.cost)
    assert possible > 60
    assert turns / possible == pytest.approx(share, abs=3.3 * math.sqrt(share * (1 - share) / possible))
    assert 0 < max(cost) < 0.5


def test_what_evaluation_reports_is_recomputed_from_its_run(make: Any) -> None:
    items, helped = world(make, random.Random(7))
    texts = {item.id: item.text for item in items}
    queries = tuple(JudgedQuery(each, texts[each], each, {person: 2}) for each, person in sorted(helped.items()))
    found = evaluate(Collection(tuple(items), queries, tuple(sorted({p for i in items for p in i.people}))))
    reported = {share: offered(found.run, queries, helped, share) for share in (0.0, 0.5, 1.0)}
    lost, to_newcomers, possible = dict.fromkeys(reported, 0.0), dict.fromkeys(reported, 0), 0
    for query in queries:
        lines = [line for line in found.run if line.query_id == query.id][:10]
        others = {person for each, person in helped.items() if each != query.id}
        first, least = lines[0], max(GOOD_FIT, NEWCOMER_FIT * lines[0].score)
        fresh = [line for line in lines if line.person_id not in others and line.score >= least]
        possible += first.person_id not in others or bool(fresh)
        for share in reported:
            is_turn = first.person_id in others and bool(fresh) and turn(query.text) < share
            chosen = fresh[0] if is_turn else first
            lost[share] += first.score - chosen.score
            to_newcomers[share] += chosen.person_id not in others
    for share, each in reported.items():
        assert (each.questions, each.with_newcomer, each.to_newcomers) == (80, possible, to_newcomers[share])
        assert each.fit_given_up == pytest.approx(lost[share] / 80, abs=1e-12)
    assert reported[0.0].to_newcomers < reported[0.5].to_newcomers < reported[1.0].to_newcomers == possible
    assert reported[0.0].fit_given_up == 0.0 < reported[0.5].fit_given_up


def test_an_engagement_does_not_count_while_its_own_question_is_asked(make: Any) -> None:
    items = [make.item("engagement:1", "village radio", "ann"), make.item("b", "village radio", "ann")]
    asked = (JudgedQuery("engagement:1", "village radio", "engagement:1", {"ann": 2}),)
    run = evaluate(Collection(tuple(items), asked, ("ann",))).run
    assert offered(run, asked, {"engagement:1": "ann"}, 0.0).to_newcomers == 1
    assert offered(run, asked, {"engagement:1": "ann", "engagement:2": "ann"}, 0.0).to_newcomers == 0

"""The question guide: 12 to 20 questions after what a lesson is made of, about what no lesson covers yet."""

from __future__ import annotations

import pytest

from app.knowledge_risk.guide import PARTS, guide
from app.knowledge_risk.models import Position
from app.knowledge_risk.scoring import Scored
from app.lessons.models import LESSON_TEXTS
from app.topics.models import Topic
from tests.features.knowledge_risk.plan_world import LOOK, PlanWorld


def test_it_asks_for_every_part_of_a_lesson_and_for_contacts():
    assert tuple(PARTS) == (*LESSON_TEXTS, "contacts")


@pytest.mark.parametrize("count", range(25))
def test_it_has_12_to_20_different_questions_however_many_topics_there_are(count):
    topics = [Topic(id=str(number), name=f"Topic {number}") for number in range(count)]
    told = guide(Scored(Position(id="p", title="Clerk", topics=topics), None, None, None))
    texts = [each["text"] for each in told["questions"]]
    assert 12 <= len(texts) == len(set(texts)) <= 20
    assert {each["topic"] for each in told["questions"]} - {None} == set(told["topics"]) == set(topics[:16])
    assert not any("{" in each for each in texts)


@pytest.fixture
def world(application, make):
    return PlanWorld(application, make)


def test_what_a_validated_lesson_covers_is_not_asked_again_unless_it_is_asked_for(world, make):
    covered = make.topic("Ferries")
    make.lesson(world.holder, [covered], step="validated", visibility="institution")
    path = f"/positions/{world.post_about(world.topic, covered)}/guide"
    told = world.manager.get(path, **LOOK).json
    assert [each["id"] for each in told["topics"]] == [world.topic]
    assert "River gauging" in str(told["questions"])
    assert "Ferries" in world.manager.get(path, **LOOK, topic_id=covered).get_data(as_text=True)
    assert world.manager.get(path, **LOOK, topic_id=make.topic()).status_code == 422


def test_the_holder_reads_his_guide_and_a_manager_says_what_for(world):
    path = f"/positions/{world.post}/guide"
    assert world.client(world.holder).get(path).status_code == 200
    assert world.manager.get(path).status_code == 422
    assert world.client(world.colleague()).get(path).status_code == 404

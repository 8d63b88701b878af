"""The questions of a capture interview: what a lesson is made of, asked about each topic that no lesson covers yet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.errors import Invalid
from app.knowledge_risk.models import Position
from app.knowledge_risk.scoring import Scored
from app.topics.models import Topic

# Every text of the guide, so that it can be translated in one place. {about} is a topic, or the title of the post.
# The parts are those of a lesson, in the order in which it is read.
PARTS = {
    "question": "Which question about {about} do people bring to you that nobody else here can answer?",
    "context": "Tell of one real case about {about}: where and when was it, who was part of it, what was at stake?",
    "actions": "What did you do about {about} in that case, step by step? What would a watcher have missed?",
    "results": "What came of your work on {about}, and how do you know? Which figures, letters or reports show it?",
    "what_worked": "What about {about} works here, again and again?",
    "what_failed": "What about {about} was tried and did not work, or went wrong at first?",
    "why": "How do you tell early that something about {about} is going wrong, and why does it go wrong?",
    "recommendations": "What should whoever takes over {about} do first, and what never?",
    "conditions": "What must be given for your way with {about} to work: law, money, seasons, equipment, people?",
    "contacts": "Whom do you call about {about}, inside and outside, and what can each of them do?",
}
OPENING = (
    "Which of your tasks would stop, or go wrong, in the first three months after you have left?",
    "Which of them come only once a year or less, so that nobody has seen you do them?",
)
CLOSING = (
    "Where are your files, notes, lists and passwords kept, and who else can reach them?",
    "What should I have asked you about your work that I did not ask?",
)
MOST = 20
# Where there are too many topics for all parts, these are asked first.
_FIRST = (
    *("question", "what_failed", "contacts", "why", "recommendations"),
    *("what_worked", "context", "actions", "results", "conditions"),
)


def guide(post: Scored, topic_id: str | None = None) -> dict[str, Any]:
    """The guide for all topics without a validated lesson, or for one of the post; 12 to 20 questions.

    Raises: Invalid for a topic that the post is not about.
    """
    topics = _asked_about(post, topic_id)
    about = [(topic, topic.name) for topic in topics] or [(None, post.position.title)]
    parts = set(_FIRST[: _places() // len(about)])
    asked = [
        {"part": part, "topic": topic, "text": text.format(about=name)}
        for topic, name in about
        for part, text in PARTS.items()
        if part in parts
    ]
    position = {"id": post.position.id, "name": post.position.title}
    questions = [*_plain("opening", OPENING), *asked, *_plain("closing", CLOSING)]
    return {"position": position, "holder": post.holder, "topics": topics, "questions": questions}


def _asked_about(post: Scored, topic_id: str | None) -> list[Topic]:
    position: Position = post.position
    if topic_id is not None:
        one = [each for each in position.topics if each.id == topic_id]
        if not one:
            raise Invalid("The post is not about this topic.", topic_id=["Ask for a topic of the post."])
        return one
    covered = {each.topic for each in post.risk.topics if each.lessons} if post.risk else set()
    return [each for each in position.topics if each.id not in covered][: _places()]


def _places() -> int:
    return MOST - len(OPENING) - len(CLOSING)


def _plain(part: str, texts: Sequence[str]) -> list[dict[str, Any]]:
    return [{"part": part, "topic": None, "text": text} for text in texts]

"""The table of decisions, for communities of practice."""

from __future__ import annotations

from app.rights.deciding import Decision, Erasure

_ROW, _PART, _AUTHORED = Erasure.ROW, Erasure.PART, Erasure.AUTHORED
COMMUNITY_DECISIONS = (
    Decision("community.author_id", "communities_founded", _AUTHORED, "the work of an institution"),
    Decision("community_topic.community_id", "community_topics", _PART, "its topics", within="communities_founded"),
    Decision(
        "community_language.community_id",
        "community_languages",
        _PART,
        "its languages",
        within="communities_founded",
    ),
    Decision("community_member.community_id", "", _PART, "who is in it: others' data"),
    Decision("community_member.person_id", "communities_joined", _ROW, "who is gone is in no community"),
    Decision("community_gathering.community_id", "", _PART, "when it meets: the community's data"),
)

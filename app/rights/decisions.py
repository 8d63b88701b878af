"""The table of decisions: each column that leads to a person or an account, how it is shown and how it is erased."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Erasure(StrEnum):
    """What an erasure does to the rows that a column ties to the person."""

    ROW = "the row goes"
    PART = "goes with what it is part of"
    NAME = "stays, without the name"
    WORDS = "stays, without the name, also inside the text"
    AUTHORED = "private ones go; shared ones stay without the name, also inside the text"
    ALL = "all rows go, whoever they are tied to"
    STAYS = "stays"


@dataclass(frozen=True, slots=True)
class Decision:
    """How a column's rows are shown in the export (a key of it, or empty), and erased.

    `only` names the columns shown where the rest is somebody else's; `feeds` the kind of thing that the change feed
    hears of when such a row goes; `to` the table whose ids the column holds where no foreign key says so; `within` the
    entry of the export that the rows are parts of.
    """

    column: str
    key: str
    erasure: Erasure
    why: str
    only: tuple[str, ...] = ()
    feeds: str = ""
    to: str = ""
    within: str = ""

    @property
    def table(self) -> str:
        """The name of the table."""
        return self.column.partition(".")[0]

    @property
    def name(self) -> str:
        """The name of the column in its table."""
        return self.column.partition(".")[2]


_ROW, _PART, _NAME, _STAYS = Erasure.ROW, Erasure.PART, Erasure.NAME, Erasure.STAYS
_AUTHORED, _WORDS, _ALL = Erasure.AUTHORED, Erasure.WORDS, Erasure.ALL
DECISIONS = (
    Decision("person.id", "person", _ROW, "the entry in the directory", feeds="person"),
    Decision("person.email", "", _ROW, "shown with the person"),
    Decision("account.id", "account", _ROW, "the way to sign in"),
    Decision("account.person_id", "", _ROW, "an account of nobody opens nothing"),
    Decision("account.email", "", _ROW, "shown with the account"),
    Decision("role_grant.account_id", "roles", _PART, "a role is held by an account"),
    Decision("role_group_member.account_id", "groups", _PART, "a group gives its members a role"),
    Decision("api_token.account_id", "tokens", _PART, "a token opens an account"),
    Decision("web_session.account_id", "sessions", _PART, "a session opens an account"),
    Decision("identity.account_id", "identities", _PART, "it opens an account, too"),
    Decision("identity.subject", "", _ROW, "shown with the identity"),
    Decision("person_language.person_id", "languages", _PART, "what a person speaks"),
    Decision("employment.person_id", "employments", _PART, "where a person worked"),
    Decision("expertise.person_id", "expertise", _PART, "what a person knows"),
    Decision(
        "endorsement.expertise_id",
        "endorsements_got",
        _PART,
        "others are shown a number; who vouched is his own data",
        only=("id", "expertise_id", "given_on"),
        within="expertise",
    ),
    Decision("endorsement.person_id", "endorsements_given", _ROW, "it speaks in the person's name"),
    Decision("challenge.author_id", "challenges_written", _AUTHORED, "the work of an institution", feeds="challenge"),
    Decision("challenge_topic.challenge_id", "challenge_topics", _PART, "its topics", within="challenges_written"),
    Decision("lesson.author_id", "lessons_written", _AUTHORED, "the know-how of an institution", feeds="lesson"),
    Decision("lesson_topic.lesson_id", "lesson_topics", _PART, "its topics", within="lessons_written"),
    Decision("lesson_contributor.lesson_id", "lesson_contributors", _PART, "its contacts", within="lessons_written"),
    Decision(
        "lesson_contributor.person_id",
        "lessons_contributed_to",
        _ROW,
        "a contact who is gone can't be asked",
        feeds="lesson",
    ),
    Decision(
        "lesson.validated_by_id",
        "lessons_validated",
        _NAME,
        "that it was validated stays true",
        only=("id", "validated_on"),
        feeds="lesson",
    ),
    Decision("engagement.peer_id", "engagements_as_peer", _ROW, "what a person helped with", feeds="engagement"),
    Decision("engagement.lesson_id", "", _NAME, "the database itself takes a lesson that goes off it"),
    Decision("engagement_topic.engagement_id", "engagement_topics", _PART, "its topics", within="engagements_as_peer"),
    Decision(
        "engagement.seeker_id",
        "engagements_as_seeker",
        _WORDS,
        "what the other helped with is his own",
        only=(
            "id",
            "title",
            "question",
            "language",
            "status",
            "started_at",
            "completed_on",
            "outcome",
            "cancel_reason",
        ),
        feeds="engagement",
    ),
    Decision("engagement_session.engagement_id", "meetings", _PART, "its meetings", within="engagements_as_peer"),
    Decision("engagement_note.engagement_id", "", _PART, "notes of the two go with it"),
    Decision("engagement_note.author_id", "notes_written", _ROW, "what a person noted for the two of them"),
    Decision("engagement_feedback.engagement_id", "", _PART, "what the two said of it goes with it"),
    Decision("engagement_feedback.person_id", "feedback_given", _ROW, "it speaks in the person's name"),
    Decision(
        "exchange.owner_id",
        "exchanges_begun",
        _WORDS,
        "the work of two institutions",
        only=("id", "title", "step", "development_goal", "institutional_challenge", "change_objective", "created_at"),
    ),
    Decision("exchange.challenge_id", "", _NAME, "the database itself takes a challenge that goes off it"),
    Decision("exchange_participant.exchange_id", "", _PART, "who takes part: others' data"),
    Decision(
        "exchange_participant.person_id",
        "exchanges_named_in",
        _ROW,
        "who is gone takes part in nothing",
        only=("id", "exchange_id", "institution_id", "role", "named_at"),
    ),
    Decision("exchange_activity.exchange_id", "", _PART, "its agenda: the institutions' data"),
    Decision("exchange_budget_line.exchange_id", "", _PART, "its budget: the institutions' data"),
    Decision("exchange_outcome.exchange_id", "", _PART, "its outcomes: the institutions' data"),
    Decision("replication.lesson_id", "", _PART, "where the lesson was taken up: others' data"),
    Decision("replication.exchange_id", "", _NAME, "the database itself takes an exchange that goes off it"),
    Decision(
        "replication.author_id",
        "replications_written",
        _WORDS,
        "what an institution took up",
        only=("id", "lesson_id", "institution_id", "uptake", "why", "result", "taken_up_on"),
    ),
    Decision("match_request.seeker_id", "requests", _ROW, "what a person asked for"),
    Decision("match_request.challenge_id", "", _NAME, "the database itself takes a challenge that goes off it"),
    Decision("match_request.exchange_id", "", _NAME, "the database itself takes an exchange that goes off it"),
    Decision("match_request_topic.request_id", "request_topics", _PART, "its topics", within="requests"),
    Decision(
        "match_request.owner_id",
        "requests_looked_after",
        _NAME,
        "another coordinator goes on",
        only=("id", "status", "opened_at", "closed_at"),
    ),
    Decision("suggestion.request_id", "", _PART, "who was suggested for it: others' data"),
    Decision(
        "suggestion.person_id",
        "suggested_for",
        _ROW,
        "who is gone is suggested no more",
        only=("request_id", "ring"),
    ),
    Decision(
        "offer.request_id",
        "offers_made",
        _PART,
        "its invitations, and what was answered",
        only=("id", "status", "message", "reason", "offered_at", "answered_at"),
        within="requests",
    ),
    Decision("offer.engagement_id", "", _NAME, "the database itself takes an engagement that goes off it"),
    Decision("offer.peer_id", "offers_got", _ROW, "an invitation of nobody any more"),
    Decision("blocked_pair.person_id", "blocked", _ROW, "only the person knows of it"),
    Decision("blocked_pair.other_id", "", _ROW, "never shown: it is the other's to know"),
    Decision(
        "position.holder_id",
        "positions_held",
        _WORDS,
        "the post stays, and what its know-how is",
        only=("id", "institution_id", "title", "unit", "factor", "evidence", "rated_at"),
        feeds="position",
    ),
    Decision("position_topic.position_id", "position_topics", _PART, "its topics", within="positions_held"),
    Decision(
        "position.rated_by_id",
        "positions_rated",
        _NAME,
        "that it was rated stays true",
        only=("id", "title", "factor", "evidence", "rated_at"),
    ),
    Decision("position_contest.position_id", "", _NAME, "the database itself takes a position that goes off it"),
    Decision(
        "position_contest.person_id",
        "contests",
        _ROW,
        "it speaks in the person's name",
        only=("id", "position_id", "text", "contested_at", "answer", "answered_at"),
    ),
    Decision(
        "position_contest.answered_by_id",
        "contests_answered",
        _NAME,
        "the answer is the holder's to keep",
        only=("id", "answer", "answered_at"),
    ),
    Decision(
        "departure.person_id",
        "departures",
        _ROW,
        "when a person leaves",
        only=("id", "institution_id", "kind", "leaves_on", "declared_at"),
    ),
    Decision(
        "departure.declared_by_id",
        "departures_declared",
        _NAME,
        "another manager goes on",
        only=("id", "declared_at"),
    ),
    Decision("position_successor.position_id", "", _PART, "who is to take over is named for a post: others' data"),
    Decision(
        "position_successor.person_id",
        "successor_for",
        _ROW,
        "who is gone succeeds nobody",
        only=("position_id", "topic_id", "named_at"),
    ),
    Decision(
        "position_successor.named_by_id",
        "successors_named",
        _NAME,
        "that somebody was named stays true",
        only=("position_id", "topic_id", "named_at"),
    ),
    Decision(
        "retention_plan.position_id",
        "plans_for_my_posts",
        _PART,
        "what is planned so that the know-how of a post stays",
        only=("id", "position_id", "residual_at_start", "opened_at", "closed_at", "close_reason"),
        within="positions_held",
    ),
    Decision(
        "plan_action.plan_id",
        "plan_actions",
        _PART,
        "what is to be done in it; for whom is others' data",
        only=("id", "plan_id", "kind", "topic_id", "what", "due_on", "done_at"),
        within="plans_for_my_posts",
    ),
    Decision(
        "retention_plan.owner_id",
        "plans_owned",
        _NAME,
        "another manager goes on",
        only=("id", "position_id", "residual_at_start", "opened_at", "closed_at", "close_reason"),
    ),
    Decision(
        "plan_action.person_id",
        "plan_actions_for_me",
        _WORDS,
        "what is to be done stays, and somebody else is named for it",
        only=("id", "kind", "topic_id", "what", "due_on", "done_at"),
    ),
    Decision("plan_action.lesson_id", "", _NAME, "the database itself takes a lesson that goes off it"),
    Decision(
        "round.opened_by_id",
        "rounds_opened",
        _NAME,
        "the round goes on",
        only=("id", "title", "status", "created_at"),
    ),
    Decision(
        "round_need.contact_id",
        "needs_in_rounds",
        _NAME,
        "the institution names somebody else",
        only=("id", "round_id", "challenge_id", "hours_per_month", "languages", "months", "visitors"),
    ),
    Decision("round_need.round_id", "", _PART, "what was entered is part of its round"),
    Decision("round_offer.round_id", "", _PART, "what was entered is part of its round"),
    Decision("round_offer_topic.offer_id", "", _PART, "its topics"),
    Decision("round_expert.offer_id", "", _PART, "who helps is named for an offer: others' data"),
    Decision("round_need.challenge_id", "", _PART, "what is needed is a challenge: it goes with it"),
    Decision("round_expert.person_id", "offers_in_rounds", _ROW, "who is gone helps nobody"),
    Decision("round_pin.person_id", "pins_of_me", _ROW, "there is nobody to plan with", only=("need_id", "kind")),
    Decision(
        "round_pin.by_id", "pins_set", _NAME, "what was asked of the plan stays", only=("need_id", "kind", "reason")
    ),
    Decision("round_pin.need_id", "", _PART, "it goes with the need"),
    Decision("round_fit.need_id", "", _PART, "it goes with the need"),
    Decision("round_fit.person_id", "fits_in_rounds", _ROW, "there is nobody to plan with", only=("need_id", "fit")),
    Decision("round_plan.round_id", "", _PART, "a plan is part of its round"),
    Decision(
        "round_plan.made_by_id", "plans_made", _NAME, "the plan stays", only=("id", "round_id", "number", "made_at")
    ),
    Decision(
        "round_plan.confirmed_by_id",
        "plans_confirmed",
        _NAME,
        "that it was confirmed stays true",
        only=("id", "round_id", "number", "confirmed_at"),
    ),
    Decision("round_fitting.round_id", "", _PART, "it goes with the round"),
    Decision("plan_placement.plan_id", "", _PART, "who is placed with whom is part of the plan: others' data"),
    Decision("plan_placement.need_id", "", _NAME, "the database itself takes a need that goes off it"),
    Decision("plan_placement.offer_id", "", _NAME, "the database itself takes an offer that goes off it"),
    Decision(
        "plan_placement.expert_id",
        "placed_in_plans",
        _NAME,
        "that the institution had a place stays true",
        only=("plan_id", "need_id", "offer_id", "fit", "month", "language"),
    ),
    Decision("plan_placement.request_id", "", _NAME, "the database itself takes a request that goes off it"),
    Decision("plan_placement.exchange_id", "", _NAME, "the database itself takes an exchange that goes off it"),
    Decision("plan_alternate.placement_id", "", _PART, "others for a place are part of the plan: others' data"),
    Decision("plan_alternate.offer_id", "", _PART, "it goes with the offer"),
    Decision(
        "plan_alternate.person_id",
        "alternate_in_plans",
        _ROW,
        "who is gone is no alternate",
        only=("placement_id", "fit", "month", "language"),
    ),
    Decision("plan_unplaced.plan_id", "", _PART, "who has no place is part of the plan"),
    Decision("plan_unplaced.need_id", "", _PART, "it goes with the need"),
    Decision("plan_relaxing.plan_id", "", _PART, "what keeps a need out is part of the plan"),
    Decision("plan_relaxing.need_id", "", _PART, "it goes with the need"),
    Decision(
        "plan_relaxing.person_id",
        "asked_for_more_in_plans",
        _ROW,
        "there is nobody to ask for more",
        only=("plan_id", "limit", "amount"),
    ),
    Decision(
        "message.person_id",
        "messages",
        _ROW,
        "mails to the person",
        only=("id", "kind", "state", "facts", "problem", "created_at", "due_at", "sent_at"),
    ),
    Decision("message.other_id", "", _NAME, "a mail to somebody else; what the person wrote is taken out of it"),
    Decision("idempotency_key.account_id", "", _ALL, "kept for a day; answers may name anybody"),
    Decision("choice.person_id", "choices", _PART, "the record of one's own choices"),
    Decision(
        "change.item_id", "", _STAYS, "a bare id, so that every index and copy forgets what it names", to="person"
    ),
    Decision(
        "audit_event.account_id",
        "events",
        _STAYS,
        "a bare id of nobody any more: what was done can't be denied",
        only=("at", "doing", "purpose", "request_id"),
        to="account",
    ),
    Decision("audit_event.person_id", "", _STAYS, "a bare id, as above", to="person"),
    Decision("audit_event.actor", "", _STAYS, "what kind of actor it was"),
    Decision("audit_item.item_id", "", _STAYS, "a bare id, as above", to="person"),
)

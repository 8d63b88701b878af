"""What personal data is used for, on which ground, for how long, and where each use is switched off: the one table.

It is served at GET /purposes, and `docs/privacy.md` shows it. The grounds are those of the GDPR (Art. 6); many laws of
other countries know the same ones.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Purpose:
    """One use of personal data."""

    name: str
    purpose: str
    data: str
    legal_basis: str
    retention: str
    switched_off: str


PURPOSES = (
    Purpose(
        "directory",
        "Colleagues find out who works where, on what.",
        "Name, position, unit, institution; former jobs",
        "Public task (Art. 6(1)(e)): staff records that the institution keeps anyway",
        "Until the person is removed",
        "DELETE /me, or the institution removes the entry",
    ),
    Purpose(
        "profile",
        "Colleagues learn what a person chose to show of himself.",
        "E-mail, about, languages, hours and working days, expertise and its endorsements",
        "Consent (Art. 6(1)(a)), card by card",
        "Until it is changed, hidden or removed",
        "Each card and each expertise: visibility `private` (the default)",
    ),
    Purpose(
        "matching",
        "Somebody with a challenge finds the peer who has been there before.",
        "What of the above, of lessons and of challenges the seeker may see; hours offered, rings opened",
        "Public task (Art. 6(1)(e)); further rings only where the person opened them",
        "In the index only as long as in the profile: gone from the next answer",
        "`is_paused`, `ring_open`, or `objects_to_matching` (Art. 21) in PATCH /people/{id}",
    ),
    Purpose(
        "lessons",
        "An institution keeps its know-how when people leave.",
        "Author, contributors and validator of a lesson; author of a challenge",
        "Public task (Art. 6(1)(e))",
        "The text as long as the institution keeps it; the names until the person is removed",
        "Visibility of each lesson and challenge; DELETE /me takes the name off",
    ),
    Purpose(
        "requests",
        "Somebody asks for help, and a peer who has been there is invited.",
        "Question and who asked; who was suggested and invited, and the answers; mails about it; whom one blocked",
        "Public task (Art. 6(1)(e)); an invitation binds nobody",
        "Until the person is removed; what a mail says until it is sent, its row 90 days",
        "`is_paused`; blocked people, whom nobody else is told of; withdrawing the request",
    ),
    Purpose(
        "engagements",
        "What peers learnt from each other counts as experience.",
        "Question, topics, meetings, dates and outcome; who helped whom; notes of the two, one's own feedback",
        "Public task (Art. 6(1)(e)); shown to others by consent of the peer (Art. 6(1)(a))",
        "Until the peer is removed; without the seeker's name once he is",
        "Visibility of each engagement: `private` (the default)",
    ),
    Purpose(
        "communities",
        "Colleagues who care for the same thing find and meet each other.",
        "Who founded a community; who joined it, in which role; what is noted of gatherings",
        "Consent (Art. 6(1)(a)): everybody joins himself, and says who may see so",
        "Until one leaves or is removed; the community without the name of who founded it",
        "DELETE /communities/{id}/members/{id} by oneself; visibility of each membership: `private` (the default)",
    ),
    Purpose(
        "exchanges",
        "Two institutions plan and hold an exchange, and know who comes.",
        "Who is named to take part, in which role; who began it; who said that a lesson was taken up",
        "Public task (Art. 6(1)(e)); seen by coordinators of the two, of the network, and who is named",
        "5 years after it ended; a name until the person is removed or taken out",
        "DELETE /exchanges/{id}/participants/{id} by oneself; `objects_to_matching` or `is_paused`: no expert any more",
    ),
    Purpose(
        "risk",
        "An institution sees in time which knowledge it is about to lose.",
        "Posts with their know-how, factor, evidence and holder; what a holder contests; declared days of departure; "
        "who is to take over, and the plans by which know-how is kept",
        "Legitimate interest of the institution (Art. 6(1)(f)), agreed with the staff's representation",
        "As long as the position is planned for; a departure 365 days after its day, a plan 2 years after it "
        "was closed",
        "`objects_to_risk` (Art. 21) in PATCH /people/{id}; for all of an institution its setting",
    ),
    Purpose(
        "sign_in",
        "Only who may does see and write anything.",
        "E-mail, password as an argon2id hash, roles, tokens and sessions as hashes, subject at the identity provider",
        "Public task and security of processing (Art. 6(1)(e), Art. 32)",
        "Until the account is removed; ended tokens 90 days, sessions 30 days",
        "DELETE /tokens/{id}, DELETE /me",
    ),
    Purpose(
        "choices",
        "A person can prove, and look up, what he chose and was told, and when.",
        "Each change of a privacy choice and each notice shown",
        "Legal obligation (Art. 5(2), Art. 7(1))",
        "3 years",
        "Not while the entry exists; it goes with DELETE /me",
    ),
    Purpose(
        "audit",
        "What was done with people's data can be shown: to the person, to a works council, to a court.",
        "Who (an opaque id), when, what, why; never what was written",
        "Legal obligation (Art. 5(2), Art. 32)",
        "As long as the log is kept; the id of who was erased names nobody any more",
        "Not: a log that can be switched off shows nothing",
    ),
    Purpose(
        "erasures",
        "Who was erased is erased again when an older backup is restored.",
        "A keyed hash of the id, which names nobody",
        "Legal obligation (Art. 17)",
        "As long as a backup of that time may exist",
        "Not: it would bring erased people back",
    ),
)


def purposes() -> dict[str, object]:
    """The table with its version, which changes whenever a word of it does."""
    items = [asdict(each) for each in PURPOSES]
    said = json.dumps(items, sort_keys=True).encode()
    return {"version": hashlib.sha256(said).hexdigest()[:16], "items": items}

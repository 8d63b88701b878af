"""What people are told of the uses of their data: the table of `app.rights.purposes`, as it is asked of the API."""

from __future__ import annotations

from app.web.marked import marked as _

# What for, which data, on which ground, until when.
DATA = (
    _("Colleagues find out who works where, on what."),
    _("Name, position, unit, institution; former jobs"),
    _("Public task (Art. 6(1)(e)): staff records that the institution keeps anyway"),
    _("Until the person is removed"),
    _("Colleagues learn what a person chose to show of himself."),
    _("E-mail, about, languages, hours and working days, expertise and its endorsements"),
    _("Consent (Art. 6(1)(a)), card by card"),
    _("Until it is changed, hidden or removed"),
    _("Somebody with a challenge finds the peer who has been there before."),
    _("What of the above, of lessons and of challenges the seeker may see; hours offered, rings opened"),
    _("Public task (Art. 6(1)(e)); further rings only where the person opened them"),
    _("In the index only as long as in the profile: gone from the next answer"),
    _("An institution keeps its know-how when people leave."),
    _("Author, contributors and validator of a lesson; author of a challenge"),
    _("Public task (Art. 6(1)(e))"),
    _("The text as long as the institution keeps it; the names until the person is removed"),
    _("Somebody asks for help, and a peer who has been there is invited."),
    _("Question and who asked; who was suggested and invited, and the answers; mails about it; whom one blocked"),
    _("Public task (Art. 6(1)(e)); an invitation binds nobody"),
    _("Until the person is removed; what a mail says until it is sent, its row 90 days"),
    _("What peers learnt from each other counts as experience."),
    _("Question, topics, meetings, dates and outcome; who helped whom; notes of the two, one's own feedback"),
    _("Public task (Art. 6(1)(e)); shown to others by consent of the peer (Art. 6(1)(a))"),
    _("Until the peer is removed; without the seeker's name once he is"),
    _("Two institutions plan and hold an exchange, and know who comes."),
    _("Who is named to take part, in which role; who began it; who said that a lesson was taken up"),
    _("Public task (Art. 6(1)(e)); seen by coordinators of the two, of the network, and who is named"),
    _("5 years after it ended; a name until the person is removed or taken out"),
    _("An institution sees in time which knowledge it is about to lose."),
    _(
        "Posts with their know-how, factor, evidence and holder; what a holder contests; declared days of "
        "departure; who is to take over, and the plans by which know-how is kept"
    ),
    _("Legitimate interest of the institution (Art. 6(1)(f)), agreed with the staff's representation"),
    _("As long as the position is planned for; a departure 365 days after its day, a plan 2 years after it was closed"),
    _("Only who may does see and write anything."),
    _("E-mail, password as an argon2id hash, roles, tokens and sessions as hashes, subject at the identity provider"),
    _("Public task and security of processing (Art. 6(1)(e), Art. 32)"),
    _("Until the account is removed; ended tokens 90 days, sessions 30 days"),
    _("A person can prove, and look up, what he chose and was told, and when."),
    _("Each change of a privacy choice and each notice shown"),
    _("Legal obligation (Art. 5(2), Art. 7(1))"),
    _("3 years"),
    _("What was done with people's data can be shown: to the person, to a works council, to a court."),
    _("Who (an opaque id), when, what, why; never what was written"),
    _("Legal obligation (Art. 5(2), Art. 32)"),
    _("As long as the log is kept; the id of who was erased names nobody any more"),
    _("Who was erased is erased again when an older backup is restored."),
    _("A keyed hash of the id, which names nobody"),
    _("Legal obligation (Art. 17)"),
    _("As long as a backup of that time may exist"),
    _("Colleagues who care for the same thing find and meet each other."),
    _("Who founded a community; who joined it, in which role; what is noted of gatherings"),
    _("Consent (Art. 6(1)(a)): everybody joins himself, and says who may see so"),
    _("Until one leaves or is removed; the community without the name of who founded it"),
)

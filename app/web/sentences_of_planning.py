"""What operations say where they refuse, of exchanges, rounds, their files and knowledge at risk; as in `sentences`."""

from __future__ import annotations

from app.web.marked import marked as _

# Of exchanges, their people and their gates.
EXCHANGES = (
    _("Begin an exchange for an institution that you coordinate."),
    _("Only who coordinates one of the two institutions can do this."),
    _("This institution learns: another one shares."),
    _("People of the institution that shares take part: take them out before another one shares."),
    _("There is no such challenge."),
    _("Not known; look it up in /challenges."),
    _("There is no such exchange."),
    _("Not known; look it up in /exchanges."),
    _("A lesson is taken up elsewhere: this is the institution that it comes from."),
    _("This person is not available for this. Name another one."),
    _("This person takes part already. Take them out first to give them another role."),
    _("Unnamed people are of one of the two."),
    _("It takes no part in this exchange."),
    _("A %(exchange_role)s is of the %(side)s institution."),
    _("Name each activity of this exchange once, and leave the id out of a new one."),
    _("Each outcome is wanted once."),
    _("Measure what was wanted."),
    _("Nobody wanted %(outcome)s."),
    _("Say the day, or from when to when."),
    _("It ends after it begins, within %(count)s days."),
    _("Say a person, or an institution and a number."),
    _("Say the %(missing)s."),
    _("Say which institution shares."),
    _("Nobody takes part from the %(side)s institution."),
    _("Say which outcomes are wanted."),
    _("Choose an instrument."),
    _("Put an activity on the agenda."),
    _("Say what it costs; the amount may be 0."),
    _("A %(instrument)s has at least %(limit)s %(limited)s; here %(found)s (%(source)s)."),
    _("A %(instrument)s has at most %(limit)s %(limited)s; here %(found)s (%(source)s)."),
    _("days on the agenda"),
    _("people who visit"),
    _("people who visit (%(count)s with a justification)"),
    _("experts"),
    _("people who learn"),
    _("Measure %(outcome)s: what, how far, and when."),
    _("An exchange begins with what it is for."),
    _("Who takes part and what is to change comes before how."),
    _("What is done, when and for how much comes before doing it."),
    _("The instrument has limits."),
    _("An exchange ends with what came of it."),
)
# Of rounds and plans.
ROUNDS = (
    _("Enter a challenge of this institution."),
    _("This institution has no such challenge."),
    _("Others plan with it: its author must show it to the whole network first."),
    _("This challenge is not shown to the network."),
    _("Name somebody of this institution who can be."),
    _("This person can't be named here."),
    _("Not all months are in the round."),
    _("%(value)s is not in the round."),
    _("This challenge is in the round already: alter that entry, or withdraw it first."),
    _("An offer of this title is in the round already: alter that entry, or withdraw it first."),
    _("Somebody is named twice."),
    _("Name everybody once."),
    _("Name people of this institution who help colleagues abroad; they say so on their own page."),
    _("Some people can't be named here."),
    _("%(value)s is named in another offer of this round."),
    _("Everybody is in one offer of a round."),
    _("The last month is before the first."),
    _("Choose the first month or a later one."),
    _("The round is too long."),
    _("A round has %(count)s months at most."),
    _("The least is more than the most."),
    _("Say no more than `most_taken`."),
    _("This need is pinned to somebody else. Take that pin out first."),
    _("This person is not available."),
    _("Choose somebody who can be planned with."),
    _("Prices are told of the newest plan, until it is confirmed."),
    _("Plan %(count)s of this round was made since. Look at it, and confirm that one."),
    _("The plan does not hold any more. Nothing was written; make a new plan."),
    _("The need was withdrawn, its challenge is closed or hidden, or nobody is there who would learn. Plan anew."),
    _("The offer was withdrawn, or none of its experts is there any more. Plan anew."),
    _("The expert is not available any more. Plan anew, or pin an alternate and plan anew."),
    _("A pin asks for somebody, or for a need, that can't be planned with any more. Take it out: %(unsaid)s."),
    _(
        "The round was altered each time while it was planned, so nothing was kept. Plan it again in a "
        "moment; close its entries first if many are still entering."
    ),
    _("%(broken)s Make a new plan."),
    _("%(of)s and its expert have no language in common any more."),
    _("%(of)s and its expert have too few working hours in common by now."),
    _("An exchange fits less well than the round asks for by now."),
    _("%(of)s has met %(other)s in another exchange since."),
    _("%(other)s is not available for %(of)s any more, or not as it was planned."),
    _("%(of)s and its expert have no month in common any more."),
    _("%(of)s has fewer hours left a month than the plan takes."),
    _("The offer %(of)s has fewer hours a month than the plan takes."),
    _("The offer %(of)s is for fewer exchanges than the plan has."),
    _("%(of)s would share in more exchanges than the round allows."),
    _("%(of)s would learn in more exchanges than the round allows."),
    _("%(of)s would learn from %(other)s more than once."),
    _("The plan costs more than the budget of the round."),
    _("%(of)s would not share as often as it learns."),
    _("%(other)s is pinned for %(of)s, and the plan has it otherwise."),
    _("%(of)s would have more than one expert."),
    _("%(of)s would learn in fewer exchanges than the round asks for."),
)
# Of files of entries, row by row.
FILES = (
    _("Send the file itself as the body, as %(unsaid)s."),
    _("Nothing was written: mend these rows, then send the file again."),
    _("This is no number."),
    _("Write a whole number, such as 1200."),
    _("Write a number, such as 2.5."),
    _("Hours are missing."),
    _("Write each expert with hours a month: Ann Expert: 4; Bo: 2"),
    _("Hours are no number."),
    _("Write hours a month as a number: Ann Expert: 4"),
    _("Several are called so: add the id in brackets, as an export writes it."),
    _("A name is not clear."),
    _("Nothing here is called so: check the name."),
    _("The file can't be read."),
    _("Some rows don't fit."),
    _("%(count)s cells where the header has %(most)s."),
    _("“%(value)s” is not a column. The columns of %(unsaid)s are: %(choices)s."),
    _("The column %(value)s is missing. The columns of %(unsaid)s are: %(choices)s."),
    _("The column %(value)s is there twice."),
    _("The header is not right."),
    _("The file has more than %(most)s rows: split it."),
    _("The text is not UTF-8: save the file as CSV UTF-8."),
    _("This row is no CSV (%(unsaid)s): close every quote."),
    _("The workbook is damaged: open it and save it again as .xlsx."),
    _("The workbook has several sheets, and none is called “%(value)s”: rename the one to read."),
    _("The workbook has a DTD or entities, which no spreadsheet writes."),
    _("This is no XLSX workbook, or it has a password: save it as “Excel workbook (.xlsx)” without one."),
    _("The workbook unpacks to more than %(most)s MB: send less."),
    _("The workbook has a password: save it as “Excel workbook (.xlsx)” without one."),
    _("The workbook is packed in a way that no spreadsheet does: save it again as .xlsx."),
    _("The workbook has two parts of one name: save it again as .xlsx."),
    _("The workbook has macros: save it as “Excel workbook (.xlsx)”, without them."),
    _("The sheet has more than %(most)s rows: delete the empty ones at its end, or split it."),
    _("Cells are merged (%(value)s): take them apart, each row says all of itself."),
)
# Of posts, departures and retention plans.
RISK = (
    _("This day is over."),
    _("Name a day to come."),
    _("This action is done."),
    _("No lesson is named: write it down and name it in this action (lesson_id)."),
    _(
        "A lesson of the holder on this topic counts once somebody else has validated it and colleagues may "
        "read it. Have it validated first."
    ),
    _("Nobody is named: say who takes over (person_id)."),
    _("This person is not successor of the post for this topic: name the person as successor first."),
    _(
        "A successor counts once competent in the topic, as the entry in the directory shows to colleagues. "
        "This person's does not yet."
    ),
    _("This lesson can't be named here."),
    _("Name a lesson of the holder on this topic that colleagues may read, in an action for a lesson."),
    _("Somebody else declared this: ask them to alter it or take it back."),
    _("Declare a day to come."),
    _("A departure of this person is declared already: alter that one."),
    _("The post is not about this topic."),
    _("Ask for a topic of the post."),
    _("Only a person of the directory can say this: it is shown with the name."),
    _("Say what you look for: ?purpose= is one of %(unsaid)s. It is kept in the audit log."),
    _("A plan is open for this post: go on with that one, or close it first."),
    _("Nobody has rated this post: rate it first, so that it is known what is at stake."),
    _("No topic of this post is open: say which topics it is about, or leave it: all are covered."),
    _("This plan is closed: open another one."),
    _("%(count)s of the actions are not done: do them, or say why the plan is closed without them."),
    _("The holder contests this entry: answer first."),
    _("You have contested this; a manager has to answer first."),
    _("Nobody waits for an answer here."),
    _("This is about yourself: another manager of the institution has to say it."),
    _("Only managers of an institution ask this."),
    _("Name people of this institution."),
    _("Nobody there: %(value)s."),
    _("Each band begins above the next: high priority, priority, high importance."),
    _(
        "Knowledge-loss risk is switched off at this institution. A manager can switch it on, with the "
        "agreement of the staff's representation."
    ),
    _("Name the agreement with the staff's representation (its date or number) to switch this on."),
    _("Nobody succeeds himself."),
    _("This is the holder of the post."),
    _("Name topics that the post is about."),
    _("The post is not about %(value)s."),
    _("IAEA STI/PUB/1248 (2006), after the Tennessee Valley Authority; to be checked against the publication"),
)
PLANNING = (*EXCHANGES, *ROUNDS, *FILES, *RISK)
# What a retention plan proposes, by the kind of the action: stored in English, with the name of the topic.
PROPOSED = {
    "capture_interview": (_("Interview the holder about %(topic)s, with the question guide of this post."),),
    "lesson": (
        _("A lesson on %(topic)s is written down and not validated yet: have somebody else validate it."),
        _("Write down what the interview brings about %(topic)s as a lesson; have somebody else validate it."),
    ),
    "successor": (
        _("This colleague is competent in %(topic)s: name the colleague as successor for it."),
        _(
            "Nobody here is competent in %(topic)s yet. This colleague comes nearest: name as successor, and"
            " train until competent."
        ),
        _("Nobody here who knows %(topic)s was found. Find or recruit somebody, and name that person as successor."),
    ),
    "shadowing": (
        _("Let this colleague work at the holder's side on %(topic)s."),
        _("Let whoever is named as successor work at the holder's side on %(topic)s."),
    ),
    "mentoring": (
        _(
            "Nobody here is competent in %(topic)s. This peer elsewhere is: whoever takes over asks the peer"
            " for help, with a match request."
        ),
        _(
            "Nobody competent in %(topic)s was found here or elsewhere. Whoever takes over opens a match "
            "request: peers join from time to time."
        ),
    ),
}

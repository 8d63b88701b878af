"""Fits of a round: how well the evidence of each expert answers each need, as everybody in the network sees it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select

from app.challenges.models import Challenge
from app.changes import newest_number
from app.engine import current_engine
from app.extensions import db, utc_now
from app.planning.models import RoundFit, RoundFitting
from app.rounds.models import RoundNeed
from matching.among import evidence_among, fits_among
from matching.planning.types import Pair
from matching.types import EvidenceHit, Query

Progress = Callable[[int, int], None]  # how many needs of how many


@dataclass(frozen=True, slots=True)
class Fits:
    """Fits of (need, person) as they were after that change, at least; `asked` is a checksum of whom they are of."""

    change_number: int
    asked: str
    found: dict[Pair, float]


def fits_of(round_id: str, needs: Sequence[RoundNeed], people: frozenset[str], progress: Progress) -> Fits:
    """Fits of a round, worked out anew where the network, the needs or the experts changed since they were kept.

    Each is looked for in a transaction of its own: the engine does not go back to the moment at which a long one began.
    """
    fitting, asked, newest = db.session.get(RoundFitting, round_id), _checksum(needs, people), newest_number()
    if fitting is not None and (fitting.change_number, fitting.asked) == (newest, asked):
        return Fits(newest, asked, stored_fits(round_id))
    questions = [(need.id, need.institution_id, question_of(need.challenge, people)) for need in needs]
    fits = {}
    for done, (need_id, institution_id, question) in enumerate(questions, 1):
        db.session.rollback()
        found = current_engine().ask_some(institution_id, question, fits_among)
        fits.update({(need_id, person): fit for person, fit in found.items()})
        progress(done, len(needs))
    return Fits(newest, asked, fits)


def keep_fits(round_id: str, fits: Fits) -> None:
    """Keep them for the next plan, and for what is asked about this one."""
    fitting = db.session.get(RoundFitting, round_id)
    if fitting is None:
        fitting = RoundFitting(round_id=round_id)
        db.session.add(fitting)
    elif (fitting.change_number, fitting.asked) == (fits.change_number, fits.asked):
        return
    fitting.change_number, fitting.asked = fits.change_number, fits.asked
    _store(round_id, fits.found)


def stored_fits(round_id: str) -> dict[Pair, float]:
    """The fits that the last plan was made from."""
    found = select(RoundFit.need_id, RoundFit.person_id, RoundFit.fit).join(RoundNeed, RoundNeed.id == RoundFit.need_id)
    rows = db.session.execute(found.where(RoundNeed.round_id == round_id)).all()
    return {(need, person): fit for need, person, fit in rows}


def evidence_of(
    challenge: Challenge, institution_id: str, people: frozenset[str]
) -> dict[str, tuple[EvidenceHit, ...]]:
    """The evidence behind the fits of these people, as everybody in the network sees it now."""
    return current_engine().ask_some(institution_id, question_of(challenge, people), evidence_among)


def question_of(challenge: Challenge, people: frozenset[str]) -> Query:
    """What is asked of these people."""
    text = "\n".join(filter(None, (challenge.title, challenge.description)))
    return Query(text=text, on=utc_now().date(), among=people)


def _checksum(needs: Sequence[RoundNeed], people: frozenset[str]) -> str:
    named = ",".join(sorted(each.id for each in needs)) + ";" + ",".join(sorted(people))
    return hashlib.sha256(named.encode()).hexdigest()


def _store(round_id: str, fits: dict[Pair, float]) -> None:
    mine = select(RoundNeed.id).where(RoundNeed.round_id == round_id)
    db.session.execute(
        delete(RoundFit).where(RoundFit.need_id.in_(mine)), execution_options={"synchronize_session": False}
    )
    rows: list[dict[str, Any]] = [{"need_id": need, "person_id": who, "fit": fit} for (need, who), fit in fits.items()]
    if rows:
        db.session.execute(insert(RoundFit), rows)

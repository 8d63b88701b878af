"""Pins: what every plan of a round must have, or must not have, and why. A new plan is made to see what follows."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.errors import Conflict, Invalid, NotFound
from app.extensions import db
from app.rounds.experts import is_standing
from app.rounds.models import RoundExpert, RoundNeed, RoundOffer, RoundPin
from app.rounds.service import act_on, get_round, open_round


class PinnedAlready(Conflict):
    """A need has one expert: it is pinned to one at most."""

    type = "pinned-already"

    def __init__(self) -> None:
        super().__init__("This need is pinned to somebody else. Take that pin out first.")


def pins_of(round_id: str) -> list[RoundPin]:
    """All pins of a round. Raises: NotFound."""
    found = select(RoundPin).join(RoundPin.need).where(RoundNeed.round_id == get_round(round_id).id)
    found = found.options(joinedload(RoundPin.need).joinedload(RoundNeed.challenge), joinedload(RoundPin.person))
    return list(db.session.scalars(found.order_by(RoundPin.need_id, RoundPin.person_id)))


def put_pin(round_id: str, need_id: str, person_id: str, said: dict[str, str], by: str | None) -> RoundPin:
    """Pin a need of the round to one of its experts, or forbid the two.

    Raises: NotFound for another round's; Invalid, WrongState, PinnedAlready.
    """
    act_on(open_round(round_id), "plan")
    need = db.session.get(RoundNeed, need_id)
    found = select(RoundExpert).join(RoundExpert.offer).where(RoundOffer.round_id == round_id)
    expert = db.session.scalar(found.where(RoundExpert.person_id == person_id))
    if need is None or need.round_id != round_id or expert is None:
        raise NotFound
    if said["kind"] == "pin":
        _require_pinnable(need, expert)
    pin = db.session.get(RoundPin, (need_id, person_id))
    if pin is None:
        pin = RoundPin(need_id=need_id, person_id=person_id)
        db.session.add(pin)
    pin.kind, pin.reason, pin.by_id = said["kind"], said.get("reason", ""), by
    db.session.flush()
    return pin


def _require_pinnable(need: RoundNeed, expert: RoundExpert) -> None:
    if not is_standing(expert.person, expert.offer.institution_id):
        raise Invalid("This person is not available.", person_id=["Choose somebody who can be planned with."])
    others = select(RoundPin.person_id).where(RoundPin.need_id == need.id, RoundPin.kind == "pin")
    if db.session.scalar(others.where(RoundPin.person_id != expert.person_id)) is not None:
        raise PinnedAlready


def take_pin_out(round_id: str, need_id: str, person_id: str) -> None:
    """The pin is gone. Raises: NotFound, WrongState."""
    act_on(open_round(round_id), "plan")
    pin = db.session.get(RoundPin, (need_id, person_id))
    if pin is None or pin.need.round_id != round_id:
        raise NotFound
    db.session.delete(pin)
    db.session.flush()

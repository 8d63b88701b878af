"""Who sees an exchange: the coordinators of its two institutions, the network's, and who is named in it. ONE predicate.

It is the same for the list, the exchange itself, its brief and calendar, and for what was taken up from it elsewhere.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_, select, true

from app.database import locked
from app.errors import Forbidden, NotFound
from app.exchanges.models import Exchange, Participant
from app.extensions import db
from app.policy import institutions_within, is_reached, is_within
from app.viewer import Viewer

_READING = "exchanges.get_exchange"  # whoever may read an exchange sees it wherever it is told of


def seen_by(viewer: Viewer) -> ColumnElement[bool]:
    """The SQL condition that the viewer sees an exchange."""
    reached, me = institutions_within(viewer, _READING), viewer.person_id
    if reached is None:
        return true()
    ways = [Exchange.learning_institution_id.in_(reached), Exchange.sharing_institution_id.in_(reached)]
    if me is not None and is_within(viewer, _READING, None, me):
        ways.append(Exchange.participants.any(Participant.person_id == me))
    return or_(*ways)


def get_exchange(exchange_id: str, viewer: Viewer) -> Exchange:
    """The exchange. Raises: NotFound, also where the viewer does not see it."""
    found = db.session.scalar(select(Exchange).where(Exchange.id == exchange_id, seen_by(viewer)))
    if found is None:
        raise NotFound
    return found


def open_exchange(exchange_id: str, viewer: Viewer) -> tuple[Exchange, tuple[str, ...]]:
    """The same to write in it, locked until the commit, and as what the viewer acts. Raises: NotFound, Forbidden."""
    locked(db.session(), Exchange, exchange_id)
    exchange = get_exchange(exchange_id, viewer)
    actors = _actors(exchange, viewer)
    if not actors:
        raise Forbidden("Only who coordinates one of the two institutions can do this.")
    return exchange, actors


def _actors(exchange: Exchange, viewer: Viewer) -> tuple[str, ...]:
    places = (exchange.learning_institution_id, exchange.sharing_institution_id)
    is_coordinator = any(place is not None and is_reached(place) for place in places)
    me = viewer.person_id
    is_named = me is not None and any(each.person_id == me for each in exchange.participants) and is_reached(None, me)
    return (*(["coordinator"] if is_coordinator else []), *(["participant"] if is_named else []))

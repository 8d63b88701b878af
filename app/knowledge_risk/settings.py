"""Rules of the settings: off until an institution names its agreement with the staff, and off again at any time."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from app.errors import Conflict, Invalid, NotFound
from app.extensions import db
from app.institutions.service import get_institution
from app.knowledge_risk.models import RiskSetting
from app.policy import is_reached
from graph.positions import TVA

# The totals from which on a band begins, the worst first; below the last it is the last of the scale's bands.
THRESHOLDS = ("high_priority_from", "priority_from", "importance_from")
USUAL = {name: band.least for name, band in zip(THRESHOLDS, TVA.bands, strict=False)}


class SwitchedOff(Conflict):
    """The institution does not look at risk: told to those who would see it, to others there is nothing."""

    type = "risk-switched-off"

    def __init__(self) -> None:
        super().__init__(
            "Knowledge-loss risk is switched off at this institution. A manager can switch it on, with the agreement "
            "of the staff's representation."
        )


def setting_of(institution_id: str) -> RiskSetting:
    """The setting of the institution; where nobody has said anything, off with the usual numbers."""
    setting = db.session.get(RiskSetting, institution_id)
    if setting is not None:
        return setting
    usual = {"is_on": False, "agreement": "", "fiscal_year_starts": 1, "bands": dict(USUAL), "min_cell": 10}
    return RiskSetting(institution_id=institution_id, **usual)


def get_setting(institution_id: str) -> RiskSetting:
    """The same for a request. Raises: NotFound, also where the viewer's roles do not reach."""
    if not is_reached(institution_id):
        raise NotFound
    return setting_of(get_institution(institution_id).id)


def update_setting(setting: RiskSetting, said: dict[str, Any]) -> None:
    """Say these things. Raises: Invalid where it would be on without an agreement."""
    if said.get("is_on", setting.is_on) and not said.get("agreement", setting.agreement):
        detail = "Name the agreement with the staff's representation (its date or number) to switch this on."
        raise Invalid(detail, agreement=[detail])
    for name, value in said.items():
        setattr(setting, name, value)
    db.session.add(setting)
    db.session.flush()


def switched_on() -> Select[tuple[str]]:
    """The select of the institutions where it is on."""
    return select(RiskSetting.institution_id).where(RiskSetting.is_on)


def require_on(institution_id: str) -> None:
    """Let the request go on only where it is on. Raises: SwitchedOff."""
    if not setting_of(institution_id).is_on:
        raise SwitchedOff

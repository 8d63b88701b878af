"""Area by unit: in full for who manages the institution, as counts that give nobody away for who does not."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy.exc import IntegrityError

from app.extensions import db, utc_now
from app.institutions.models import Institution
from app.knowledge_risk.models import RiskSetting
from app.knowledge_risk.plan_models import RiskAggregate
from app.knowledge_risk.scoring import Scored, scored
from graph.aggregates import Member, shown

AT_RISK = ("high_priority", "priority")  # the bands that ask for something to be done


def heat_map(place: Institution, setting: RiskSetting) -> list[dict[str, Any]]:
    """A cell for each area and unit with posts in it: how many, and the highest residual risk among them."""
    cells: dict[tuple[str, str, str], list[Scored]] = defaultdict(list)
    for post in scored(place, setting, utc_now().date()):
        for topic in post.position.topics:
            cells[topic.name, topic.id, post.position.unit].append(post)
    return [_cell(*named, posts) for named, posts in sorted(cells.items())]


def _cell(name: str, topic_id: str, unit: str, posts: list[Scored]) -> dict[str, Any]:
    worst = max((each.risk for each in posts if each.risk), key=lambda risk: risk.residual, default=None)
    return {
        **{"area": {"id": topic_id, "name": name}, "unit": unit, "positions": len(posts)},
        **{"residual": worst.residual if worst else None, "band": worst.residual_band.name if worst else None},
    }


def aggregates(place: Institution, setting: RiskSetting) -> dict[str, Any]:
    """The cells of this quarter that are large enough to be shown, rounded; the same at every look."""
    today = utc_now().date()
    quarter = f"{today.year}-Q{(today.month + 2) // 3}"
    kept = db.session.get(RiskAggregate, (place.id, quarter)) or _made(place, setting, quarter, today)
    return {"institution": place, "quarter": quarter, "min_cell": setting.min_cell, "cells": kept.cells}


def _made(place: Institution, setting: RiskSetting, quarter: str, today: date) -> RiskAggregate:
    members = [
        Member(post.position.unit, frozenset(each.name for each in post.position.topics), _is_at_risk(post))
        for post in scored(place, setting, today)
        if post.holder is not None and post.risk is not None and post.position.topics
    ]
    cells = [asdict(cell) for cell in shown(members, setting.min_cell)]
    try:
        with db.session.begin_nested():
            made = RiskAggregate(institution_id=place.id, quarter=quarter, cells=cells)
            db.session.add(made)
    except IntegrityError:  # somebody else looked first in this very moment: his is shown
        return db.session.get_one(RiskAggregate, (place.id, quarter))
    return made


def _is_at_risk(post: Scored) -> bool:
    return post.risk is not None and post.risk.residual_band.name in AT_RISK

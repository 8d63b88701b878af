"""`sankofa plan`: the best plan of a round, who is placed with whom, and what keeps the others out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from app.database import reading_only
from app.extensions import db, utc_now
from app.planning.plans import make_plan
from app.planning.schemas import RoundPlanSchema
from app.planning.showing import shown
from app.printing import table_lines
from app.rounds.service import round_called
from app.terminal import ProgressBar, as_json, show, show_json, with_app


@click.command()
@click.argument("round_name", metavar="ROUND")
@as_json
@with_app
def plan(round_name: str, is_json: bool) -> None:
    """Plan ROUND (its reference or title) and keep the plan. Nobody is asked before it is confirmed."""
    made = make_plan(round_called(round_name).id, None, utc_now(), ProgressBar("Looking for evidence"))
    db.session.commit()
    with reading_only():
        answer = RoundPlanSchema().dump(shown(made, None))
    if is_json:
        show_json(answer)
    else:
        show(_lines(answer))


def _lines(answer: dict[str, Any]) -> Iterator[str]:
    yield f"Plan {answer['number']}: {answer['served']} needs have a place, {len(answer['unplaced'])} have none."
    if answer["placements"]:
        proven = "no plan can be better" if not answer["gap"] else f"at most {answer['gap']:.1%} more can be had"
        yield (
            f"Fit: worst {answer['worst']:.2f}, in all {answer['total']:.2f} ({proven})."
            f" Cost: {answer['cost']} {answer['currency']}.\n"
        )
        heads = ["need", "learns", "shares", "expert", "fit", "month", "language", "cost"]
        yield from table_lines(heads, [_placement(each) for each in answer["placements"]])
    for each in answer["unplaced"]:
        yield f"\nNo place: {each['need']['name']} ({each['institution']['name']})"
        yield from (f"  {told['sentence']}" for told in each["blocked_by"])
        if not each["blocked_by"]:
            yield f"  {each['why']}"


def _placement(each: dict[str, Any]) -> list[str]:
    language = "interpreter" if each["is_interpreted"] else each["language"] or "-"
    names = [each[name]["name"] if each[name] else "-" for name in ("need", *_PLACES, "expert")]
    return [names[0][:50], *names[1:], f"{each['fit']:.2f}", each["month"] or "-", language, str(each["cost"])]


_PLACES = ("learning_institution", "sharing_institution")

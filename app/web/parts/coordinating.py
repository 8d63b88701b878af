"""What coordinators look at: requests that nobody looks after, offers that wait, who is how busy, what is missing."""

from __future__ import annotations

from flask import render_template

from app.web.asking import ask
from app.web.gathering import me, zone_of
from app.web.pages import pages


@pages.get("/learning/coordination")
def coordination() -> str:
    """All that waits for a coordinator."""
    seen = ask("coordination.show_overview").body
    most = max([max(each["hours_taken"], each["hours_offered"] or 0) for each in seen["load"]], default=0) or 1
    return render_template("coordination.html", seen=seen, most=most, zone=zone_of(me()))


@pages.get("/learning/unmet")
def unmet_demand() -> str:
    """What would help most where nobody helps yet."""
    return render_template("unmet.html", seen=ask("unmet_demand.show_unmet_demand", {"limit": 5}).body)

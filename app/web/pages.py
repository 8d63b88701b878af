"""The blueprint of the pages that people work with, and what all of them share.

They have no data of their own: what they show and do they ask of operations (`asking`), as whoever looks at them.
"""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, Response, json, make_response, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _

from app.accounts.authentication import FORM_FIELD
from app.accounts.credentials import current_credential
from app.errors import Unauthenticated
from app.policy import PAGES
from app.viewer import current_viewer
from app.web.asking import Refused
from app.web.refusals import detail_of, title_of

pages = Blueprint(PAGES, __name__)
PROBLEM, FOR_PROGRAMS = "application/problem+json", ("/api/v1/", "/scim/", "/health/")
# Where the main parts are, and which roles have something to do there; None: everybody.
PARTS = (
    ("pages.home", _("Ask"), None),
    ("pages.directory", _("Directory"), None),
    ("pages.learning", _("My learning"), None),
    ("pages.lessons", _("Lessons"), None),
    ("pages.network", _("Network"), None),
    ("pages.rounds", _("Exchange rounds"), {"network_coordinator", "coordinator", "admin"}),
    ("pages.risk", _("Knowledge at risk"), None),
    ("pages.admin", _("Administration"), {"admin"}),
)


@pages.app_context_processor
def _shown_everywhere() -> dict[str, Any]:
    viewer = current_viewer()
    roles = {grant.role for grant in viewer.grants}
    return {
        "parts": [(endpoint, name) for endpoint, name, of in PARTS if roles and (of is None or roles & of)],
        "credential": current_credential(),
        "form_field": FORM_FIELD,
        "roles": roles,
        "person_id": viewer.person_id,
        "institution_id": viewer.institution_id,
        "new_key": lambda: secrets.token_urlsafe(16),
    }


def again(template: str, refused: Refused, **shown: Any) -> Response:
    """The page with its form once more: what is wrong stands beside it, what was typed stays.

    Who is not signed in, or may not see it at all, gets the page that says so. Raises: Refused.
    """
    if refused.status in (401, 403, 404):
        raise refused
    return make_response(render_template(template, wrong=refused, **shown), refused.status)


def then(endpoint: str, /, **values: Any) -> Response:
    """On to another page after something was done, so that loading it again does nothing twice."""
    return make_response(redirect(url_for(endpoint, **values), 303))


@pages.errorhandler(Refused)
def _relay(refused: Refused) -> Response:
    """What an operation refused, as it said it: made a page below."""
    answer = make_response(refused.problem, refused.status)
    answer.mimetype = PROBLEM
    if wait := refused.answer.headers.get("Retry-After"):
        answer.headers["Retry-After"] = wait
    return answer


@pages.after_app_request
def _tell_people(answer: Response) -> Response:
    """A page for each problem outside of the API; who is not signed in is asked to, and comes back."""
    if answer.mimetype != PROBLEM or request.path.startswith(FOR_PROGRAMS):
        return answer
    if answer.status_code == 401 and request.method == "GET" and request.blueprint == PAGES:
        answer.status_code, answer.data = 303, b""
        answer.location = url_for("web.show_sign_in", next=request.full_path.rstrip("?"))
    else:
        problem = json.loads(answer.get_data())
        answer.set_data(render_template("problem.html", title=title_of(problem), detail=detail_of(problem)))
    answer.mimetype = "text/html"
    return answer


def require_sign_in() -> None:
    """Raises: Unauthenticated for who is not; for pages that ask no operation before they are sent."""
    if not current_viewer().is_signed_in:
        raise Unauthenticated("Sign in first.")

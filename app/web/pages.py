"""The blueprint of the pages that people work with, and what all of them share.

They have no data of their own: what they show and do they ask of operations (`asking`), as whoever looks at them.
"""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _

from app.accounts.authentication import FORM_FIELD
from app.accounts.credentials import current_credential
from app.errors import DomainError, Unauthenticated, answer_of
from app.policy import PAGES
from app.viewer import current_viewer
from app.web.asking import Answer, Refused

pages = Blueprint(PAGES, __name__)
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
        "parts": [
            (endpoint, name)
            for endpoint, name, of in PARTS
            if endpoint in current_app.view_functions and roles and (of is None or roles & of)
        ],
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
def _tell_refusal(refused: Refused) -> Response:
    """A page for what an operation said in JSON; who is not signed in is asked to, and comes back."""
    if refused.status == 401 and request.method == "GET":
        return then("web.show_sign_in", next=request.full_path.rstrip("?"))
    answer = make_response(render_template("problem.html", problem=refused.problem), refused.status)
    if wait := refused.answer.headers.get("Retry-After"):
        answer.headers["Retry-After"] = wait
    return answer


@pages.errorhandler(DomainError)
def _tell_problem(error: DomainError) -> Response:
    """The same for a rule that the page itself found broken."""
    raw = answer_of(error)
    return _tell_refusal(Refused(Answer(raw.status_code, raw.get_json(), None, raw.headers)))


def require_sign_in() -> None:
    """Raises: Unauthenticated for who is not; for pages that ask no operation before they are sent."""
    if not current_viewer().is_signed_in:
        raise Unauthenticated("Sign in first.")

"""The blueprint of the pages that people work with, and what all of them share.

They have no data of their own: what they show and do they ask of operations (`asking`), as whoever looks at them.
"""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, Response, current_app, json, make_response, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _

from app.accounts.authentication import FORM_FIELD
from app.accounts.credentials import current_credential
from app.errors import Unauthenticated
from app.policy_table import PAGES
from app.viewer import current_viewer
from app.web.asking import NotSent, Refused
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


def again(template: str, refused: Refused, *, is_seen: bool = False, **shown: Any) -> Response:
    """The page with its form once more: what is wrong stands beside it, what was typed stays.

    Who is not signed in, or may not see it at all, gets the page that says so; `is_seen`: what is shown was asked for
    anew, so that whoever looks may see it, even where what he wanted to do away with is gone. Raises: Refused.
    """
    if refused.status in (401, 403) or (refused.status == 404 and not is_seen):
        raise refused
    if shown.get("etag") is None and "over" in request.form:
        shown["etag"] = request.form["over"]
    wrong = None if isinstance(refused, NotSent) else refused
    return make_response(render_template(template, wrong=wrong, **shown), refused.status)


@pages.app_template_global("as_it_is_now")
def as_it_is_now() -> str:
    """The address of the page that shows what a form was sent to alter: the nearest above that can be opened."""
    router, path = current_app.url_map.bind(""), request.path
    while path.count("/") > 1 and not router.test(path, "GET"):
        path = path.rpartition("/")[0]
    query = request.query_string.decode()
    return f"{path}?{query}" if query else path


@pages.app_template_global("sent_but")
def sent_but(*names: str) -> dict[str, list[str]]:
    """All that a form sent, but for those fields."""
    return {name: values for name, values in request.form.lists() if name not in names}


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

"""Pages rendered on the server: signing in and out, and the API reference."""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)

from app.accounts.identities import account_of
from app.accounts.models import Account
from app.accounts.passwords import MAX_PASSWORD
from app.accounts.service import sign_in, viewer_of
from app.accounts.sessions import COOKIE, end_session, open_session
from app.accounts.single_sign_on import claims_of_callback, is_offered, send_to_provider
from app.errors import Invalid, TooMany, Unauthenticated, answer_of
from app.extensions import db
from app.limits import count_attempt, of_client
from app.openapi import current_document
from app.viewer import become
from app.web.addresses import local_path
from app.web.reference import operations_by_group, shapes_in
from app.web.refusals import sentence

web = Blueprint("web", __name__)


@web.get("/sign-in")
def show_sign_in() -> str:
    """The form that asks who you are."""
    return _form(local_path(request.args.get("next")))


@web.post("/sign-in")
def sign_in_here() -> Response:
    """Sign in with e-mail and password; an error comes back with the form, the e-mail still in it."""
    email, following = request.form.get("email", ""), local_path(request.form.get("next"))
    try:
        account = sign_in(*_typed(email, request.form.get("password", "")))
    except (Invalid, Unauthenticated, TooMany) as error:
        answer = answer_of(error)
        answer.set_data(_form(following, email, sentence(error.detail)))
        answer.mimetype = "text/html"
        return answer
    return _enter(account, following)


def _typed(email: str, password: str) -> tuple[str, str]:
    """E-mail and password as they were typed. Raises: Invalid where one is missing or can't be one."""
    if not (0 < len(email) <= 254 and email.isprintable() and 0 < len(password) <= MAX_PASSWORD):
        raise Invalid("Type your e-mail and your password.")
    return email, password


def _form(following: str, email: str = "", wrong: str = "") -> str:
    name = current_app.config["SETTINGS"].oidc_name if is_offered() else ""
    return render_template("sign-in.html", next=following, email=email, wrong=wrong, provider=name)


def _enter(account: Account, following: str) -> Response:
    """A session for the account, under an id that nobody knew before, and on to where he wanted to go."""
    become(viewer_of(account))
    secret = open_session(account, request.headers.get("User-Agent", ""), request.cookies.get(COOKIE))
    db.session.commit()
    answer = make_response(redirect(following, 303))
    answer.set_cookie(COOKIE, secret, secure=True, httponly=True, samesite="Lax")
    return answer


@web.post("/sign-out")
def sign_out() -> Response:
    """End the session of this browser."""
    end_session(request.cookies.get(COOKIE, ""))
    db.session.commit()
    answer = make_response(redirect(url_for("pages.home"), 303))
    answer.delete_cookie(COOKIE, secure=True, httponly=True, samesite="Lax")
    return answer


@web.get("/sign-in/single")
def start_single_sign_on() -> Response:
    """Off to the identity provider."""
    callback = url_for("web.finish_single_sign_on", _external=True)
    return send_to_provider(callback, local_path(request.args.get("next")))


@web.get("/sign-in/single/back")
def finish_single_sign_on() -> Response:
    """Back from the identity provider."""
    count_attempt(of_client("single sign-on"))
    claims, following = claims_of_callback()
    return _enter(account_of(claims), local_path(following))


@web.get("/api/docs")
def docs() -> str:
    """Every operation in a line, by group; a page for each group says the rest."""
    return render_template("docs.html", document=current_document(), groups=operations_by_group(current_document()))


@web.get("/api/docs/<group>")
def docs_group(group: str) -> str:
    """The operations of a group with their roles, parameters and answers, and the shapes they use."""
    document = current_document()
    operations = operations_by_group(document).get(group)
    if operations is None:
        abort(404)
    shapes = shapes_in(document, operations)
    return render_template("docs-group.html", document=document, group=group, operations=operations, shapes=shapes)

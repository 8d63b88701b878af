"""What the table of policy lets a viewer do, asked before every request and by the rules of things."""

from __future__ import annotations

from flask import Flask, g, request

from app.errors import Forbidden, Unauthenticated
from app.policy_table import PAGES, POLICY, Scope
from app.viewer import Viewer, become, current_viewer


def act_through(viewer: Viewer, endpoint: str) -> None:
    """From now on this command acts as that viewer, as if asked through that endpoint. Raises: Forbidden."""
    if not is_allowed(viewer, endpoint):
        raise Forbidden("The roles of this account do not allow it. Name one of a coordinator.")
    become(viewer)
    g.endpoint = endpoint


def _endpoint() -> str:
    return g.get("endpoint") or request.endpoint or ""


def is_allowed(viewer: Viewer, endpoint: str) -> bool:
    """Whether some role of the viewer may call the endpoint at all, whatever the object."""
    rule = POLICY.get(endpoint, {})
    return "public" in rule or any(grant.role in rule for grant in viewer.grants)


def is_within(viewer: Viewer, endpoint: str, institution_id: str | None, person_id: str | None = None) -> bool:
    """Whether some role of the viewer reaches a thing of that institution and owner on the endpoint."""
    rule = POLICY.get(endpoint, {})
    for grant in viewer.grants:
        scope = rule.get(grant.role)
        if scope is Scope.NETWORK:
            return True
        if scope is Scope.INSTITUTION and grant.institution_id in (None, institution_id):
            return True
        if scope is Scope.SELF and person_id is not None and person_id == viewer.person_id:
            return True
    return False


def reached_institutions() -> frozenset[str] | None:
    """The institutions that the viewer's roles reach on this endpoint; None where one reaches the whole network."""
    return institutions_within(current_viewer(), _endpoint())


def institutions_within(viewer: Viewer, endpoint: str) -> frozenset[str] | None:
    """The same for any viewer and endpoint."""
    rule, reached = POLICY.get(endpoint, {}), set[str]()
    for grant in viewer.grants:
        scope = rule.get(grant.role)
        if scope is Scope.NETWORK or (scope is Scope.INSTITUTION and grant.institution_id is None):
            return None
        if scope is Scope.INSTITUTION and grant.institution_id is not None:
            reached.add(grant.institution_id)
    return frozenset(reached)


def is_reached(institution_id: str | None, person_id: str | None = None) -> bool:
    """Whether the viewer's roles reach that institution or owner on this endpoint."""
    return is_within(current_viewer(), _endpoint(), institution_id, person_id)


def require_reach(institution_id: str | None, person_id: str | None = None) -> None:
    """Let the request go on only where the viewer's roles reach that institution or owner. Raises: Forbidden."""
    if not is_reached(institution_id, person_id):
        raise Forbidden("Your roles do not reach this. Ask a coordinator of the institution it belongs to.")


def enforce() -> None:
    """The hook before every request, those that pages make within included. Raises: Unauthenticated, Forbidden."""
    if request.endpoint is None or request.blueprint == PAGES:
        return  # no such address or method: the framework's 404 or 405 says so
    viewer = current_viewer()
    if is_allowed(viewer, request.endpoint):
        return
    if request.endpoint in POLICY and not viewer.is_signed_in:
        raise Unauthenticated("Sign in first: send a valid token as `Authorization: Bearer <token>`.")
    raise Forbidden("Your roles do not allow this. Ask an administrator which role does.")


def setup_policy(app: Flask) -> None:
    """Enforce the table on every request; who the viewer is was settled by a hook before this one."""
    app.before_request(enforce)

"""Whether whoever looks may do something at all, by the policy: so that no page offers what would be refused."""

from __future__ import annotations

from typing import Any

from app.errors import Forbidden
from app.policy import is_allowed
from app.viewer import current_viewer
from app.web.pages import pages, require_sign_in


def may(endpoint: str) -> bool:
    """Whether the viewer has a role for that operation, wherever it reaches."""
    return is_allowed(current_viewer(), endpoint)


def require_permission(endpoint: str) -> None:
    """Let nobody fill in a form for what he may not do. Raises: Unauthenticated, Forbidden."""
    require_sign_in()
    if not may(endpoint):
        raise Forbidden("Your roles do not allow this.")


@pages.app_context_processor
def _may() -> dict[str, Any]:
    return {"may": may}

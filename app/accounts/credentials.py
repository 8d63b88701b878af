"""What a request was signed in with: a token or a session, and the secret that its forms must carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import g


@dataclass(frozen=True, slots=True)
class Credential:
    """A token (with its scope) or a session (with the token of its forms) of an account."""

    id: str
    email: str
    scope: str = "full"
    form_token: str | None = None


def current_credential() -> Credential | None:
    """What this request was signed in with; None where nobody signed in."""
    return cast("Credential | None", g.get("credential"))

"""Somebody at a browser: the pages, with the cookie that they gave, over HTTPS."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from app.accounts.sessions import COOKIE

SITE = "https://localhost"


class Browser:
    """A client that keeps cookies, and can send the token of its session's forms."""

    def __init__(self, application: Flask):
        self.client = application.test_client()

    def open(self, path: str, method: str = "GET", **options: Any) -> TestResponse:
        """Any request, exactly as told."""
        return self.client.open(path, method=method, base_url=SITE, **options)

    def sign_in(self, email: str, password: str, **fields: str) -> TestResponse:
        """The answer to the sign-in form."""
        return self.open("/sign-in", "POST", data={"email": email, "password": password, **fields})

    @property
    def cookie(self) -> str | None:
        """The secret of the session."""
        kept = self.client.get_cookie(COOKIE)
        return kept.value if kept else None

    @cookie.setter
    def cookie(self, secret: str) -> None:
        self.client.set_cookie(COOKIE, secret, secure=True)

    @property
    def form_token(self) -> str:
        """What the page puts into its forms."""
        found = re.search(r'name="csrf_token" value="([0-9a-f]{64})"', self.open("/").text)
        return found[1] if found else ""

    def api(self, method: str, path: str, **options: Any) -> TestResponse:
        """A request of the API with the form token of the session."""
        headers = {"X-CSRF-Token": self.form_token, **options.pop("headers", {})}
        return self.open(f"/api/v1{path}", method, headers=headers, **options)

"""Requests as a client sends them: JSON, a bearer token, If-Match where something is altered."""

from __future__ import annotations

from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

PREFIX = "/api/v1"


class ApiClient:
    """Sends requests to the API as one viewer."""

    def __init__(self, application: Flask, token: str | None = None):
        self._client = application.test_client()
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def get(self, path: str, **query: Any) -> TestResponse:
        """GET with query parameters."""
        return self._client.get(PREFIX + path, query_string=query, headers=self.headers)

    def post(self, path: str, body: Any = None, **headers: str) -> TestResponse:
        """POST a JSON body."""
        return self._client.post(PREFIX + path, json=body, headers={**self.headers, **headers})

    def patch(self, path: str, body: Any, etag: str | None = None) -> TestResponse:
        """PATCH with the ETag just read, or the one given."""
        return self._client.patch(PREFIX + path, json=body, headers=self._guarded(path, etag))

    def put(self, path: str, body: Any, etag: str | None = None) -> TestResponse:
        """PUT with the ETag just read, or the one given."""
        return self._client.put(PREFIX + path, json=body, headers=self._guarded(path, etag))

    def delete(self, path: str, etag: str | None = None) -> TestResponse:
        """DELETE with the ETag just read, or the one given."""
        return self._client.delete(PREFIX + path, headers=self._guarded(path, etag))

    def send(self, method: str, path: str, **options: Any) -> TestResponse:
        """Any other request, exactly as told; provisioning has an address of its own."""
        return self.send_to(method, path if path.startswith("/scim/") else PREFIX + path, **options)

    def send_to(self, method: str, address: str, **options: Any) -> TestResponse:
        """Any request to an address in full."""
        return self._client.open(
            address, method=method, headers={**self.headers, **options.pop("headers", {})}, **options
        )

    def _guarded(self, path: str, etag: str | None) -> dict[str, str]:
        found = etag or self.get(path).headers.get("ETag")
        return {**self.headers, "If-Match": found} if found else self.headers

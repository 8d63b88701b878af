"""An OpenID provider on a loopback port: the public mock, noting what passes, with tokens that can be falsified."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs

import oidc_provider_mock
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug import Request, Response
from werkzeug.serving import make_server
from werkzeug.test import run_wsgi_app

Claims = dict[str, Any]


class Provider:
    """The mock, wrapped: where there is a `forge`, it makes each ID token of its claims, and the keys are ours."""

    def __init__(self) -> None:
        self._inner = oidc_provider_mock.app()
        self.key = RSAKey.generate_key(2048, {"kid": "ours", "use": "sig", "alg": "RS256"})
        self.forge: Callable[[Claims], str] | None = None
        self.token_requests: list[dict[str, str]] = []
        self.address = ""

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        request = Request(environ)
        body = request.get_data()
        again = {**environ, "wsgi.input": BytesIO(body), "CONTENT_LENGTH": str(len(body))}
        response = Response(*run_wsgi_app(self._inner, again))
        if request.path == "/jwks" and self.forge:
            response.set_data(json.dumps({"keys": [self.key.as_dict(private=False)]}))
        if request.path == "/oauth2/token":
            self.token_requests.append({name: values[0] for name, values in parse_qs(body.decode()).items()})
            self._falsify(response)
        return response(environ, start_response)

    def _falsify(self, response: Response) -> None:
        said = response.get_json()
        if self.forge and "id_token" in said:
            claims = json.loads(_decoded(said["id_token"].split(".")[1]))
            said["id_token"] = self.forge(claims)
            response.set_data(json.dumps(said))

    def sign(self, claims: Claims, **header: str) -> str:
        """An ID token that the provider could have signed."""
        return jwt.encode({"alg": "RS256", "kid": "ours", **header}, claims, self.key)


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


@contextmanager
def running() -> Iterator[Provider]:
    """The provider, served from a thread."""
    provider = Provider()
    server = make_server("localhost", 0, provider, threaded=True)
    provider.address = f"http://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield provider
    server.shutdown()
    thread.join()
    server.server_close()

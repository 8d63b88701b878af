"""Real servers on this machine: one that takes mail, one that takes webhooks."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import SplitResult

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult


class Post:
    """Keeps what it is given, after a `rest` in seconds; `answers` are given instead of "taken", one a mail.

    `on_mail` is called when a mail is there; the sender has no answer before it returns.
    """

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answers: list[str] = []
        self.url, self.rest, self.refusal = "", 0.0, ""
        self.on_mail: Callable[[], None] = lambda: None
        self.entered: list[tuple[bytes, bytes]] = []

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        if self.refusal:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 known"

    def enter(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, said: Any) -> AuthResult:
        """Let everybody in, and keep the name and the password."""
        self.entered.append((said.login, said.password))
        return AuthResult(success=True)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.on_mail()
        await asyncio.sleep(self.rest)
        if self.answers:
            return self.answers.pop(0)
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 taken"


class AnyPort(Controller):
    """A controller that can be given port 0: it greets the server at the port that it was given."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mail_server(**options: Any) -> Iterator[Post]:
    """An SMTP server that listens."""
    post = Post()
    controller = AnyPort(post, hostname="127.0.0.1", port=0, authenticator=post.enter, **options)
    controller.start()
    post.url = f"smtp://127.0.0.1:{controller.port}"
    try:
        yield post
    finally:
        controller.stop()


class Receiver:
    """Keeps (headers, body) of each request; answers with `status`, `location` where it is set."""

    def __init__(self) -> None:
        self.requests: list[tuple[dict[str, str], bytes]] = []
        self.status, self.location, self.port = 204, "", 0

    def guard(self, url: SplitResult) -> tuple[str, int]:
        """Leads every name to this receiver, as no guard of the application ever would."""
        return "127.0.0.1", self.port


@contextmanager
def webhook_receiver(context: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """An HTTP server that listens; with TLS where it is given a context."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.requests.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(receiver.status)
            if receiver.location:
                self.send_header("Location", receiver.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.port = server.server_address[1]
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

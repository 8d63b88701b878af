"""Webhooks: signed after the Standard Webhooks specification, to public addresses only, and nowhere else from there."""

from __future__ import annotations

import base64
import json
import socket
import threading
import time
from urllib.parse import urlsplit

import pytest

from app.extensions import db
from app.outbox.addresses import NotPublic, is_public, public_only
from app.outbox.service import announce
from app.outbox.webhooks import secret_of, signature

# Published by the specification and by its reference library.
VECTORS = [
    (
        *("whsec_plJ3nmyCDGBKInavdOK15jsl", "msg_loFOjxBNrRLzqYUf", 1731705121),
        b'{"event_type":"ping","data":{"success":true}}',
        "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=",
    ),
    (
        *("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330),
        b'{"test": 2432232314}',
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    ),
]
PUBLIC = ("1.1.1.1", "8.8.8.8", "2606:4700:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8")
NOT_PUBLIC = (
    *(
        "127.0.0.1",
        "127.8.9.1",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.5.4",
        "192.168.1.1",
        "169.254.169.254",
        "100.100.100.200",
    ),
    *("168.63.129.16", "192.0.0.192", "192.0.2.7", "198.18.0.1", "224.0.0.1", "239.1.1.1", "240.0.0.1"),
    *("255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0", "fd00:ec2::254", "fc00::1", "ff02::1", "2001:db8::1"),
    *("::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::808:808"),
    *("2002:7f00:1::1", "2002:c0a8:101::", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "fec0::1"),
)


@pytest.fixture
def told(application, webhook):
    """A function that announces an event to one webhook."""

    def tell(url="http://hooks.example/in?of=sankofa"):
        hook = webhook(url)
        with application.app_context():
            announce("engagement.completed", "the id")
            db.session.commit()
        return hook

    return tell


def leads_to(monkeypatch, *addresses):
    """Every name leads to these addresses."""
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 443)) for each in addresses]
    monkeypatch.setattr("app.outbox.addresses.socket.getaddrinfo", lambda *_, **__: found)


@pytest.mark.parametrize(("secret", "message_id", "timestamp", "body", "signed"), VECTORS)
def test_signatures_are_those_of_the_specification(secret, message_id, timestamp, body, signed):
    assert signature(secret, message_id, timestamp, body) == signed


def test_a_secret_is_long_enough_and_of_one_webhook_and_server_only():
    secrets = {secret_of(server, hook) for server in ("a", "b") for hook in ("1", "2")}
    assert len(secrets) == 4
    assert {len(base64.b64decode(each.removeprefix("whsec_"))) for each in secrets} == {32}


def test_an_event_arrives_signed_by_id_alone(outbox, application, told, receiver):
    hook = told()

    assert outbox.send(receiver.guard) == 1
    ((headers, body),) = receiver.requests
    message = outbox.only
    said = json.loads(body)
    assert (said["type"], said["data"]) == ("engagement.completed", {"id": "the id"})
    assert (headers["webhook-id"], headers["webhook-timestamp"]) == (message.id, str(int(outbox.clock().timestamp())))
    secret = secret_of(application.config["SECRET_KEY"], hook)
    assert headers["webhook-signature"] == signature(secret, message.id, int(outbox.clock().timestamp()), body)
    assert (headers["host"], message.state) == (f"hooks.example:{receiver.port}", "sent")


def test_a_redirect_is_not_followed(outbox, told, receiver):
    told()
    receiver.status, receiver.location = 307, f"http://127.0.0.1:{receiver.port}/elsewhere"

    assert outbox.send(receiver.guard) == 0
    assert len(receiver.requests) == 1
    assert (outbox.only.state, outbox.only.problem) == ("waiting", "Refused: answered 307")


@pytest.mark.parametrize(("status", "state"), [(500, "waiting"), (404, "waiting"), (410, "dead")])
def test_what_is_not_taken_is_tried_again_unless_the_receiver_is_gone(outbox, told, receiver, status, state):
    told()
    receiver.status = status
    outbox.send(receiver.guard)
    assert outbox.only.state == state

    receiver.status = 200
    outbox.move(minutes=2)
    assert outbox.send(receiver.guard) == (state == "waiting")
    assert len({headers["webhook-id"] for headers, _ in receiver.requests}) == 1


def test_the_worker_itself_does_not_reach_this_machine(outbox, told, receiver):
    told(f"https://127.0.0.1:{receiver.port}/")

    assert outbox.send() == 0
    assert receiver.requests == []
    assert outbox.only.problem.startswith("NotPublic: ")


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_of_the_internet_is_public(address):
    assert is_public(address)


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_an_address_inside_is_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_a_name_that_leads_inside_is_refused_even_beside_a_public_address(monkeypatch, address):
    leads_to(monkeypatch, "1.1.1.1", address)
    with pytest.raises(NotPublic):
        public_only(urlsplit("https://hooks.example/"))


@pytest.mark.parametrize(
    "url",
    ["http://hooks.example/", "https://a:b@hooks.example/", "https://a@hooks.example/", "https:///in", "ftp://x/"],
)
def test_an_address_that_is_not_plain_https_is_refused(monkeypatch, url):
    leads_to(monkeypatch, "1.1.1.1")
    with pytest.raises(NotPublic):
        public_only(urlsplit(url))


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "127.1", "0177.0.0.1", "[::ffff:7f00:1]", "localhost"])
def test_other_spellings_of_this_machine_are_refused(host):
    with pytest.raises((NotPublic, socket.gaierror)):
        public_only(urlsplit(f"https://{host}/"))


def test_the_connection_goes_to_the_address_that_was_looked_at_whatever_the_name_says_next(outbox, told, monkeypatch):
    looked, dialled = [], []

    def resolve(host, *_, **__):
        looked.append(host)
        address = "1.1.1.1" if len(looked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443))]

    def dial(address, **_):
        dialled.append(address)
        raise ConnectionRefusedError(111, "refused")

    monkeypatch.setattr("app.outbox.addresses.socket.getaddrinfo", resolve)
    monkeypatch.setattr("app.outbox.webhooks.socket.create_connection", dial)
    told("https://hooks.example/")
    outbox.send()

    assert (looked, dialled) == (["hooks.example"], [("1.1.1.1", 443)])


def test_a_receiver_without_a_certificate_of_its_name_is_told_nothing(outbox, told, receiver):
    told("https://hooks.example/")  # the receiver does not speak TLS at all

    assert outbox.send(receiver.guard) == 0
    assert receiver.requests == []
    assert "SSL" in outbox.only.problem


def test_a_receiver_that_answers_drop_by_drop_is_cut_off(outbox, told, monkeypatch):
    monkeypatch.setattr("app.outbox.webhooks.DEADLINE", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=drip, args=(server,), daemon=True).start()
        told()
        begun = time.monotonic()
        assert outbox.send(lambda _: ("127.0.0.1", server.getsockname()[1])) == 0
    assert time.monotonic() - begun < 3
    assert outbox.only.state == "waiting"


def drip(server):
    """Answer one byte at a time, for longer than anybody should wait."""
    connection, _ = server.accept()
    with connection:
        try:
            for _ in range(60):
                connection.sendall(b"H")
                time.sleep(0.1)
        except OSError:
            pass

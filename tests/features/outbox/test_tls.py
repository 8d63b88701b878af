"""TLS on the way out: to a server that shows who it is, and to no other."""

from __future__ import annotations

import ssl
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.extensions import db, utc_now
from app.outbox.service import announce
from tests.features.outbox.servers import mail_server, webhook_receiver


@pytest.fixture(scope="module")
def certified(tmp_path_factory):
    """A file with a certificate of localhost, signed by itself, and a context that serves with it."""
    folder, name = tmp_path_factory.mktemp("tls"), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    key, now = ec.generate_private_key(ec.SECP256R1()), utc_now()
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    names = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    made = made.add_extension(x509.SubjectAlternativeName(names), critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    file, key_file = folder / "cert.pem", folder / "key.pem"
    file.write_bytes(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    key_file.write_bytes(key.private_bytes(serialization.Encoding.PEM, *plain))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, key_file)
    return file, context


@pytest.fixture
def trusted(certified, monkeypatch):
    """The application trusts that certificate."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certified[0]))


@pytest.fixture
def send_by(application, outbox, monkeypatch):
    """A function that sends one mail by the server at an address."""

    def send(url):
        said = {"smtp_url": url, "mail_from": "noreply@sankofa.example"}
        monkeypatch.setitem(application.config, "SETTINGS", replace(application.config["SETTINGS"], **said))
        outbox.put()
        return outbox.send()

    return send


def options(scheme, context):
    """Those of a server that speaks that scheme; where all is TLS, aiosmtpd does not know of it."""
    return {"ssl_context": context, "auth_require_tls": False} if scheme == "smtps" else {"tls_context": context}


def url_of(post, scheme, user=""):
    return post.url.replace("smtp://127.0.0.1", f"{scheme}://{user}localhost")


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
def test_a_mail_goes_over_tls_with_the_password(certified, trusted, send_by, scheme):
    with mail_server(**options(scheme, certified[1])) as post:
        assert send_by(url_of(post, scheme, "user:p%40ss@")) == 1
        assert (post.entered, len(post.mails)) == ([(b"user", b"p@ss")], 1)


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
def test_no_mail_and_no_password_goes_to_a_server_that_can_not_show_who_it_is(certified, send_by, outbox, scheme):
    with mail_server(**options(scheme, certified[1])) as post:
        assert send_by(url_of(post, scheme, "user:pass@")) == 0
        assert (post.entered, post.mails) == ([], [])
    assert outbox.only.state == "waiting"


def test_no_mail_goes_in_plain_where_tls_is_asked_for(send_by, outbox):
    with mail_server() as post:
        assert send_by(url_of(post, "smtp+starttls")) == 0
        assert (post.mails, outbox.only.problem) == ([], "SMTPNotSupportedError")


def test_a_webhook_is_told_over_tls_where_the_certificate_is_of_its_name(
    application, outbox, webhook, certified, trusted
):
    with webhook_receiver(certified[1]) as receiver:
        for name in ("localhost", "hooks.example"):
            webhook(f"https://{name}/in")
        with application.app_context():
            announce("engagement.completed", "the id")
            db.session.commit()

        assert outbox.send(receiver.guard) == 1
        assert [headers["host"] for headers, _ in receiver.requests] == [f"localhost:{receiver.port}"]
    assert "SSLCertVerificationError" in {each.problem.partition(":")[0] for each in outbox.messages()}

"""Handing a mail to the mail server (SMTP, RFC 5321)."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

TIMEOUT = 30  # seconds for each answer of the server; an attempt has about eight


def hand_over(mail: EmailMessage, smtp_url: str) -> None:
    """The server took the mail. Raises: OSError and smtplib.SMTPException where it did not.

    smtps:// is TLS from the start, smtp+starttls:// TLS or nothing, smtp:// plain.
    """
    url = urlsplit(smtp_url)
    host = url.hostname or "localhost"
    if url.scheme == "smtps":
        context = ssl.create_default_context()
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, url.port or 465, timeout=TIMEOUT, context=context)
    else:
        server = smtplib.SMTP(host, url.port or (587 if url.scheme == "smtp+starttls" else 25), timeout=TIMEOUT)
    with server:
        if url.scheme == "smtp+starttls":
            server.starttls(context=ssl.create_default_context())
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        server.send_message(mail)


def is_final(error: Exception) -> bool:
    """Whether trying again is of no use: the server refused this receiver or this mail for good (5xx)."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and 500 <= error.smtp_code < 600

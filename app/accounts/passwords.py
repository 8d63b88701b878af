"""Passwords after NIST SP 800-63B-4: long, of any characters, not among those that are guessed first."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from app.errors import Invalid

# What the standard asks of a password that is the only factor; at least 64 characters must be taken.
MIN_PASSWORD, MAX_PASSWORD = 15, 200
# Of 0..4: below it a password falls to 10**10 guesses. The lists of words come with the library.
_LEAST_SCORE = 4
_JUDGED = 72  # the library takes no more; what is hard to guess by its beginning is hard to guess
_OUR_WORDS = ("sankofa",)
_hasher = PasswordHasher()
# Verified where there is no account, so that the time of the answer does not tell which addresses exist.
_NOBODY = _hasher.hash("nobody has this password")


def _normal(password: str) -> str:
    """One spelling of what looks the same on every keyboard (RFC 8265)."""
    return unicodedata.normalize("NFC", password)


def hashed(password: str, context: Iterable[str]) -> str:
    """The argon2id hash of a new password; context: the e-mail and names that it must not be made of.

    Raises: Invalid for a password that is too short or easily guessed.
    """
    password = _normal(password)
    if len(password) < MIN_PASSWORD:
        raise Invalid(f"A password needs at least {MIN_PASSWORD} characters.", password=["Too short."])
    if len(password) > MAX_PASSWORD:
        raise Invalid(f"A password has at most {MAX_PASSWORD} characters.", password=["Too long."])
    if zxcvbn(password[:_JUDGED], _words(context))["score"] < _LEAST_SCORE:
        raise Invalid(
            "This password would be among the first to be guessed. Take a few words that have nothing to do with you, "
            "your office or each other.",
            password=["Too easily guessed."],
        )
    return _hasher.hash(password)


def _words(context: Iterable[str]) -> list[str]:
    whole = [*_OUR_WORDS, *(each.lower() for each in context)]
    parts = (part for each in whole for part in re.split(r"[\W_]+", each) if len(part) > 2)
    return list(dict.fromkeys([*whole, *parts]))


def verify(kept: str | None, password: str) -> bool:
    """Whether it is the password of that hash. Without a hash it takes as long, and is never true."""
    try:
        _hasher.verify(kept or _NOBODY, _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def rehashed(kept: str, password: str) -> str:
    """The hash to keep from now on: a new one where the old was made with other parameters."""
    return _hasher.hash(_normal(password)) if _hasher.check_needs_rehash(kept) else kept

"""Accounts, the roles granted to them, and what opens the door: API tokens, sessions, identities elsewhere."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, String, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Identified, Key, db, utc_now
from app.people.models import Person
from app.vocabulary import NETWORK_ROLES, ROLES, TOKEN_SCOPES, one_of

role_group_member = Table(
    "role_group_member",
    db.metadata,
    Column("group_id", ForeignKey("role_group.id", ondelete="CASCADE"), primary_key=True),
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Account(Identified, db.Model):
    """A way to sign in; usually of one person in the directory. The password is an argon2id hash.

    `external_id` is what a provisioning system calls it; `roles` were given by hand, `groups` give theirs to members.
    """

    __tablename__ = "account"

    email: Mapped[str] = mapped_column(String(254), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), unique=True)
    is_active: Mapped[bool] = mapped_column(default=True)
    external_id: Mapped[str | None] = mapped_column(String(200), unique=True, index=True)

    person: Mapped[Person | None] = relationship()
    roles: Mapped[list[RoleGrant]] = relationship(cascade="all, delete-orphan", order_by="RoleGrant.id")
    groups: Mapped[list[RoleGroup]] = relationship(
        secondary=role_group_member, back_populates="members", order_by="RoleGroup.id"
    )


class RoleGrant(db.Model):
    """A role at one institution, or in the whole network (no institution)."""

    __tablename__ = "role_grant"

    id: Mapped[Key]
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(30))
    institution_id: Mapped[str | None] = mapped_column(ForeignKey("institution.id", ondelete="CASCADE"), index=True)
    # Granted by a claim of the identity provider: it goes when the claim does.
    is_from_claim: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        UniqueConstraint("account_id", "role", "institution_id"),
        CheckConstraint(one_of("role", ROLES), name="role"),
        CheckConstraint(f"institution_id IS NULL OR NOT {one_of('role', NETWORK_ROLES)}", name="network_role"),
    )


class RoleGroup(Identified, db.Model):
    """A group of a provisioning system: who is in it has the role, at one institution or in the whole network."""

    __tablename__ = "role_group"

    name: Mapped[str] = mapped_column(String(120), unique=True)
    external_id: Mapped[str | None] = mapped_column(String(200), unique=True, index=True)
    role: Mapped[str] = mapped_column(String(30))
    institution_id: Mapped[str | None] = mapped_column(ForeignKey("institution.id", ondelete="CASCADE"), index=True)

    members: Mapped[list[Account]] = relationship(
        secondary=role_group_member, back_populates="groups", order_by="Account.id"
    )

    __table_args__ = (
        CheckConstraint(one_of("role", ROLES), name="role"),
        CheckConstraint(f"institution_id IS NULL OR NOT {one_of('role', NETWORK_ROLES)}", name="network_role"),
    )


class ApiToken(db.Model):
    """A bearer token: 256 random bits shown once, kept only as a SHA-256 hash, with a scope and an end."""

    __tablename__ = "api_token"

    id: Mapped[Key]
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    label: Mapped[str] = mapped_column(String(80), default="")
    scope: Mapped[str] = mapped_column(String(20), default="full")
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    __table_args__ = (CheckConstraint(one_of("scope", TOKEN_SCOPES), name="scope"),)


class WebSession(db.Model):
    """Somebody signed in on the pages: 256 random bits in a cookie, kept only as a SHA-256 hash."""

    __tablename__ = "web_session"

    id: Mapped[Key]
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    agent: Mapped[str] = mapped_column(String(120), default="")  # the browser, so that one knows one's own
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    last_seen_at: Mapped[datetime] = mapped_column(default=utc_now)


class Identity(db.Model):
    """Who an account is at an identity provider: known by issuer and subject, never by an e-mail address."""

    __tablename__ = "identity"

    id: Mapped[Key]
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    issuer: Mapped[str] = mapped_column(String(255))
    subject: Mapped[str] = mapped_column(String(255))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    account: Mapped[Account] = relationship()

    __table_args__ = (UniqueConstraint("issuer", "subject"),)


class ClaimRole(db.Model):
    """What a claim of the identity provider gives: a role at one institution, or in the whole network."""

    __tablename__ = "claim_role"

    id: Mapped[Key]
    claim: Mapped[str] = mapped_column(String(80))
    value: Mapped[str] = mapped_column(String(255))
    role: Mapped[str] = mapped_column(String(30))
    institution_id: Mapped[str | None] = mapped_column(ForeignKey("institution.id", ondelete="CASCADE"), index=True)

    __table_args__ = (
        UniqueConstraint("claim", "value", "role", "institution_id"),
        CheckConstraint(one_of("role", ROLES), name="role"),
        CheckConstraint(f"institution_id IS NULL OR NOT {one_of('role', NETWORK_ROLES)}", name="network_role"),
    )

"""Accounts, the roles granted to them, and their API tokens."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, String, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Identified, Key, db, utc_now
from app.people.models import Person
from app.vocabulary import NETWORK_ROLES, ROLES, one_of

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
    """A bearer token: 256 random bits shown once, kept only as a SHA-256 hash, with an end."""

    __tablename__ = "api_token"

    id: Mapped[Key]
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    label: Mapped[str] = mapped_column(String(80), default="")
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

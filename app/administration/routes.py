"""Accounts over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.accounts.models import Account
from app.administration import service
from app.administration.schemas import (
    AccountArgs,
    AccountCreateSchema,
    AccountPage,
    AccountPatchSchema,
    AccountSchema,
)
from app.extensions import db
from app.pagination import paginate
from app.requests import Blueprint
from app.viewer import current_viewer

accounts = Blueprint("accounts", __name__, url_prefix="/accounts", description="Who may sign in, in which roles")
SORTS = {"email": Account.email, "created": Account.created_at}


@accounts.route("", methods=["GET"])
@accounts.arguments(AccountArgs, location="query")
@accounts.response(200, AccountPage)
def list_accounts(args: dict[str, Any]) -> Any:
    """Accounts that your roles reach, by e-mail address."""
    return paginate(service.accounts_matching(args), Account, SORTS, args)


@accounts.route("", methods=["POST"])
@accounts.arguments(AccountCreateSchema)
@accounts.response(201, AccountSchema)
def create_account(said: dict[str, Any]) -> Account:
    """Let somebody sign in; a coordinator a colleague as a member, an administrator anybody."""
    account = service.open_account(said, current_viewer())
    db.session.commit()
    return account


@accounts.route("/<uuid:account_id>", methods=["GET"])
@accounts.etag
@accounts.response(200, AccountSchema)
def get_account(account_id: UUID) -> Account:
    """One account."""
    return service.get_account(str(account_id))


@accounts.route("/<uuid:account_id>", methods=["PATCH"])
@accounts.etag
@accounts.arguments(AccountPatchSchema(partial=True))
@accounts.response(200, AccountSchema)
def update_account(said: dict[str, Any], account_id: UUID) -> Account:
    """Grant other roles, or end that somebody may sign in; it holds from the next request on."""
    account = service.get_account(str(account_id))
    accounts.check_etag(account, AccountSchema)
    service.update_account(account, said)
    db.session.commit()
    return account

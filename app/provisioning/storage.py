"""What the SCIM protocol reads and writes: our own rows, by the rules of users and groups."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from scim2_models import Meta, NotFoundException, NotImplementedException, PreconditionFailedException, ScimFilter
from scim2_server.storage import ScimStorage, SearchPage
from sqlalchemy import Select, func, select

from app.accounts.models import Account, RoleGroup
from app.extensions import db
from app.provisioning import groups, users
from app.provisioning.filters import Condition
from app.provisioning.schemas import MOST_RESULTS, Group, ScimUser


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of resource: its rows, and what may be done with them."""

    model: Any
    resource: Any
    rows: Callable[[], Select[Any]]
    columns: dict[str, Any]
    show: Callable[[Any], Any]
    create: Callable[[Any], Any]
    update: Callable[[Any, Any], Any]
    delete: Callable[[Any], None]


KINDS = {
    "User": Kind(
        Account,
        ScimUser,
        users.users,
        users.COLUMNS,
        users.shown_user,
        users.create_user,
        users.update_user,
        users.delete_user,
    ),
    "Group": Kind(
        RoleGroup,
        Group,
        groups.groups,
        groups.COLUMNS,
        groups.shown_group,
        groups.create_group,
        groups.update_group,
        groups.delete_group,
    ),
}


class Directory(ScimStorage):
    """The directory as SCIM sees it; flushes, never commits."""

    def get(self, resource_type: Any, resource_id: str, *, response_parameters: Any = None) -> Any:
        """The resource. Raises: NotFoundException."""
        return _shown(resource_type.name, self._row(resource_type.name, resource_id))

    def search(self, resource_types: list[Any], search_request: Any, *, position: Any = None) -> SearchPage:
        """A page of what a filter finds, by id. Raises: InvalidFilterException, NotImplementedException."""
        if len(resource_types) > 1:
            raise NotImplementedException(detail="Search /Users or /Groups: not both at once.")
        name = resource_types[0].name
        kind, found = KINDS[name], KINDS[name].rows()
        if search_request.filter is not None:
            bound = ScimFilter[kind.resource](str(search_request.filter))
            found = found.where(Condition(bound, kind.columns).where())
        total = db.session.scalar(
            select(func.count()).select_from(found.options().with_only_columns(kind.model.id).subquery())
        )
        count = MOST_RESULTS if search_request.count is None else search_request.count
        page = found.order_by(kind.model.id).offset(max(search_request.start_index, 1) - 1).limit(count)
        rows = db.session.scalars(page).unique() if count else ()
        return SearchPage(total, [_shown(name, row) for row in rows])

    def create(self, resource_type: Any, resource: Any) -> Any:
        """The resource that was made."""
        return _shown(resource_type.name, KINDS[resource_type.name].create(resource))

    def update(self, resource_type: Any, resource: Any, *, expected_version: str | None = None) -> Any:
        """The resource as it is now. Raises: NotFoundException, PreconditionFailedException."""
        row = self._expected(resource_type.name, resource.id, expected_version)
        return _shown(resource_type.name, KINDS[resource_type.name].update(row, resource))

    def delete(self, resource_type: Any, resource_id: str, *, expected_version: str | None = None) -> None:
        """Remove the resource. Raises: NotFoundException, PreconditionFailedException."""
        KINDS[resource_type.name].delete(self._expected(resource_type.name, resource_id, expected_version))

    def _row(self, name: str, resource_id: str) -> Any:
        kind = KINDS[name]
        try:
            row = db.session.scalars(kind.rows().where(kind.model.id == str(UUID(resource_id)))).unique().one_or_none()
        except ValueError:
            row = None
        if row is None:
            raise NotFoundException(detail=f"There is no {name} with this id.")
        return row

    def _expected(self, name: str, resource_id: str, version: str | None) -> Any:
        row = self._row(name, resource_id)
        if version is not None and _shown(name, row).meta.version != version:
            raise PreconditionFailedException
        return row


def _shown(name: str, row: Any) -> Any:
    """The resource with its times, and a version that changes with anything it says.

    The times are those of the account: the person's would tell when somebody altered what is personal.
    """
    resource = KINDS[name].show(row)
    said = hashlib.sha256(resource.model_dump_json().encode()).hexdigest()[:32]
    resource.meta = Meta(
        resource_type=name, created=row.created_at, last_modified=row.updated_at, version=f'W/"{said}"'
    )
    return resource

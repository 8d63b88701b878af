"""What is said over SCIM (RFC 7643): only what an institution knows of its staff. No card of a person stands here.

An attribute that is not declared here is neither read nor written: whatever else a client sends is dropped, so that
systems which always send more than was asked for can be used, and nothing can be slipped in.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field
from scim2_models import (
    URN,
    AnyExtension,
    AuthenticationScheme,
    Bulk,
    CaseExact,
    ChangePassword,
    ComplexAttribute,
    ETag,
    Extension,
    Filter,
    Mutability,
    Patch,
    Reference,
    Required,
    Resource,
    ResourceType,
    Schema,
    ScimPolicy,
    ScimProvider,
    ServiceProviderConfig,
    Sort,
    Uniqueness,
)

MOST_RESULTS = 200


class EnterpriseUser(Extension):
    """Where somebody works; a user without an employer is nobody here."""

    __schema__ = URN("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User")

    organization: Annotated[str | None, Required.true, CaseExact.true] = Field(
        None, description="The ref of the institution, such as ke-devolution"
    )
    department: str | None = Field(None, description="The unit within the institution")


class User(Resource[AnyExtension]):
    """Somebody who works at an institution, with an account to sign in."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:User")

    user_name: Annotated[str | None, Uniqueness.server, Required.true] = Field(
        None, description="The e-mail address to sign in with"
    )
    display_name: Annotated[str | None, Required.true] = Field(None, description="The name in the directory")
    title: str | None = Field(None, description="The position")
    active: Annotated[bool | None, Required.true] = Field(
        None, description="False when somebody leaves: all access ends at once"
    )


class GroupMember(ComplexAttribute):
    """A user who has the role."""

    value: Annotated[str | None, Mutability.immutable, Required.true, CaseExact.true] = None
    ref: Annotated[Reference[User] | None, Mutability.immutable] = Field(
        None, serialization_alias="$ref", validation_alias="$ref"
    )
    type: Annotated[str | None, Mutability.immutable] = Field(None, examples=["User"])


class Group(Resource[Any]):
    """A role, given to all members: `admin`, or `coordinator@ke-devolution` for one institution."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:Group")

    display_name: Annotated[str | None, Uniqueness.server, Required.true, CaseExact.true] = Field(
        None, description="A role, and after an @ the ref of the institution where it counts"
    )
    members: list[GroupMember] | None = None


ScimUser = User[Annotated[EnterpriseUser, Required.true]]
TYPES = (ResourceType.from_resource(ScimUser), ResourceType.from_resource(Group))
CONFIG = ServiceProviderConfig(
    patch=Patch(supported=True),
    bulk=Bulk(supported=False, max_operations=0, max_payload_size=0),
    filter=Filter(supported=True, max_results=MOST_RESULTS),
    change_password=ChangePassword(supported=False),
    sort=Sort(supported=False),
    etag=ETag(supported=True),
    authentication_schemes=[
        AuthenticationScheme(
            type=AuthenticationScheme.Type.oauthbearertoken,
            name="Bearer token",
            description="A token of an account that may provision",
            primary=True,
        )
    ],
)
# Identity providers send more than a schema has, and Entra says in a value which member goes.
POLICY = ScimPolicy(unknown=ScimPolicy.Unknown.ignore, remove_value_as_filter=ScimPolicy.RemoveValue.apply)
PROVIDER = ScimProvider(
    [User, EnterpriseUser, Group, ResourceType, ServiceProviderConfig, Schema], TYPES, CONFIG, POLICY
)

"""A client of SCIM, as an identity provider is one."""

from __future__ import annotations

import pytest

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
WORK = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
PREFIX = "/scim/v2"


class Provider:
    """What an identity provider sends."""

    def __init__(self, client):
        self._client = client

    def send(self, method, path, body=None, **headers):
        """Any request below the prefix."""
        return self._client.send(method, PREFIX + path, json=body, headers=headers)

    def get(self, path, **query):
        """GET with query parameters."""
        return self._client.send("GET", PREFIX + path, query_string=query)

    def hire(self, organization, user_name="amina@office.example", **said):
        """The answer to a new user."""
        return self.send("POST", "/Users", user(organization, user_name, **said))

    def patch(self, path, *operations, **headers):
        """The answer to some operations."""
        return self.send("PATCH", path, {"schemas": [PATCH], "Operations": list(operations)}, **headers)

    def replace(self, path, **said):
        """The answer to one value replaced."""
        return self.patch(path, *({"op": "replace", "path": name, "value": value} for name, value in said.items()))


def user(organization, user_name="amina@office.example", **said):
    """A user as SCIM writes one."""
    work = {"organization": organization, **({"department": said.pop("department")} if "department" in said else {})}
    return {
        "schemas": [USER, WORK],
        "userName": user_name,
        "displayName": "Amina Otieno",
        "active": True,
        WORK: work,
        **said,
    }


def group(name, *members):
    """A group as SCIM writes one."""
    return {"schemas": [GROUP], "displayName": name, "members": [{"value": each} for each in members]}


@pytest.fixture
def provider(admin):
    """An identity provider with an administrator's token."""
    return Provider(admin)


@pytest.fixture
def home(make):
    """The id of the institution that the ref `ke-home` names."""
    return make.institution(ref="ke-home")

"""A community that one person founded, and others who may join it."""

from __future__ import annotations

import pytest


class Circle:
    """A founder, two colleagues of hers and somebody abroad, with the community."""

    def __init__(self, make, sign_in):
        self.make, self._sign_in = make, sign_in
        self.home, self.abroad = make.institution(), make.institution(country="SN")
        self.founder, self.member = make.person(self.home, name="Ana"), make.person(self.home, name="Ben")
        self.foreigner = make.person(self.abroad, name="Cem")
        self.id = make.community(self.founder, name="Census takers")
        self.path = f"/communities/{self.id}"
        self._clients = {}

    def client(self, person, *roles):
        """The requests of somebody."""
        if (person, roles) not in self._clients:
            self._clients[person, roles] = self._sign_in(person, *roles)
        return self._clients[person, roles]

    def join(self, person, visibility="network"):
        """Have somebody join."""
        return self.client(person).put(f"{self.path}/members/{person}", {"visibility": visibility})

    def role(self, by, person, role):
        """Have somebody give a role."""
        return self.client(by).put(f"{self.path}/members/{person}/role", {"role": role})

    def leave(self, person):
        """Have somebody leave."""
        return self.client(person).delete(f"{self.path}/members/{person}")

    def names(self, viewer):
        """Whom a viewer is shown in it, with their roles."""
        items = self.client(viewer).get(f"{self.path}/members").json["items"]
        return [(each["person"]["name"], each["role"]) for each in items]


@pytest.fixture
def circle(make, sign_in):
    return Circle(make, sign_in)

"""The public suite of SCIM servers (scim2-tester) against the application, on both databases."""

from __future__ import annotations

import random
from collections import Counter
from itertools import count
from uuid import uuid4

import pytest
from scim2_client.engines.wsgi import WSGISCIMClient
from scim2_tester import Status, check_server, filling

SEARCHES_NOT_OFFERED = 2  # both at once, at the root; RFC 7644 lets a server answer 501, and the suite skips them


@pytest.fixture
def facts(make, monkeypatch):
    """What no schema can tell the suite: a userName is an address, an employer exists, a group is named for a role.

    The suite makes up its values in one function that first asks for examples; here they are.
    """
    places = [f"place-{number}" for number in range(60)]
    for place in places:
        make.institution(ref=place)
    numbers = count()
    known = {
        ("User", "user_name"): lambda: f"{uuid4()}@office.example",
        ("User", "organization"): lambda: random.choice(places),
        ("Group", "display_name"): lambda: f"coordinator@{places[next(numbers)]}",
    }
    given = filling.get_random_example_value

    def example(path):
        found = path.resolve()
        model = str(getattr(found and found.model, "__schema__", "")).rpartition(":")[2]
        fact = known.get((model, found.field_name if found else ""))
        return fact() if fact else given(path)

    monkeypatch.setattr(filling, "get_random_example_value", example)


def test_the_public_suite_finds_no_fault(application, make, facts, request):
    headers = {"Authorization": f"Bearer {make.token(None, 'admin')}"}
    client = WSGISCIMClient(application.wsgi_app, base_url="http://localhost/scim/v2", headers=headers)
    results = check_server(client)
    told = Counter(result.status.name for result in results)
    with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        request.config.get_terminal_writer().line(f"\nscim2-tester: {dict(told)}")
    faults = [f"{each.title} {each.resource_type}: {each.reason}" for each in results if each.status is Status.ERROR]
    assert faults == []
    assert told == {"SUCCESS": told["SUCCESS"], "SKIPPED": SEARCHES_NOT_OFFERED}
    assert told["SUCCESS"] > 50

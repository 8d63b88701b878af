"""The pages: readable without JavaScript, light, and served from our own files only."""

from __future__ import annotations

import re

import pytest

PAGES = ("/", "/sign-in", "/api/docs", "/api/docs/people")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_needs_no_script_and_no_other_server(application, path):
    page = application.test_client().get(path).text
    assert "<script" not in page
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", page)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_weighs_under_150_kilobytes_with_all_it_loads(application, path):
    client = application.test_client()
    page = client.get(path, buffered=True)
    assert page.status_code == 200
    loaded = re.findall(r"""(?:src|href)=["'](/static/[^"']+)""", page.text)
    assert loaded
    parts = [client.get(each, buffered=True) for each in set(loaded)]
    assert all(part.status_code == 200 for part in parts)
    assert len(page.data) + sum(len(part.data) for part in parts) < 150_000


@pytest.mark.parametrize("path", PAGES)
def test_a_page_says_its_language_and_lets_the_keyboard_skip_to_the_content(application, path):
    page = application.test_client().get(path).text
    assert '<html lang="en" dir="ltr">' in page
    assert page.index('class="skip" href="#main"') < page.index('id="main"')
    assert len(re.findall("<h1>", page)) == 1


def test_the_api_reference_names_every_operation_and_who_may_use_it(application):
    client = application.test_client()
    index, document = client.get("/api/docs").text, client.get("/api/v1/openapi.json").json
    pages = {tag["name"]: client.get(f"/api/docs/{tag['name']}").text for tag in document["tags"]}
    operations = [
        each for path in document["paths"].values() for method, each in path.items() if method != "parameters"
    ]
    assert len(operations) > 30
    assert all(f'id="{each["operationId"]}"' in page for each in operations for page in (index, pages[each["tags"][0]]))
    assert "coordinator (institution)" in pages["people"]


def test_a_page_of_the_api_reference_has_every_shape_that_it_names(application):
    page = application.test_client().get("/api/docs/people").text

    named = set(re.findall(r'href="#(schema-[^"]+)"', page))
    assert named
    assert {name for name in named if f'id="{name}"' not in page} == set()


def test_a_group_that_there_is_not_is_not_found(application):
    assert application.test_client().get("/api/docs/goats").status_code == 404


def test_health_tells_a_live_process_from_a_ready_one(application):
    client = application.test_client()
    assert client.get("/health/live").json == {"status": "ok"}
    assert client.get("/health/ready").json == {"status": "ok"}


def test_an_address_that_does_not_exist_says_so_as_a_problem(application):
    answer = application.test_client().get("/api/v1/goats")
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"

"""What a request may say, field by field: everything else answers 422, names the field, and writes nothing."""

import pytest

from app.extensions import new_id
from tests.features.errors.nouns import NOUNS, each, named
from tests.features.errors.problems import problem_of

JUNK = ["\0", "a\x00b", "\x01", "\x0b", "\x1b[31mred", "\x7f", "\x80", "\x9f", "\ud800", "a\udfffb"]


def refused_fields(answer):
    """The fields that a 422 names."""
    assert problem_of(answer) == (422, "invalid")
    return set(answer.json["errors"])


@pytest.mark.parametrize(("noun", "field"), each("texts"), ids=named)
@pytest.mark.parametrize("junk", JUNK, ids=ascii)
def test_characters_that_are_no_text_are_refused(make, admin, noun, field, junk):
    refused = admin.post(noun.path, {**noun.body(make), field: junk})
    assert refused_fields(refused) == {field}


@pytest.mark.parametrize(("noun", "field"), each("texts"), ids=named)
def test_a_change_to_characters_that_are_no_text_is_refused(make, admin, noun, field):
    assert refused_fields(admin.patch(noun.new(make), {field: "a\0"})) == {field}


@pytest.mark.parametrize(("noun", "field"), each("texts"), ids=named)
def test_a_text_may_be_as_long_as_promised_and_no_longer(make, admin, noun, field):
    length, body = noun.texts[field], noun.body(make)
    assert admin.post(noun.path, {**body, field: "\N{KEY}" * length}).status_code == 201
    assert refused_fields(admin.post(noun.path, {**body, field: "x" * (length + 1)})) == {field}


@pytest.mark.parametrize(("noun", "field"), each("texts"), ids=named)
@pytest.mark.parametrize("wrong", [3, True, ["x"], {"x": 1}, None])
def test_a_text_that_is_no_text_is_refused(make, admin, noun, field, wrong):
    assert refused_fields(admin.post(noun.path, {**noun.body(make), field: wrong})) == {field}


@pytest.mark.parametrize(("noun", "field"), each("refused"), ids=named)
def test_a_value_that_is_on_no_list_is_refused(make, admin, noun, field):
    assert refused_fields(admin.post(noun.path, {**noun.body(make), field: noun.refused[field]})) == {field}


@pytest.mark.parametrize(("noun", "field"), each("refused"), ids=named)
def test_a_change_to_a_value_that_is_on_no_list_is_refused(make, admin, noun, field):
    assert refused_fields(admin.patch(noun.new(make), {field: noun.refused[field]})) == {field}


@pytest.mark.parametrize(("noun", "field"), each("required"), ids=named)
def test_what_must_be_said_must_be_said(make, admin, noun, field):
    body = {name: value for name, value in noun.body(make).items() if name != field}
    assert refused_fields(admin.post(noun.path, body)) == {field}


@pytest.mark.parametrize("field", ["id", "version", "updated_at", "created_at", "author_id", "is_admin", "", "\ud800"])
@pytest.mark.parametrize("noun", NOUNS, ids=named)
def test_a_field_that_nobody_reads_is_refused(make, admin, noun, field):
    assert refused_fields(admin.post(noun.path, {**noun.body(make), field: new_id()})) == {field}
    assert refused_fields(admin.patch(noun.new(make), {field: new_id()})) == {field}


@pytest.mark.parametrize("noun", NOUNS, ids=named)
def test_a_refused_request_writes_nothing(make, admin, noun):
    admin.post(noun.path, {**noun.body(make), "nonsense": 1})
    assert admin.get(noun.path).json["items"] == []


@pytest.mark.parametrize(("noun", "name"), each("lists_by"), ids=named)
def test_a_filter_by_a_value_that_is_on_no_list_is_refused(admin, noun, name):
    assert refused_fields(admin.get(noun.path, **{name: noun.lists_by[name]})) == {name}


@pytest.mark.parametrize("name", ["page", "offset", "detail", "self", "query", "Limit", "limit ", "q[]", "visibility"])
@pytest.mark.parametrize("noun", NOUNS, ids=named)
def test_a_query_parameter_that_nobody_reads_is_refused(admin, noun, name):
    assert refused_fields(admin.send("GET", noun.path, query_string={name: "1"})) == {name}


@pytest.mark.parametrize("name", ["fields", "detail", "self", "query", "limit"])
@pytest.mark.parametrize("noun", NOUNS, ids=named)
def test_an_address_of_one_thing_takes_no_query_parameter(make, admin, noun, name):
    assert refused_fields(admin.send("GET", noun.new(make), query_string={name: "1"})) == {name}


@pytest.mark.parametrize("noun", NOUNS, ids=named)
def test_a_refused_query_parameter_writes_nothing(make, admin, noun):
    refused = admin.send("POST", noun.path, query_string={"dry_run": "1"}, json=noun.body(make))
    assert (problem_of(refused)[0], admin.get(noun.path).json["items"]) == (422, [])


@pytest.mark.parametrize("email", ['"\x01"@office.example', "a@b", "a@office.example\0", "a@\ud800.example", "İ" * 240])
def test_what_is_no_address_is_refused_as_e_mail(make, admin, email):
    body = {"name": "Ann", "institution_id": make.institution(), "email": email}
    assert refused_fields(admin.post("/people", body)) == {"email"}


def test_an_address_that_grows_too_long_in_small_letters_is_refused(make, admin):
    body = {"name": "Ann", "institution_id": make.institution(), "email": "İ" * 239 + "@office.example"}
    assert refused_fields(admin.post("/people", body)) == {"email"}


def test_texts_are_kept_in_one_form_and_without_blanks_around(admin):
    said = {"name": "  E\N{COMBINING ACUTE ACCENT}ducation\n", "about": "one\n\ttwo\r\n"}
    kept = admin.post("/institutions", said).json
    assert (kept["name"], kept["about"]) == ("Éducation", "one\n\ttwo")


@pytest.mark.parametrize("text", ["日本語 العربية አማርኛ", "<script>alert(1)</script>", "=1+1", "a\tb\nc", "👩🏾‍💼"])
def test_text_of_any_language_comes_back_as_it_was_said(admin, text):
    made = admin.post("/institutions", {"name": "x", "about": text}).json
    assert admin.get(f"/institutions/{made['id']}").json["about"] == text

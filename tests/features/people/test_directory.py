"""The list of people: filters and words find what they say, and nothing else."""

import pytest


@pytest.fixture
def found(make, sign_in):
    """A function that gives the names that a list shows to somebody from elsewhere."""
    viewer = sign_in(None, "member")
    return lambda **query: [item["name"] for item in viewer.get("/people", **query).json["items"]]


def test_people_are_found_by_country_and_by_house(make, found):
    kenya, senegal = make.institution(country="KE"), make.institution(country="SN")
    make.person(kenya, name="Ann")
    make.person(senegal, name="Ba")
    assert (found(country="SN"), found(institution_id=kenya), found(country="UG")) == (["Ba"], ["Ann"], [])


def test_people_are_found_by_a_topic_and_all_below_it(make, found):
    top = make.topic()
    middle = make.topic(broader=[top])
    ann, ba = make.person(name="Ann"), make.person(name="Ba")
    make.expertise(ann, make.topic(broader=[middle]))
    make.expertise(ba, top)
    assert (found(topic_id=top), found(topic_id=middle)) == (["Ann", "Ba"], ["Ann"])


def test_filters_are_joined_by_and(make, found):
    place, topic = make.institution(), make.topic()
    for name, languages in (("Ann", "fr:C1"), ("Ba", "en:C1")):
        make.expertise(make.person(place, languages, name=name, languages_visibility="network"), topic)
    assert found(topic_id=topic, language="fr", institution_id=place, country="KE", q="n") == ["Ann"]


@pytest.mark.parametrize("field", ["name", "position", "unit"])
def test_words_are_looked_for_in_what_is_open_to_all(make, found, field):
    make.person(**{"name": "Ann", field: "Water and Sanitation"})
    assert len(found(q="sanit")) == 1


@pytest.mark.parametrize("field", ["about", "email", "ref", "time_zone"])
def test_words_are_not_looked_for_in_what_may_be_hidden(make, found, field):
    make.person(**{"name": "Ann", field: "Quince/Town", "about_visibility": "network"})
    assert found(q="quince") == []


@pytest.mark.parametrize("word", ["%", "_", "\\", "/", "[A-Z]", "%%", "A%n", "_nn", "'", '"'])
def test_a_sign_of_the_database_is_looked_for_as_itself(make, found, word):
    make.person(name="Ann")
    make.person(name=f"x{word}x")
    assert found(q=word) == [f"x{word}x"]


@pytest.mark.parametrize("word", ["éducation", "ÉDUCATION", "e\N{COMBINING ACUTE ACCENT}ducation", "ßtraße", "ІНФО"])
def test_words_are_found_in_any_case_of_any_alphabet(make, found, word):
    make.person(name="Éducation ßtraße Інфо")
    assert len(found(q=word)) == 1


@pytest.mark.parametrize("word", ["", " ", "\t"])
def test_looking_for_nothing_finds_everybody(make, found, word):
    make.person(name="Ann")
    assert found(q=word) == ["Ann"]

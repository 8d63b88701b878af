"""Institutions as peers."""

from typing import Any

from matching.index import EvidenceIndex
from matching.rank import rank_institutions
from matching.types import Answer, InstitutionPlace, Ring


def ask(make: Any, evidence: dict[str, str], places: dict[str, InstitutionPlace] | None = None, **query: Any) -> Answer:
    items = [make.item(f"of-{name}", text, institutions=(name,)) for name, text in evidence.items()]
    known = {name: InstitutionPlace(name, "KE", Ring.INTERNATIONAL) for name in evidence} | (places or {})
    return rank_institutions(EvidenceIndex.build(items), known, make.viewer(), make.query(**query))


def ids(answer: Answer) -> list[str]:
    return [each.id for each in answer.suggestions]


def test_the_institution_that_fits_better_comes_first(make: Any) -> None:
    assert ids(ask(make, {"inst-b": "village water tax", "inst-c": "village radio"})) == ["inst-c", "inst-b"]


def test_ones_own_institution_is_not_proposed(make: Any) -> None:
    assert ids(ask(make, {"inst-a": "village radio", "inst-b": "radio"})) == ["inst-b"]


def test_an_excluded_or_unknown_institution_is_not_proposed(make: Any) -> None:
    assert ids(ask(make, {"inst-b": "village radio", "inst-c": "radio"}, excluded=frozenset({"inst-b"}))) == ["inst-c"]


def test_an_institution_that_did_not_open_the_ring_is_not_proposed(make: Any) -> None:
    places = {"inst-b": InstitutionPlace("inst-b", "GH", Ring.DOMESTIC)}
    assert ids(ask(make, {"inst-b": "village radio", "inst-c": "radio"}, places)) == ["inst-c"]


def test_an_institution_of_several_countries_is_international(make: Any) -> None:
    places = {"inst-b": InstitutionPlace("inst-b", None, Ring.INTERNATIONAL)}
    assert ask(make, {"inst-b": "village radio"}, places).suggestions[0].ring is Ring.INTERNATIONAL


def test_an_institution_has_no_hours_and_no_languages(make: Any) -> None:
    (suggestion,) = ask(make, {"inst-b": "village radio"}).suggestions
    assert [part.name for part in suggestion.parts] == ["topical_fit", "proximity"]
    assert (suggestion.shared_languages, suggestion.hours_overlap, suggestion.hours_offered) == ((), None, None)


def test_a_languages_filter_does_not_narrow_institutions(make: Any) -> None:
    assert ids(ask(make, {"inst-b": "village radio"}, languages=("fr",))) == ["inst-b"]

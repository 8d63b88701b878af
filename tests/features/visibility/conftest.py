"""Viewers of every kind."""

import pytest

from tests.features.visibility.cast import SEERS, SEERS_WITHOUT_COUNTRY, Cast


@pytest.fixture
def cast(make, sign_in):
    """Viewers around an owner in Kenya."""
    return Cast(make, sign_in, "KE")


@pytest.fixture(params=["KE", None])
def anywhere(make, sign_in, request):
    """The same, and again around an owner whose institution has no country; and who sees what there."""
    seers = SEERS if request.param else SEERS_WITHOUT_COUNTRY
    return Cast(make, sign_in, request.param), seers

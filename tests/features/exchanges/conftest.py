"""Two institutions and their exchange."""

import pytest

from tests.features.exchanges.stage import Stage


@pytest.fixture
def stage(application, make, sign_in):
    return Stage(application, make, sign_in)

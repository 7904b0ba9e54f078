"""A served desk for every test that wants one."""

import pytest

from tests.api.served import Served


@pytest.fixture
def served():
    desk = Served()
    yield desk
    desk.close()

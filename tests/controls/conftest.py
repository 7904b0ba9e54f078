"""A door for every test that wants one: each such test runs on the library and on REST."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.controls.doors import DOORS, Door
from tests.controls.stage import Stage


@pytest.fixture(params=DOORS, ids=lambda kind: kind.name)
def door(request: pytest.FixtureRequest) -> Iterator[Door]:
    stage = Stage()
    yield request.param(stage)
    stage.close()

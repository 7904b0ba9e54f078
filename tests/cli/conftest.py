"""One demo run for every test that only reads what it left."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from holdfast.cli.run import run
from tests.cli.terminal import Done, holdfast


class Demo(NamedTuple):
    """What the demo printed, and the journal it left."""

    told: dict[str, Any]
    journal: Path


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    folder = tmp_path_factory.mktemp("demo")
    done = holdfast("demo", "--json", "--seed", 3, cwd=folder, PYTHONHASHSEED="1")
    assert done.code == 0, done.err
    told = json.loads(done.out)
    return Demo(told, Path(told["journal"]["path"]))


@pytest.fixture
def here(capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """Run a command in this process."""

    def holdfast_here(*args: object) -> Done:
        capsys.readouterr()
        code = run([str(each) for each in args])
        told = capsys.readouterr()
        return Done(code, told.out, told.err)

    return holdfast_here

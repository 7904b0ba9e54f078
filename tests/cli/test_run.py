"""How commands end: one line and a stable code, and help at once."""

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from holdfast.cli.exits import MEANINGS, Code
from tests.cli.terminal import Done, holdfast

Here = Callable[..., Done]

HELP_S_MAX = 0.35


def test_every_code_keeps_its_number_and_has_a_meaning() -> None:
    assert [(code.name, code.value) for code in Code] == [
        ("OK", 0),
        ("NO", 1),
        ("USAGE", 2),
        ("UNREACHABLE", 3),
        ("CANNOT", 4),
    ]
    assert set(MEANINGS) == set(Code)


@pytest.mark.parametrize(
    "args",
    [("nonsense",), ("demo", "--seed", "many"), ("demo", "--nonsense"), ("journal", "verify")],
)
def test_wrong_usage_is_one_line_that_says_where_to_look(here: Here, args: tuple[str]) -> None:
    done = here(*args)
    assert done.code == 2
    assert done.err.startswith("holdfast: ")
    assert done.err.count("\n") == 1
    assert "--help)" in done.err


def test_an_error_of_our_own_is_one_line_and_code_four(
    here: Here, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr("holdfast.cli.virtual.run_virtual", broken)
    done = here("demo", "--journal", tmp_path / "j.db")
    assert done.code == 4
    assert done.err == (
        "holdfast: internal error: ZeroDivisionError: oh (set HOLDFAST_TRACE=1 to see where)\n"
    )
    monkeypatch.setenv("HOLDFAST_TRACE", "1")
    with pytest.raises(ZeroDivisionError):
        here("demo", "--journal", tmp_path / "k.db")


@pytest.mark.slow
def test_a_reader_that_has_seen_enough_is_no_error(tmp_path: Path) -> None:
    import subprocess

    from tests.cli.terminal import COMMAND, environment

    made = holdfast("demo", "--json", "--journal", tmp_path / "j.db", cwd=tmp_path)
    assert made.code == 0
    export = " ".join([*COMMAND, "journal", "export", "j.db"])
    done = subprocess.run(
        ["/bin/bash", "-c", f"set -o pipefail; {export} | head -1"],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_version_is_told(here: Here) -> None:
    from holdfast import __version__

    assert here("version", "--json").json()["version"] == __version__
    assert here("version").out.startswith(f"holdfast {__version__} ")


@pytest.mark.slow
def test_help_is_there_at_once(tmp_path: Path) -> None:
    took = []
    for _ in range(5):
        began = time.perf_counter()
        assert holdfast("--help", cwd=tmp_path).code == 0
        took.append(time.perf_counter() - began)
    assert min(took) <= HELP_S_MAX, statistics.median(took)


def test_help_imports_nothing_that_is_costly(tmp_path: Path) -> None:
    import subprocess
    import sys

    code = (
        "import sys; from holdfast.cli.run import run; run(['--help']); "
        "print([m for m in ('msgspec', 'apsw', 'httpx', 'jsonschema', 'asyncio', 'uvicorn', "
        "'holdfast.main', 'holdfast.config') if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stderr == "[]\n"

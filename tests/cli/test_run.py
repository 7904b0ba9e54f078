"""How commands end: one line and a stable code, and help at once."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from holdfast.cli.commands import app, paragraphs
from holdfast.cli.exits import MEANINGS, Code
from tests.cli.terminal import COMMAND, Done, environment, holdfast

Here = Callable[..., Done]

HELPS = 5
# against an app of the same framework that does nothing; with the desk imported it is far beyond
HELP_RATIO_MAX = 2.5
BARE = """
import typer

app = typer.Typer(add_completion=False)


@app.command()
def one() -> None:
    "Do nothing."


@app.command()
def two() -> None:
    "Do nothing either."


app(["--help"])
"""


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
    [
        ("nonsense",),
        ("demo", "--seed", "many"),
        ("demo", "--nonsense"),
        ("journal verify",),
        ("order", "buy"),
        ("order", "buy", "1", "AAPL", "--slices", "0"),
    ],
)
def test_wrong_usage_is_one_line_that_says_where_to_look(here: Here, args: tuple[str]) -> None:
    done = here(*args[0].split(), *args[1:])
    assert done.code == 2
    assert done.err.startswith("holdfast: ")
    assert done.err.count("\n") == 1
    command = "" if args == ("nonsense",) else f" {args[0]}"
    assert done.err.endswith(f"(see holdfast{command} --help)\n")


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("hold", "5", "AAPL"), "side hold must be buy or sell (see holdfast order --help)"),
        (("buy", "x", "AAPL"), 'qty "x" must be a decimal number in plain digits, such as 12.5'),
        (("buy", "5", "AAPL", "--tif", "cls"), "--tif cls must be day, gtc, gtd, ioc or fok (see"),
    ],
)
def test_what_is_wrong_with_an_order_is_told_before_a_desk_is_looked_for(
    here: Here, args: tuple[str, ...], told: str
) -> None:
    done = here("order", *args, "--url", "http://127.0.0.1:9")
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert done.err.startswith(f"holdfast: {told}")


def test_every_paragraph_of_help_is_one_line_for_the_terminal_to_break() -> None:
    assert paragraphs("One\n    two.\n\n    Three\n    four.\n    ") == "One two.\n\nThree four."
    for group in (app, *(each.typer_instance for each in app.registered_groups)):
        assert group is not None
        for command in group.registered_commands:
            assert command.help
            assert "\n" not in command.help.replace("\n\n", "")


def test_help_swallows_nothing_as_markup(here: Here) -> None:
    told = " ".join(here("orders", "--help").out.replace("│", " ").split())
    assert "Which of the file's profiles to lay over." in told


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
    ours, bare = [], []
    for _ in range(HELPS):
        ours.append(seconds((*COMMAND, "--help"), tmp_path))
        bare.append(seconds((sys.executable, "-c", BARE), tmp_path))
    assert min(ours) <= HELP_RATIO_MAX * min(bare), f"{min(ours)} s, and {min(bare)} s for nothing"


def seconds(command: tuple[str, ...], folder: Path) -> float:
    """Run a command that must show some help; return what it took."""
    began = time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=environment(), capture_output=True, check=True)
    took = time.perf_counter() - began
    assert b"--help" in done.stdout
    return took


def test_help_imports_nothing_that_is_costly(tmp_path: Path) -> None:
    code = (
        "import sys; from holdfast.cli.run import run; run(['--help']); "
        "print([m for m in ('msgspec', 'apsw', 'httpx', 'jsonschema', 'asyncio', 'uvicorn', "
        "'holdfast.main', 'holdfast.config') if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stderr == "[]\n"

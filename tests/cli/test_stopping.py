"""Kill, resume and status on the command line, where nothing need run."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.terminal import Done

Here = Callable[..., Done]


@pytest.fixture
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("args", [(), ("--all", "--account", "paper")])
def test_a_kill_needs_all_or_a_scope(here: Here, at_home: Path, args: tuple[str, ...]) -> None:
    done = here("kill", *args)
    assert (done.code, done.out) == (2, "")
    assert done.err == "holdfast: kill needs --all, or a scope such as --account A\n"


@pytest.mark.parametrize(
    "args", [(), ("--all", "--approve", "P1"), ("--approve", "P", "--override", "x")]
)
def test_a_resume_needs_one_thing_to_do(here: Here, at_home: Path, args: tuple[str, ...]) -> None:
    done = here("resume", *args)
    assert done.code == 2
    assert "resume needs a scope or --all, or --approve ID, or --override BLOCKER" in done.err


@pytest.mark.parametrize("command", [("kill", "--all"), ("resume", "--all"), ("status",)])
def test_without_desk_and_journal_there_is_nobody_to_ask(
    here: Here, at_home: Path, command: tuple[str, ...]
) -> None:
    done = here(*command)
    assert done.code == 3
    assert done.err == "holdfast: no desk runs, and there is no journal holdfast.db\n"
    assert list(at_home.iterdir()) == []


def test_a_desk_that_forgets_has_no_local_door(here: Here, at_home: Path) -> None:
    settings = at_home / "forgetful.toml"
    settings.write_text('[desk]\njournal = ""\n')
    done = here("status", "-c", settings)
    assert done.code == 2
    assert "desk.journal is empty" in done.err


def test_a_journal_can_be_killed_resumed_and_looked_at_by_itself(
    here: Here, at_home: Path, demo: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    shutil.copy(demo.journal, at_home / "j.db")  # type: ignore[attr-defined]
    journal = ("--journal", "j.db")
    killed = here("kill", "--account", "paper", "--why", "wild", *journal)
    assert killed.code == 0, killed.err
    assert "killed account=paper on record: no desk runs, so nothing was cancelled" in killed.out
    screen = here("status", *journal)
    assert screen.code == 1
    assert "no desk runs; this is what its journal says" in screen.out
    assert "KILLED account=paper: wild (by operator, since" in screen.out
    assert "until two persons end it" in screen.out
    assert "nothing passes but cancels" in screen.out
    misspelt = here("kill", "--account", "papre", *journal)
    assert misspelt.code == 1
    assert "UNKNOWN_ACCOUNT" in misspelt.err
    proposed = here("resume", "--account", "paper", "--why", "mended", "--json", *journal)
    proposal = proposed.json()["proposal_id"]
    approve = ("resume", "--approve", proposal, "--why", "agreed", *journal)
    assert here(*approve).code == 1
    monkeypatch.setenv("HOLDFAST_PRINCIPAL", "second")
    assert here(*approve).code == 0
    assert "KILLED" not in here("status", *journal).out


def test_a_journal_can_be_halted_by_itself_and_one_person_lifts_it(
    here: Here, at_home: Path, demo: object
) -> None:
    import shutil

    shutil.copy(demo.journal, at_home / "j.db")  # type: ignore[attr-defined]
    asked = ("--symbol", "AAPL", "--why", "a drill", "--journal", "j.db")
    halted = here("halt", *asked)
    assert (halted.code, halted.out) == (0, "instrument=AAPL is HALTED\n"), halted.err
    assert "HALTED instrument=AAPL by command: a drill" in here("status", *asked[4:]).out
    lifted = here("resume", *asked, "--cause", "command")
    assert (lifted.code, lifted.out) == (0, "lifted command of instrument=AAPL\n")
    until = ("--until", "2099-01-01T00:00:00Z")
    assert here("halt", *asked, "--reducing", *until).out == "instrument=AAPL is REDUCING\n"
    assert "2099" in here("status", *asked[4:]).out
    assert here("halt", "--why", "x").err.startswith("holdfast: halt needs --all, or a scope")
    wrong = here("halt", *asked, "--until", "soon")
    assert (wrong.code, "--until soon" in wrong.err) == (2, True)


def test_a_desk_that_hangs_is_named_by_its_process_and_what_is_left_to_do(
    here: Here, at_home: Path, demo: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    from holdfast.cli import desk_door

    monkeypatch.setattr(desk_door, "TIMEOUT_S", 0.05)
    (at_home / "j.db.lock").write_text("4711\n", "ascii")
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind("j.db.control")
        silent.listen()
        killed = here("kill", "--all", "--journal", "j.db")
        asked = here("status", "--journal", "j.db")
    assert (killed.code, asked.code) == (3, 3)
    assert "no answer from j.db.control within 0.05 s" in killed.err
    assert "`kill -USR1 4711` kills everything" in killed.err
    assert "end it with `kill -9 4711` and ask again" in killed.err
    assert "if process 4711 hangs" in asked.err

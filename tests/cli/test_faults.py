"""A rehearsal on the command line: what is injected is never a secret."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT
from tests.cli.running import RunningDesk
from tests.cli.terminal import Done, holdfast

Here = Callable[..., Done]
EXAMPLES = ROOT / "examples" / "faults"
SETTINGS = """
[desk]
journal = "j.db"
[paper]
store = ""
[market]
speed = 20
[[faults.script]]
fault = "ack_lost"
on = "PlaceOrder"
[[faults.script]]
fault = "outage"
at_s = 900_000
"""


@pytest.mark.slow
def test_a_desk_that_is_served_says_so_at_the_start_in_its_health_and_on_its_screen(tmp_path):
    (tmp_path / "holdfast.toml").write_text(SETTINGS)
    with RunningDesk(tmp_path, "-c", tmp_path / "holdfast.toml") as desk:
        assert "REHEARSAL: faults are injected on purpose" in desk.greeting
        desk.ask("order", "buy", "10", "AAPL", "--limit", "150")
        screen = holdfast("status", "-c", "holdfast.toml", cwd=tmp_path)
        told = holdfast("status", "-c", "holdfast.toml", "--json", cwd=tmp_path).json()
    said = "0 faults by chance, 2 planned, 1 had so far"
    assert f"REHEARSAL: faults are injected on purpose: PAPER: {said}" in screen.out
    assert told["faults"] == f"PAPER: {said}"
    assert "fault injected on purpose" in desk.log
    assert "F01" in desk.log


def test_settings_that_make_no_sense_are_told_by_their_path(here: Here, tmp_path: Path):
    path = tmp_path / "f.toml"
    path.write_text('[[faults.script]]\nfault = "ack_lost"\nat_s = 3\n')
    done = here("demo", "--faults", path, "--journal", tmp_path / "j.db")
    assert done.code == 2
    assert "faults.script[0].at_s 3 must be left out: this fault befalls a message" in (
        " ".join(done.err.split())
    )


@pytest.mark.slow
def test_the_demo_rehearses_and_says_what_was_had(tmp_path: Path):
    file = EXAMPLES / "lost-ack.toml"
    done = holdfast("demo", "--faults", file, "--journal", "j.db", "--json", cwd=tmp_path)
    assert done.code == 0
    assert "REHEARSAL: faults are injected on purpose" in done.err
    assert done.json()["faults"] == {"ack_lost": 1}

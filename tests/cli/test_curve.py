"""`holdfast curve`: what usually trades when, out of a recording, shown or set at a desk."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.running import RunningDesk
from tests.cli.terminal import Done
from tests.support.backtests import write_prints

Here = Callable[..., Done]

PRINTS = [("14:30:00", "100", "300"), ("14:34:59", "100", "100"), ("14:35:00", "100", "600")]


@pytest.fixture
def tape(tmp_path: Path) -> Path:
    folder = tmp_path / "tape"
    folder.mkdir()
    write_prints(folder, PRINTS, "SPY")
    return folder


def test_a_curve_is_shown_without_a_desk(here: Here, tape: Path) -> None:
    done = here("curve", "--data", tape, "--check")
    assert done.code == 0, done.err
    assert done.out.splitlines() == [
        "SPY: 1,000 a day, 1 day",
        "14:30:00              400   40.00%",
        "14:35:00              600   60.00%",
    ]


def test_programs_get_the_whole_curve(here: Here, tape: Path) -> None:
    told = here("curve", "--data", tape, "--bucket", "1h", "--check", "--json").json()["curve"]
    assert (told["instrument"], told["bucket_s"], len(told["volumes"])) == ("SPY", 3600, 24)
    assert told["volumes"][14] == "1000"


def test_what_cannot_be_worked_out_is_told(here: Here, tape: Path, tmp_path: Path) -> None:
    def no(*args: object) -> str:
        done = here("curve", *args, "--check")
        assert done.code == 2
        assert done.err.count("\n") == 1
        return done.err

    assert "must be a file or a folder that exists" in no("--data", tmp_path / "nowhere")
    assert "--instrument IBM must be one of SPY" in no("--data", tape, "--instrument", "IBM")
    assert "--bucket 7m must be at least 60s and divide a day" in no(
        "--data", tape, "--bucket", "7m"
    )
    assert "--bucket 1s must be" in no("--data", tape, "--bucket", "1s")
    write_prints(tape, PRINTS, "QQQ")
    assert "--instrument must be one of QQQ, SPY" in no("--data", tape)


def test_a_recording_without_prints_has_no_curve(here: Here, tmp_path: Path) -> None:
    (tmp_path / "SPY_quotes.csv").write_text(
        "timestamp,bid,ask,bid_size,ask_size\n2024-03-04T14:30:00Z,99,101,5,5\n"
    )
    done = here("curve", "--data", tmp_path, "--check")
    assert done.code == 2
    assert "no print of SPY to take a volume curve from" in done.err


def test_without_a_desk_nothing_is_set(here: Here, tape: Path) -> None:
    done = here("curve", "--data", tape, "--url", "http://127.0.0.1:1")
    assert done.code == 3
    assert done.out == ""


@pytest.mark.slow
def test_a_curve_that_is_set_lets_vwap_work(tape: Path, tmp_path: Path) -> None:
    home = tmp_path / "desk"
    home.mkdir()
    with RunningDesk(home) as desk:
        vwap = ("order", "buy", 20, "SPY", "--algo", "vwap", "--for", "10m")
        assert "NO_VOLUME_CURVE" in desk.ask(*vwap).err
        done = desk.ask("curve", "--data", tape)
        assert done.code == 0, done.err
        assert done.out.endswith("set as the volume curve of SPY\n")
        assert desk.ask(*vwap).code == 0
        write_prints(tape, PRINTS, "NOSUCH")
        wrong = desk.ask("curve", "--data", tape, "--instrument", "NOSUCH")
        assert wrong.code == 1
        assert "UNKNOWN_INSTRUMENT" in wrong.err
        assert desk.end() == 0

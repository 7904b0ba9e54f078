"""Settings, backtests, the doctor, and the page that documents every command."""

import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from holdfast.cli.pages import PAGE, page
from tests.architecture.sources import ROOT
from tests.cli.terminal import Done

Here = Callable[..., Done]

TAPE_HOUR = "marketdata/us_equity_l3/AAPL_2012-06-21_34200000_37800000_message_50.csv.gz"


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOLDFAST__SERVER__PORT", "0")


def test_the_page_of_the_commands_is_up_to_date() -> None:
    written = (ROOT / PAGE).read_text(encoding="utf-8")
    assert written == page(), "run `python -m holdfast.cli.pages`"


def test_settings_that_are_good_are_said_to_be(here: Here, tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text("[desk]\nname = 'x'\n[profiles.p.market]\nspeed = 3\n")
    done = here("config", "check", "-c", "c.toml", "--profile", "p")
    assert done.code == 0
    assert done.out.splitlines() == [
        "ok: c.toml, profile p",
        "    and HOLDFAST__SERVER__PORT of the environment",
    ]
    shown = here("config", "show", "-c", "c.toml", "--profile", "p", "--json").json()
    assert shown["market"]["speed"] == 3
    assert shown["server"]["port"] == 0


def test_every_bad_setting_has_a_line(here: Here, tmp_path: Path) -> None:
    (tmp_path / "holdfast.toml").write_text("[desk]\nnam = 'x'\n[server]\nhost = 5\n")
    done = here("config", "check")
    assert done.code == 2
    assert done.err.splitlines() == [
        'holdfast: holdfast.toml: desk.nam "x" is no field here',
        "holdfast: holdfast.toml: server.host 5 must be text",
    ]
    assert here("serve").code == 2
    assert here("config", "show", "-c", "none.toml").code == 2


@pytest.mark.slow
def test_a_backtest_runs_a_plan_on_a_tape_with_the_settings_accounts(
    here: Here, shared: Path, tmp_path: Path
) -> None:
    tape = shared / TAPE_HOUR
    (tmp_path / "holdfast.toml").write_text(
        "[[accounts]]\nid = 'fund'\ncash = 5000000\n[paper]\nfees = 'none'\n"
    )
    plan = tmp_path / "plan.yaml"
    plan.write_text(
        "{plan_id: p, account: fund, decisions: "
        "[{instrument: AAPL, action: BUY, size: {value: 100}}]}"
    )
    done = here("backtest", "--data", tape, "--plan", plan, "--json")
    assert done.code == 0, done.err
    told = done.json()
    assert [(row["account"], row["opening"]) for row in told["accounts"]] == [
        ("fund", {"USD": "5000000"})
    ]
    assert [row["status"] for row in told["orders"]] == ["FILLED"]
    assert {fill["fee"] for fill in told["fills"]} == {"0"}
    assert Path(told["journal"]["path"]).parent.parent == tmp_path / "holdfast-demo"
    assert here("journal", "replay", told["journal"]["path"]).code == 0


def test_a_backtest_without_a_plan_is_wrong_usage(here: Here) -> None:
    assert here("backtest", "--data", "x").code == 2


def test_the_doctor_finds_a_fit_machine_fit(here: Here) -> None:
    done = here("doctor", "--json")
    assert done.code == 0, done.out
    checks = {each["check"]: each["grade"] for each in done.json()["checks"]}
    assert set(checks) == {"python", "settings", "disk", "fsync", "journal", "port", "data"}
    assert "BAD" not in checks.values()
    assert "fsync" in here("doctor").out


def test_the_doctor_names_what_is_not_fit(
    here: Here, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "holdfast.db").write_text("this is no journal")
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        other.settimeout(5)
        monkeypatch.setenv("HOLDFAST__SERVER__PORT", str(other.getsockname()[1]))
        monkeypatch.setattr("holdfast.cli.server.TIMEOUT_S", 0.2)
        done = here("doctor", "--json", "--data", tmp_path / "none")
    assert done.code == 1
    bad = {each["check"] for each in done.json()["checks"] if each["grade"] == "BAD"}
    assert bad == {"journal", "port", "data"}
    (tmp_path / "holdfast.toml").write_text("x = 1")
    found = here("doctor", "--json").json()["checks"]
    assert {"check": "settings", "grade": "BAD", "detail": "x 1 is no field here"} in found


def test_the_bench_is_asked_and_its_misses_are_a_negative_answer(
    here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    import holdfast.bench.run

    asked = []

    def main(*, as_json: bool, full: bool) -> int:
        asked.append((as_json, full))
        return 2 if full else 0

    monkeypatch.setattr(holdfast.bench.run, "main", main)
    assert here("bench", "--json").code == 0
    assert here("bench", "--full").code == 1
    assert asked == [(True, False), (False, True)]

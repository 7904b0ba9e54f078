"""What is read from a journal where no desk answers, and what then cannot be done."""

from collections.abc import Callable
from pathlib import Path
from shutil import copyfile

import pytest

from tests.cli.conftest import Demo
from tests.cli.terminal import Done, holdfast, on_a_terminal

Here = Callable[..., Done]

NOWHERE = {"HOLDFAST__SERVER__PORT": "9"}


@pytest.fixture
def left(demo: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the journal of a desk that is gone."""
    copyfile(demo.journal, tmp_path / "holdfast.db")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOLDFAST__SERVER__PORT", "9")
    return tmp_path


def test_reading_goes_on_without_a_desk_and_says_so(left: Path, demo: Demo, here: Here) -> None:
    done = here("orders", "--json")
    assert done.code == 0
    assert done.json()["orders"] == demo.told["orders"]
    assert done.err.startswith("holdfast: no desk answers at http://127.0.0.1:9; this is what")
    assert here("fills", "--json").json()["fills"] == demo.told["fills"]


def test_a_journal_that_is_named_is_read_without_asking_anybody(demo: Demo, here: Here) -> None:
    done = here("fills", "--journal", demo.journal, "--json")
    assert (done.code, done.err) == (0, "")
    assert done.json()["fills"] == demo.told["fills"]


def test_reading_leaves_the_journal_as_it_is(left: Path, here: Here) -> None:
    before = (left / "holdfast.db").read_bytes()
    for command in ("orders", "fills", "positions", "accounts", "portfolio", "tca"):
        assert here(command).code == 0
    assert (left / "holdfast.db").read_bytes() == before


def test_costs_from_a_journal_leave_out_the_market_and_keep_the_rest(
    demo: Demo, here: Here
) -> None:
    rows = here("tca", "--journal", demo.journal, "--json").json()["cost"]
    for row, known in zip(rows, demo.told["cost"], strict=True):
        assert row["market_volume"] is None
        assert row["market_vwap"] is None
        assert row["slippage_bps"] == known["slippage_bps"]
        assert row["fees"] == known["fees"]


def test_positions_from_a_journal_are_those_of_the_desk(demo: Demo, here: Here) -> None:
    rows = here("positions", "--journal", demo.journal, "--json").json()["positions"]
    known = demo.told["positions"]
    assert [(r["instrument"], r["qty"], r["cost"]) for r in rows] == [
        (r["instrument"], r["qty"], r["cost"]) for r in known
    ]
    # valued at the last quotes that the stamps recorded
    assert all(row["market_price"] is not None for row in rows)


def test_the_filters_choose(demo: Demo, here: Here) -> None:
    def ids(*args: str) -> set[str]:
        done = here("orders", "--journal", demo.journal, "--json", *args)
        return {row["id"] for row in done.json()["orders"]}

    rows = demo.told["orders"]
    assert ids("--instrument", "MSFT") == {r["id"] for r in rows if r["instrument"] == "MSFT"}
    assert ids("--open") == {r["id"] for r in rows if r["status"] == "NEW"}
    twap = next(r["id"] for r in rows if r["tactic"])
    assert ids("--parent", twap) == {r["id"] for r in rows if r["parent_id"] == twap}
    assert ids("--strategy", "nobody") == set()


def test_slices_are_shown_where_they_are_asked_for(demo: Demo, here: Here) -> None:
    short = here("orders", "--journal", demo.journal).out
    assert "and 30 slices (--slices)" in short
    whole = here("orders", "--journal", demo.journal, "--slices", "-n", "1000").out
    assert len(whole.splitlines()) == len(demo.told["orders"]) + 2


@pytest.mark.slow
@pytest.mark.parametrize(("command", "columns"), [("orders", 80), ("fills", 80), ("tca", 60)])
def test_a_narrow_terminal_has_whole_ids_and_no_line_too_long(
    demo: Demo, tmp_path: Path, command: str, columns: int
) -> None:
    lines = on_a_terminal(columns, command, "--journal", demo.journal, cwd=tmp_path)
    assert max(map(len, lines)) <= columns
    assert not any("…" in line for line in lines)
    shown = {word for line in lines for word in line.split()}
    wanted = {row["id"] for row in demo.told["orders"] if not row["parent_id"]}
    if command == "fills":
        wanted = {row["order_id"] for row in demo.told["fills"]}
    if command == "tca":
        wanted = {row["order_id"] for row in demo.told["cost"]}
    assert wanted <= shown
    assert any(line.startswith("not shown for want of width: ") for line in lines)
    # through a pipe there is room for everything
    assert "not shown" not in holdfast(command, "--journal", demo.journal, cwd=tmp_path).out


def test_an_orders_story_is_told_from_the_journal(demo: Demo, here: Here) -> None:
    order = next(row for row in demo.told["orders"] if row["type"] == "LIMIT")
    done = here("explain", order["id"], "--journal", demo.journal)
    assert done.code == 0
    assert "submits plan demo-plan" in done.out
    assert "passes every check" in done.out
    lines = here("explain", order["id"], "--journal", demo.journal, "--json").json()["lines"]
    assert len(lines) == len(done.out.splitlines())
    assert here("explain", "nobody", "--journal", demo.journal).code == 1


def test_writing_needs_a_desk_and_says_what_to_start(left: Path, here: Here) -> None:
    for command in (("order", "buy", "1", "AAPL"), ("cancel", "--all"), ("reconcile",)):
        done = here(*command)
        assert done.code == 3
        assert "start one with `holdfast serve`" in done.err


def test_another_machines_journal_is_not_looked_for_here(left: Path, here: Here) -> None:
    done = here("orders", "--url", "http://127.0.0.1:9")
    assert done.code == 3
    assert done.err == "holdfast: no desk answers at http://127.0.0.1:9\n"


def test_without_desk_and_journal_there_is_nothing_to_read(tmp_path: Path) -> None:
    done = holdfast("orders", cwd=tmp_path, **NOWHERE)
    assert done.code == 3
    assert "there is no journal holdfast.db" in done.err


def test_an_address_that_is_none_is_bad_input(left: Path, here: Here) -> None:
    assert here("orders", "--url", "nonsense").code == 2


def test_the_form_of_a_plan_can_be_checked_without_a_desk(left: Path, here: Here) -> None:
    plan = left / "plan.yaml"
    plan.write_text("{plan_id: p, account: paper, decisions: [{instrument: A, action: HOLD}]}")
    done = here("plan", "check", plan)
    assert done.code == 0
    assert "the form is good" in done.out
    assert "the gate was not asked" in done.err
    assert "plan p, 1 decision\n" in done.out
    assert here("plan", "submit", plan).code == 3
    plan.write_text("{plan_id: p, account: paper, decisions: [{instrument: A, action: HOPE}]}")
    assert here("plan", "check", plan).code == 2

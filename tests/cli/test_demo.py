"""The main job from the command line: a plan on a market, told to people and to programs."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.conftest import Demo
from tests.cli.terminal import Done, holdfast

Here = Callable[..., Done]

TAPE_HOUR = "marketdata/us_equity_l3/AAPL_2012-06-21_34200000_37800000_message_50.csv.gz"

TWO_DECISIONS = """
plan_id: two
account: paper
strategy: tests
decisions:
  - {instrument: MSFT, action: BUY, size: {value: 10}}
  - {instrument: AAPL, action: SELL, direction: SHORT, size: {value: 2000, unit: DOLLARS}}
"""


def test_the_demo_fills_a_plan_and_tells_all_of_it_in_one_json_object(demo: Demo) -> None:
    told = demo.told
    orders = {order["id"]: order for order in told["orders"]}
    twap = next(order for order in told["orders"] if order["tactic"] == "twap")
    assert (twap["qty"], twap["cum_qty"], twap["status"]) == ("2000", "2000", "FILLED")
    children = [order for order in told["orders"] if order["parent_id"] == twap["id"]]
    assert sum(Decimal(child["cum_qty"]) for child in children) == 2000
    for order in told["orders"]:
        filled = [fill for fill in told["fills"] if fill["order_id"] == order["id"]]
        if order["id"] != twap["id"]:
            assert sum(Decimal(fill["qty"]) for fill in filled) == Decimal(order["cum_qty"])
    assert {fill["order_id"] for fill in told["fills"]} <= set(orders)
    held = {row["instrument"]: Decimal(row["qty"]) for row in told["positions"]}
    assert held["AAPL"] == 2000
    assert told["unprotected_qty"] == "0"


def test_the_json_has_the_keys_and_forms_that_others_rely_on(demo: Demo) -> None:
    told = demo.told
    assert {"orders", "fills", "positions", "cost", "journal"} <= set(told)
    assert set(told["journal"]) == {"path", "entries", "hash"}
    wanted = (
        "id client_order_id parent_id instrument side type limit_price qty cum_qty avg_px status "
        "created sent"
    )
    assert set(wanted.split()) <= set(told["orders"][0])
    wanted = "exec_id order_id instrument side qty price liquidity fee at"
    assert set(wanted.split()) <= set(told["fills"][0])
    for fill in told["fills"]:
        assert fill["at"].startswith("2026-01-05T14:")
        assert len(fill["at"]) == len("2026-01-05T14:30:30.000000000Z")
        assert fill["liquidity"] in {"MAKER", "TAKER"}


@pytest.mark.slow
def test_the_same_seed_gives_the_same_hash_under_another_hash_seed_and_path(
    demo: Demo, tmp_path: Path
) -> None:
    other = tmp_path / "elsewhere.db"
    done = holdfast(
        "demo", "--json", "--seed", 3, "--journal", other, cwd=tmp_path, PYTHONHASHSEED="4242"
    )
    told = done.json()
    assert told["journal"].pop("path") == str(other)
    same = {**demo.told, "journal": {**demo.told["journal"]}}
    same["journal"].pop("path")
    assert told == same


@pytest.mark.slow
def test_another_seed_gives_another_hash(demo: Demo, here: Here, tmp_path: Path) -> None:
    done = here("demo", "--json", "--seed", 4, "--journal", tmp_path / "four.db")
    assert done.json()["journal"]["hash"] != demo.told["journal"]["hash"]


def test_every_run_has_a_journal_of_its_own(
    here: Here, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    plan = tmp_path / "two.yaml"
    plan.write_text(TWO_DECISIONS)
    paths = [here("demo", "--json", "--plan", plan).json()["journal"]["path"] for _ in range(2)]
    assert paths == [str(tmp_path / f"holdfast-demo/run-00{n}/journal.db") for n in (1, 2)]
    assert all(Path(path).exists() for path in paths)


def test_a_plan_file_is_what_is_executed(here: Here, tmp_path: Path) -> None:
    plan = tmp_path / "two.yaml"
    plan.write_text(TWO_DECISIONS)
    done = here("demo", "--json", "--plan", plan, "--journal", tmp_path / "j.db")
    assert done.code == 0, done.err
    told = done.json()
    assert [(row["instrument"], row["side"]) for row in told["orders"]] == [
        ("MSFT", "BUY"),
        ("AAPL", "SELL"),
    ]
    assert [row["status"] for row in told["orders"]] == ["FILLED", "FILLED"]


@pytest.mark.slow
def test_people_see_blotter_positions_cost_and_what_to_do_next(here: Here, tmp_path: Path) -> None:
    done = here("demo", "--journal", tmp_path / "j.db")
    assert done.code == 0
    for expected in ("Blotter", "Positions", "Cost", "Without a stop: 0", "journal verify"):
        assert expected in done.out
    wide = [line for line in done.out.splitlines() if len(line) > 100]
    assert all(str(tmp_path) in line for line in wide)


def test_a_journal_named_twice_is_that_of_the_last_run(here: Here, tmp_path: Path) -> None:
    journal, plan = tmp_path / "j.db", tmp_path / "two.yaml"
    plan.write_text(TWO_DECISIONS)
    runs = [here("demo", "--json", "--plan", plan, "--journal", journal) for _ in range(2)]
    assert runs[0].json() == runs[1].json()


def test_a_file_that_is_no_demo_journal_is_never_overwritten(here: Here, tmp_path: Path) -> None:
    precious = tmp_path / "precious.txt"
    precious.write_text("mine")
    done = here("demo", "--journal", precious)
    assert done.code == 2
    assert "must not exist" in done.err
    assert precious.read_text() == "mine"


def test_a_bad_plan_is_refused_with_every_fault_on_its_line(here: Here, tmp_path: Path) -> None:
    plan = tmp_path / "bad.yaml"
    plan.write_text(TWO_DECISIONS.replace("value: 10", "value: -10").replace("SHORT", "DOWN"))
    done = here("demo", "--plan", plan, "--journal", tmp_path / "j.db")
    assert done.code == 2
    assert f"{plan}: decisions[0].size.value -10 must not be negative" in done.err
    assert "decisions[1].direction" in done.err
    assert not (tmp_path / "j.db").exists()


def test_a_plan_that_the_desk_refuses_ends_with_code_one(here: Here, tmp_path: Path) -> None:
    plan = tmp_path / "unknown.yaml"
    plan.write_text(TWO_DECISIONS.replace("MSFT", "NOSUCH"))
    done = here("demo", "--plan", plan, "--journal", tmp_path / "j.db")
    assert done.code == 1
    assert done.err == (
        "holdfast: UNKNOWN_INSTRUMENT decisions[0].instrument NOSUCH is not known"
        " (AAPL, MSFT, SPY)\n"
    )
    # what was journaled is the refusal, and where it lies is told
    assert f"{tmp_path / 'j.db'}\n" in done.out
    assert "Positions" not in done.out


def too_much(tmp_path: Path) -> Path:
    plan = tmp_path / "much.yaml"
    one = "{instrument: AAPL, action: BUY, size: {value: 10001}}"
    other = "{instrument: AAPL, action: SELL, direction: SHORT, size: {value: 10001}}"
    plan.write_text(f"{{plan_id: much, account: paper, decisions: [{one}, {other}]}}")
    return plan


def test_a_plan_that_is_too_much_as_a_whole_is_refused_with_its_total(
    here: Here, tmp_path: Path
) -> None:
    plan = tmp_path / "basket.yaml"
    plan.write_text(TWO_DECISIONS.replace("10}", "900000}"))
    done = here("demo", "--plan", plan, "--journal", tmp_path / "j.db")
    assert done.code == 1
    assert "Nothing was traded" in done.out
    assert done.err.startswith("holdfast: BASKET_VALUE_MAX the plan's 2 decisions come to 39")
    assert done.err.endswith("limit 4,000,000, headroom 4,000,000)\n")


def test_a_plan_of_which_nothing_was_taken_ends_with_code_one_and_says_why(
    here: Here, tmp_path: Path
) -> None:
    plan = too_much(tmp_path)
    done = here("demo", "--plan", plan, "--journal", tmp_path / "j.db")
    assert (done.code, done.err) == (1, "")
    lines = done.out.splitlines()
    at = lines.index("decisions[0] ORDER_QTY_MAX qty 10001 is over the largest of one order")
    assert lines[at + 1] == "    measured 10,001, limit 10,000, headroom 10,000"
    assert "Nothing was traded" in done.out
    for absent in ("Blotter", "Positions", "Cost", "Next:", "explain"):
        assert absent not in done.out
    told = here("demo", "--plan", plan, "--journal", tmp_path / "j.db", "--json")
    assert told.code == 1
    assert [row["status"] for row in told.json()["orders"]] == ["REFUSED", "REFUSED"]


def test_a_plan_of_which_something_was_taken_was_executed(here: Here, tmp_path: Path) -> None:
    plan = tmp_path / "half.yaml"
    one = "{instrument: AAPL, action: BUY, size: {value: 10001}}"
    other = "{instrument: MSFT, action: BUY, size: {value: 10}}"
    plan.write_text(f"{{plan_id: half, account: paper, decisions: [{one}, {other}]}}")
    done = here("demo", "--plan", plan, "--journal", tmp_path / "j.db")
    assert done.code == 0
    assert "decisions[0] ORDER_QTY_MAX" in done.out
    # what is worth explaining is the order that was taken
    assert "Next: holdfast explain demo7-2 " in done.out


def test_a_plan_that_holds_is_no_refusal_and_leaves_nothing_to_explain(
    here: Here, tmp_path: Path
) -> None:
    plan = tmp_path / "hold.yaml"
    plan.write_text("{plan_id: p, account: paper, decisions: [{instrument: AAPL, action: HOLD}]}")
    done = here("demo", "--plan", plan, "--journal", tmp_path / "j.db")
    assert done.code == 0
    for expected in ("Blotter: none", "Positions: none", "mid: none", "Next: holdfast journal"):
        assert expected in done.out


def test_data_that_cannot_be_read_is_named(here: Here, tmp_path: Path) -> None:
    done = here("demo", "--data", tmp_path / "none", "--journal", tmp_path / "j.db")
    assert done.code == 2
    assert done.err.count("\n") == 1
    assert str(tmp_path / "none") in done.err


def test_a_run_that_came_to_nothing_leaves_no_folder(
    here: Here, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    plan = tmp_path / "two.yaml"
    plan.write_text(TWO_DECISIONS)
    assert here("demo", "--plan", plan, "--data", tmp_path / "none").code == 2
    assert [each.name for each in tmp_path.iterdir()] == ["two.yaml"]


@pytest.mark.slow
def test_a_recorded_hour_is_traded_in_its_own_time(
    here: Here, shared: Path, tmp_path: Path
) -> None:
    tape = shared / TAPE_HOUR
    done = here("demo", "--json", "--data", tape, "--journal", tmp_path / "j.db")
    told = done.json()
    assert told["market"]["kind"] == "order by order"
    assert {fill["at"][:10] for fill in told["fills"]} == {"2012-06-21"}
    assert told["cost"][0]["filled"] == "2000"
    again = here("demo", "--json", "--data", tape, "--journal", tmp_path / "k.db").json()
    assert again["journal"]["hash"] == told["journal"]["hash"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("tape", "instrument"),
    [
        ("futures_l3/esh4-glbx-mdp3-20231225.mbo.dbn.zst", "ESH4"),
        ("crypto_l2_binance/usdm/btcusdt_20240808.gz", "BTCUSDT-PERP"),
    ],
)
def test_a_future_and_a_perpetual_are_traded_by_an_account_in_their_money(
    here: Here, shared: Path, tmp_path: Path, tape: str, instrument: str
) -> None:
    path = shared / "marketdata" / tape
    told = here("demo", "--json", "--data", path, "--journal", tmp_path / "j.db").json()
    assert told["refusals"] == []
    assert {fill["instrument"] for fill in told["fills"]} == {instrument}
    assert [row["instrument"] for row in told["positions"]] == [instrument]

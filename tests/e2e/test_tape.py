"""The demo on a recorded hour of AAPL, judged by the tape alone and costed a second time."""

import gzip
import json
from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.cli.terminal import holdfast
from tests.e2e.cost_sheet import Market, as_told, cost_of, fees_of
from tests.e2e.lobster_book import BUY, SELL, Book, Message, read, unix_nanos
from tests.e2e.tape_judge import Judge

pytestmark = pytest.mark.slow

TAPE = "marketdata/us_equity_l3/AAPL_2012-06-21_34200000_37800000_message_50.csv.gz"
LEVEL_ONE = "marketdata/us_equity_l3/AAPL_2012-06-21_34200000_57600000_orderbook_1.csv.gz"
MINUTE_NS = 60_000_000_000


def buys(qty: int, **more: Any) -> dict[str, Any]:
    return {"instrument": "AAPL", "action": "BUY", "size": {"value": str(qty)}, **more}


# orders that sweep, rest, wait for a stop, are taken out by tight exits, or never trade
BUSY = (
    buys(1200),
    buys(500, order_type="LIMIT", limit_price="585.20", take_profit="586.00", stop_loss="584.40"),
    buys(300, order_type="LIMIT", limit_price="584.90", take_profit="585.50", stop_loss="584.00"),
    buys(200, order_type="STOP", stop_price="586.20", take_profit="588.00", stop_loss="585.80"),
    buys(
        400,
        order_type="LIMIT",
        limit_price="586.00",
        take_profit="587.00",
        stop_loss="585.00",
        tactic={"name": "twap", "params": {"duration_s": 1200, "slices": 20}},
    ),
    buys(100, order_type="LIMIT", limit_price="570.00"),
)


class Run(NamedTuple):
    """What a demo printed, and what its journal says."""

    told: dict[str, Any]
    exported: list[dict[str, Any]]


@pytest.fixture(scope="module")
def tape(shared: Path) -> list[Message]:
    return read(shared / TAPE)


def demo(folder: Path, tape: Path, *more: object) -> Run:
    done = holdfast("demo", "--json", "--data", tape, *more, cwd=folder, PYTHONHASHSEED="1")
    assert done.code == 0, done.err
    told = done.json()
    lines = holdfast("journal", "export", told["journal"]["path"], cwd=folder).out.splitlines()
    return Run(told, [json.loads(line) for line in lines])


@pytest.fixture(scope="module")
def twap(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return demo(tmp_path_factory.mktemp("twap"), shared / TAPE)


@pytest.fixture(scope="module")
def busy(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("busy")
    plan = folder / "busy.json"
    plan.write_text(
        json.dumps({"plan_id": "busy", "account": "paper", "decisions": BUSY}), encoding="utf-8"
    )
    return demo(folder, shared / TAPE, "--plan", plan)


def by_parent(told: dict[str, Any], parent_id: str) -> list[dict[str, Any]]:
    return [order for order in told["orders"] if order["parent_id"] == parent_id]


def total(rows: list[dict[str, Any]], field: str = "qty") -> Decimal:
    return sum((Decimal(row[field]) for row in rows), Decimal(0))


# --- two thousand shares over half an hour ----------------------------------------------------


def test_the_tape_supports_every_fill_of_the_twap(twap: Run, tape: list[Message]) -> None:
    judge = Judge(twap.told, twap.exported)
    assert judge.hear(tape) == []
    assert judge.takers + judge.makers == len(twap.told["fills"]) > 0


def test_the_fills_and_the_slices_come_to_two_thousand(twap: Run) -> None:
    (parent,) = [order for order in twap.told["orders"] if order["tactic"] == "twap"]
    slices = by_parent(twap.told, parent["id"])
    assert (parent["qty"], parent["cum_qty"], parent["status"]) == ("2000", "2000", "FILLED")
    assert total(twap.told["fills"]) == total(slices, "cum_qty") == 2000
    for order in slices:
        own = [fill for fill in twap.told["fills"] if fill["order_id"] == order["id"]]
        assert total(own) == Decimal(order["cum_qty"])
    (position,) = twap.told["positions"]
    assert Decimal(position["qty"]) == 2000


def test_each_slice_is_sent_in_its_own_minute_and_none_runs_ahead(twap: Run) -> None:
    (parent,) = [order for order in twap.told["orders"] if order["tactic"] == "twap"]
    slices = by_parent(twap.told, parent["id"])
    begin, sent = unix_nanos(parent["created"]), Decimal(0)
    assert len(slices) == 30
    for index, order in enumerate(slices):
        sent += Decimal(order["qty"])
        # the jitter is at most 0.3 of the interval
        late = unix_nanos(order["sent"]) - (begin + index * MINUTE_NS)
        assert 0 <= late <= MINUTE_NS * 3 // 10
        assert sent <= Decimal(2000 * (index + 1)) / 30
    assert sent == 2000


def test_the_exits_are_sized_to_what_was_filled(twap: Run) -> None:
    exits = [order for order in twap.told["orders"] if order["exit_of"]]
    for role, price in (("STOP_LOSS", "stop_price"), ("TAKE_PROFIT", "limit_price")):
        live = [order for order in exits if order["role"] == role and order["status"] == "NEW"]
        assert total(live, "leaves_qty") == 2000
        assert len({order[price] for order in live}) == 1
    assert twap.told["unprotected_qty"] == "0"


def test_no_share_waits_for_its_stop_at_any_moment(twap: Run) -> None:
    """Fold the journal: after each entry the stops on their way or in force cover what filled."""
    filled, stops, entries = Decimal(0), {}, 0
    roles = {order["id"]: order["role"] for order in twap.told["orders"]}
    for entry in twap.exported:
        for event in entry["events"]:
            order_id = event.get("order_id", "")
            if event["event"] == "OrderFilled" and roles[order_id] == "SLICE":
                filled += Decimal(event["qty"])
            elif roles.get(order_id) == "STOP_LOSS" and event["event"] == "OrderSent":
                stops[order_id] = Decimal(event["terms"]["qty"])
            elif roles.get(order_id) == "STOP_LOSS" and event["event"] == "ReplaceSent":
                stops[order_id] = Decimal(event["qty"])
        assert sum(stops.values()) == filled
        entries += 1
    assert (filled, entries) == (2000, twap.told["journal"]["entries"])


# --- orders of every kind -------------------------------------------------------------------


def test_the_tape_supports_resting_orders_stops_and_sweeps(busy: Run, tape: list[Message]) -> None:
    judge = Judge(busy.told, busy.exported)
    assert judge.hear(tape) == []
    assert judge.makers > 5
    assert judge.takers > 20
    stopped = [row for row in busy.told["orders"] if row["role"] == "STOP_LOSS"]
    assert any(Decimal(row["cum_qty"]) for row in stopped)


def test_no_fill_is_worse_than_its_limit(busy: Run) -> None:
    orders = {order["id"]: order for order in busy.told["orders"]}
    for fill in busy.told["fills"]:
        limit = orders[fill["order_id"]]["limit_price"]
        if limit is not None:
            sign = 1 if fill["side"] == "BUY" else -1
            assert (Decimal(limit) - Decimal(fill["price"])) * sign >= 0


def test_entries_less_exits_are_the_position_and_all_of_it_has_a_stop(busy: Run) -> None:
    exits = {order["id"] for order in busy.told["orders"] if order["exit_of"]}
    bought = total([row for row in busy.told["fills"] if row["order_id"] not in exits])
    sold = total([row for row in busy.told["fills"] if row["order_id"] in exits])
    (position,) = busy.told["positions"]
    assert Decimal(position["qty"]) == bought - sold
    assert busy.told["unprotected_qty"] == "0"


# --- cost -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def market(tape: list[Message]) -> Market:
    return Market(tape)


@pytest.mark.parametrize("name", ["twap", "busy"])
def test_the_cost_table_is_what_fills_and_tape_come_to(
    name: str, request: pytest.FixtureRequest, market: Market
) -> None:
    told = request.getfixturevalue(name).told
    roots = {row["id"]: row for row in told["orders"] if not row["parent_id"] + row["exit_of"]}
    assert [row["order_id"] for row in told["cost"]] == list(roots)
    for row in told["cost"]:
        sheet = cost_of(roots[row["order_id"]], told, market)
        found = {field: row[field] and Decimal(row[field]) for field in sheet}
        assert found == {field: as_told(value) for field, value in sheet.items()}
        assert row["market_exact"] is True
    charged = sum((Decimal(fill["fee"]) for fill in told["fills"]), Decimal(0))
    exits = {row["id"] for row in told["orders"] if row["exit_of"]}
    on_exits = [fill for fill in told["fills"] if fill["order_id"] in exits]
    assert total(told["cost"], "fees") == charged - total(on_exits, "fee")


def test_the_fees_of_exits_are_a_sellers(busy: Run) -> None:
    exits = [row for row in busy.told["orders"] if row["exit_of"]]
    for row in exits:
        own = [fill for fill in busy.told["fills"] if fill["order_id"] == row["id"]]
        assert total(own, "fee") == as_told(fees_of(row, busy.told["fills"]))


# --- the judge itself -------------------------------------------------------------------------


def spoiled(run: Run) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield reports that no honest market could have made, each wrong in one place."""
    for index in (0, len(run.told["fills"]) // 2, -1):
        for name, field, change in (
            ("cheaper", "price", lambda v: str(Decimal(v) - Decimal("0.01"))),
            ("larger", "qty", lambda v: str(Decimal(v) + 1_000)),
            ("rested", "liquidity", lambda v: "MAKER" if v == "TAKER" else ""),
            ("earlier", "at", lambda v: v.replace("T13:", "T12:")),
        ):
            told = deepcopy(run.told)
            told["fills"][index][field] = new = change(told["fills"][index][field])
            if new:
                yield f"{name} {index}", told
        told = deepcopy(run.told)
        told["fills"].insert(index, told["fills"][index])
        yield f"twice {index}", told


def test_the_judges_book_is_the_exchanges_own(shared: Path, tape: list[Message]) -> None:
    """Compare with level one of the whole day, which also has orders from before the file."""
    book, ours = Book(), list[tuple[int, ...]]()
    for message in tape:
        book.take(message)
        bid, ask = book.best(BUY), book.best(SELL)
        if message.at >= tape[0].at + MINUTE_NS and bid and ask:
            ours.append((*ask, *bid))
    with gzip.open(shared / LEVEL_ONE, "rt", encoding="ascii") as file:
        theirs = [tuple(map(int, line.split(","))) for line in file]
    ours = [each for each, _ in groupby(ours)]
    told = [each for each, _ in groupby(theirs)]
    place = told.index(ours[0])
    missed = 0
    for best in ours:
        within = told[place : place + 200]
        if best in within:
            place += within.index(best) + 1
        else:
            missed += 1
    assert len(ours) > 20_000
    assert missed / len(ours) < 0.01


def test_the_judge_knows_nothing_of_the_product() -> None:
    for name in ("lobster_book", "tape_judge", "cost_sheet"):
        source = Path(__file__).with_name(f"{name}.py").read_text(encoding="utf-8")
        assert "holdfast" not in source


def test_the_judge_would_object_to_fills_that_cannot_be(busy: Run, tape: list[Message]) -> None:
    passed = [name for name, told in spoiled(busy) if not Judge(told, busy.exported).hear(tape)]
    assert passed == []

"""Lifecycles are measured on whole ones only."""

import json
import sys

import pytest

from holdfast.bench import lifecycle
from holdfast.bench.bench_desk import BenchDesk, market_order
from holdfast.bench.bench_desk import quotes as ticks_of

ORDERS = 40


@pytest.mark.parametrize("work", lifecycle.WORKS)
def test_every_kind_of_work_is_measured(work: str) -> None:
    found = lifecycle.measure(work, ORDERS)
    assert (found.work, found.orders, found.durability, found.in_flight) == (
        work,
        ORDERS,
        "memory",
        1,
    )
    assert 0 < found.p50_us <= found.p99_us
    # no order takes longer than all of them
    assert found.p99_us <= 1e6 * ORDERS / found.orders_per_second


@pytest.mark.parametrize("level", lifecycle.LEVELS)
def test_every_durability_is_measured_on_the_journal_it_names(level: str) -> None:
    assert lifecycle.measure("market", ORDERS, level, 8).durability == level


def test_orders_that_share_commits_need_not_come_out_even() -> None:
    assert lifecycle.measure("market", 50, in_flight=16).orders == 50


def bench_with(orders: int) -> BenchDesk:
    bench = BenchDesk(["AAPL"])
    for number, tick in enumerate(ticks_of("AAPL", orders)):
        bench.quote(tick)
        bench.desk.ask(market_order(number, "AAPL"))
        bench.desk.drain()
    return bench


def test_a_run_that_lost_an_order_is_no_measurement() -> None:
    with pytest.raises(ValueError, match="3 orders were asked for and 2 filled"):
        lifecycle._prove(bench_with(2), 3)


def test_a_run_that_does_not_end_flat_is_no_measurement() -> None:
    with pytest.raises(ValueError, match="did not end flat"):
        lifecycle._prove(bench_with(3), 3)


def test_a_run_that_broke_an_invariant_is_no_measurement() -> None:
    bench = bench_with(2)
    bench.desk.ledger.accounts["BENCH"].cash["USD"] += 1
    with pytest.raises(ValueError, match="the run broke I09"):
        lifecycle._prove(bench, 2)


def test_the_command_prints_what_it_measured(monkeypatch, capsys) -> None:
    monkeypatch.setattr(sys, "argv", ["lifecycle", "--work", "limit", "--orders", "20"])
    lifecycle.main()
    told = json.loads(capsys.readouterr().out)
    assert (told["work"], told["orders"]) == ("limit", 20)
    assert told["orders_per_second"] > 0

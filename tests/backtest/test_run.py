"""A backtest from end to end on small tapes whose outcome is computed by hand."""

from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace

from holdfast.backtest.run import Asked, run_backtest
from holdfast.journal.sqlite import SqliteJournal
from holdfast.messages.commands import SubmitPlan
from holdfast.messages.plan import Action, Decision, DecisionPlan, Size
from holdfast.model.ids import InstrumentId
from holdfast.model.times import parse_rfc3339
from holdfast.strategies import BadStrategy, Context, Ending
from tests.support.backtests import (
    Scripted,
    loaded,
    net_of,
    plain_settings,
    run_on,
    seconds,
    told_of,
    write_quotes,
)

STEPS = [
    ("14:30:00", "99.99", "100.01"),
    ("14:30:01", "99.99", "100.01"),
    ("14:31:30", "97.99", "98.01"),
    ("14:32:30", "103.99", "104.01"),
    ("14:33:30", "101.99", "102.01"),
    ("14:34:30", "101.99", "102.01"),
]


def test_a_small_tape_has_the_outcome_that_was_computed_by_hand(tmp_path: Path) -> None:
    write_quotes(tmp_path, STEPS)
    script = {2: lambda ctx: ctx.buy("ABC", 100), 5: lambda ctx: ctx.sell("ABC", 60)}
    told = told_of(run_on(tmp_path, Scripted(script)))
    # 100 bought at the ask of 100.01, 60 sold at the bid of 101.99, 40 marked at 102.00
    result = told.result
    assert (result.realised, result.unrealised, result.fees) == (
        Decimal("118.80"),
        Decimal("79.60"),
        0,
    )
    assert (result.profit, result.closing) == (Decimal("198.40"), Decimal("1000198.40"))
    (trip,) = told.trips
    assert (trip.mae, trip.mfe) == (Decimal("-201.00"), Decimal("399.00"))
    assert (trip.net, trip.exit_px, trip.is_open) == (Decimal("198.40"), Decimal("101.99"), True)
    assert [(fill.price, fill.qty, fill.side) for fill in told.fills] == [
        (Decimal("100.01"), 100, "BUY"),
        (Decimal("101.99"), 60, "SELL"),
    ]
    # equity at whole minutes: flat, then 100 at the mids of 100, 98, 104
    equity = [point.equity - 1_000_000 for point in told.curve]
    assert equity[:4] == [0, -1, -201, 399]
    assert told.drawdown.amount == 201
    assert [row.slippage_bps for row in told.cost] == [1, Decimal("0.9803921568627450980392156863")]


def test_the_same_class_on_the_same_data_gives_the_same_journal_byte_for_byte(
    tmp_path: Path,
) -> None:
    tape = tmp_path / "tape"
    tape.mkdir()
    write_quotes(tape, STEPS)
    entries = []
    for name in ("a.db", "b.db"):
        settings = plain_settings(tape, latency_us=500, latency_jitter_us=200)
        desk = replace(settings.desk, journal=str(tmp_path / name))
        strategy = Scripted({2: lambda ctx: ctx.buy("ABC", 100, limit_price=101)})
        run_on(tape, strategy, replace(settings, desk=desk)).wired.desk.close()
        journal = SqliteJournal(str(tmp_path / name))
        entries.append((journal.head(), [*journal.entries()]))
        journal.close()
    assert entries[0] == entries[1]
    assert entries[0][0].entries > 10


def test_another_seed_draws_other_latencies(tmp_path: Path) -> None:
    write_quotes(tmp_path, STEPS)
    heads = set()
    for seed in (1, 2):
        settings = plain_settings(tmp_path, seed, latency_us=500, latency_jitter_us=200)
        run = run_on(tmp_path, Scripted({2: lambda ctx: ctx.buy("ABC", 100)}), settings)
        heads.add(run.head.hash)
        run.wired.desk.close()
    assert len(heads) == 2


@pytest.mark.parametrize(
    ("ending", "held", "still_open"),
    [(Ending.CANCEL, 100, 0), (Ending.KEEP, 100, 1), (Ending.FLATTEN, 0, 0)],
)
def test_what_is_left_at_the_end_is_dealt_with_as_asked(
    tmp_path: Path, ending: Ending, held: int, still_open: int
) -> None:
    write_quotes(tmp_path, STEPS)

    def both(ctx: Context) -> None:
        ctx.buy("ABC", 100)
        ctx.buy("ABC", 10, limit_price="96.00")

    run = run_on(tmp_path, Scripted({2: both}), ending=ending)
    ledger = run.wired.desk.ledger
    assert ledger.accounts["paper"].positions["ABC"].qty == held
    assert len(ledger.open_orders) == still_open
    run.wired.desk.close()


def test_a_part_of_a_tape_begins_and_ends_as_asked(tmp_path: Path) -> None:
    write_quotes(tmp_path, STEPS)
    since, until = (parse_rfc3339(f"2024-03-04T14:{m}:00Z") for m in ("31", "33"))
    strategy = Scripted({1: lambda ctx: ctx.now, 2: lambda ctx: ctx.now})
    run = run_on(tmp_path, strategy, since=since, until=until)
    assert strategy.quotes == 2
    assert since is not None
    assert strategy.answers[0] == since + 30_000_000_000
    told = told_of(run)
    assert told.what.began.startswith("2024-03-04T14:31:00")


def plan_of(plan_id: str, name: InstrumentId, qty: int) -> SubmitPlan:
    decision = Decision(name, Action.BUY, size=Size(Decimal(qty)))
    return SubmitPlan(DecisionPlan(plan_id, "paper", (decision,)))


def test_several_plans_are_submitted_in_their_order_and_reported_together(
    tmp_path: Path,
) -> None:
    write_quotes(tmp_path, [(f"14:{30 + n // 60:02}:{n % 60:02}", "99.99", "100.01")
                            for n in range(100)])  # fmt: skip
    asked = Asked("paper", (plan_of("one", "ABC", 10), plan_of("two", "ABC", 5)))
    run = run_backtest(plain_settings(tmp_path), asked, epoch="demo7")
    told = told_of(run)
    assert told.what.plans == ("one", "two")
    assert [fill.qty for fill in told.fills] == [10, 5]
    assert not told.failed


def test_a_plan_that_is_refused_whole_has_failed(tmp_path: Path) -> None:
    write_quotes(tmp_path, [(f"14:{30 + n // 60:02}:{n % 60:02}", "99.99", "100.01")
                            for n in range(100)])  # fmt: skip
    asked = Asked("paper", (plan_of("one", "ABC", 1_000_000),))
    told = told_of(run_backtest(plain_settings(tmp_path), asked, epoch="demo7"))
    assert told.failed
    assert told.fills == ()


def test_a_strategy_may_not_bear_the_name_of_a_principal(tmp_path: Path) -> None:
    write_quotes(tmp_path, seconds(5))
    for name in ("operator", "config"):
        asked = Asked("paper", loaded=loaded(Scripted({}), name))
        with pytest.raises(BadStrategy, match=f"strategy name {name} is that of a principal"):
            run_backtest(plain_settings(tmp_path), asked, epoch="demo7")


def test_nothing_is_told_before_the_desk_is_armed_and_nothing_is_lost(tmp_path: Path) -> None:
    write_quotes(tmp_path, seconds(6))
    strategy = Scripted({1: lambda ctx: ctx.buy("ABC", 1)})
    settings = plain_settings(tmp_path, latency_us=500)
    told = told_of(run_on(tmp_path, strategy, settings))
    assert strategy.quotes == 6
    assert [fill.qty for fill in told.fills] == [1]


def test_a_markets_strategy_is_held_to_its_accounts_limits_by_a_sheet_of_its_own(
    tmp_path: Path,
) -> None:
    write_quotes(tmp_path, seconds(6))
    run = run_on(tmp_path, Scripted({}))
    limits = run.wired.desk.ledger.scopes["strategy=tried"].limits
    assert (limits.order_qty_max, limits.instruments_max, limits.venues_max) == (10_000, 1, 1)
    assert net_of(told_of(run)) == 0

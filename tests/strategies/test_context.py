"""What a strategy holds of the desk: what it reads, what it asks, and what it may not."""

from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from holdfast.messages.commands import SubmitOrder
from holdfast.messages.refusals import Reason
from holdfast.model.order import OrderType, Side, TimeInForce
from holdfast.runtime.answers import Answer
from holdfast.strategies import Context
from tests.support.backtests import Scripted, run_on, seconds, told_of, write_quotes


@pytest.fixture
def tape(tmp_path: Path) -> Path:
    write_quotes(tmp_path, seconds(30))
    return tmp_path


def test_an_order_bears_the_strategys_names_whatever_it_says(tape: Path) -> None:
    said = SubmitOrder("", "ABC", Side.BUY, Decimal(10), strategy="other", principal="operator")
    strategy = Scripted({2: lambda ctx: ctx.submit(said)})
    run = run_on(tape, strategy)
    (order,) = run.wired.desk.ledger.orders.values()
    assert (order.terms.strategy, order.terms.principal) == ("tried", "tried")
    run.wired.desk.close()


@pytest.mark.parametrize(
    ("prices", "kind"),
    [
        ({}, OrderType.MARKET),
        ({"limit_price": "99.50"}, OrderType.LIMIT),
        ({"stop_price": "101"}, OrderType.STOP),
        ({"limit_price": 102, "stop_price": "101"}, OrderType.STOP_LIMIT),
    ],
)
def test_the_prices_say_what_type_an_order_is(
    tape: Path, prices: dict[str, object], kind: OrderType
) -> None:
    gtc = TimeInForce.GTC
    strategy = Scripted({2: lambda ctx: ctx.buy("ABC", "10", time_in_force=gtc, **prices)})
    run = run_on(tape, strategy)
    (order,) = run.wired.desk.ledger.orders.values()
    assert (order.terms.type, order.terms.time_in_force) == (kind, gtc)
    run.wired.desk.close()


def test_a_refusal_is_an_answer_and_counted_in_the_report(tape: Path) -> None:
    strategy = Scripted({2: lambda ctx: ctx.buy("ABC", 50_000)})
    told = told_of(run_on(tape, strategy))
    (answer,) = strategy.answers
    assert isinstance(answer, Answer)
    assert Reason.ORDER_QTY_MAX in [each.code for each in answer.refusals]
    assert ("desk", "ORDER_QTY_MAX", 1) in [(no.who, no.code, no.times) for no in told.refused]


def test_a_value_of_the_wrong_kind_stops_the_strategy_and_names_the_field(tape: Path) -> None:
    strategy = Scripted({2: lambda ctx: ctx.buy("ABC", 10, post_only="perhaps")})
    told = told_of(run_on(tape, strategy))
    assert told.fault is not None
    assert "$.post_only" in told.fault.error


def test_what_it_reads_is_its_own_position_and_the_accounts_money(tape: Path) -> None:
    def look(ctx: Context) -> object:
        return ctx.position("ABC"), ctx.avg_px("ABC"), ctx.cash, ctx.equity, dict(ctx.positions)

    script = {1: look, 2: lambda ctx: ctx.buy("ABC", 100), 4: look, 5: lambda ctx: ctx.close("ABC"),
              7: look, 8: lambda ctx: ctx.close("ABC")}  # fmt: skip
    strategy = Scripted(script)
    run_on(tape, strategy).wired.desk.close()
    before, _, during, _, after, closed = strategy.answers
    million = Decimal(1_000_000)
    assert before == (0, None, million, million, {})
    cash = million - Decimal("10001.00")
    assert during == (100, Decimal("100.01"), cash, million - 1, {"ABC": Decimal(100)})
    assert after == (0, None, million - 2, million - 2, {})
    assert isinstance(closed, Answer)
    assert closed.refusals[0].code is Reason.NOTHING_TO_DO


def test_an_order_is_replaced_and_cancelled_by_its_id_and_no_other_is(tape: Path) -> None:
    script = {
        2: lambda ctx: ctx.buy("ABC", 100, limit_price="99.50"),
        4: lambda ctx: ctx.replace(ctx.open_orders("ABC")[0].id, qty=60, limit_price="99.60"),
        6: lambda ctx: ctx.open_orders()[0].qty,
        8: lambda ctx: ctx.cancel("no-such-order"),
        9: lambda ctx: ctx.replace("no-such-order", qty=1),
        10: lambda ctx: ctx.cancel_all("ABC"),
        12: lambda ctx: len(ctx.open_orders()),
    }
    strategy = Scripted(script)
    run_on(tape, strategy).wired.desk.close()
    _, replaced, qty, stranger, other, _, still = strategy.answers
    assert isinstance(replaced, Answer)
    assert replaced.ok
    assert (qty, still) == (60, 0)
    for answer in (stranger, other):
        assert isinstance(answer, Answer)
        assert answer.refusals[0].code is Reason.UNKNOWN_ORDER


def test_a_timer_rings_once_and_is_moved_by_its_name(tape: Path) -> None:
    def set_them(ctx: Context) -> None:
        ctx.set_timer("a", after_s=3)
        ctx.set_timer("b", after_s=2)
        ctx.set_timer("b", after_s="5.5")
        ctx.set_timer("c", at=ctx.now + 1)
        ctx.cancel_timer("c")
        ctx.cancel_timer("never set")

    strategy = Scripted({2: set_them})
    run = run_on(tape, strategy)
    rung = [what for kind, what in strategy.heard if kind == "timer"]
    began = run.began_at
    assert [(name, at - began) for name, at in rung] == [  # type: ignore[misc]
        ("a", 4_000_000_000),
        ("b", 6_500_000_000),
    ]
    run.wired.desk.close()


@pytest.mark.parametrize(
    ("ask", "rule"),
    [
        (lambda ctx: ctx.set_timer("x"), "either after_s or at"),
        (lambda ctx: ctx.set_timer("x", after_s=1, at=1), "either after_s or at"),
        (lambda ctx: [ctx.set_timer(str(n), after_s=9) for n in range(1001)], "1000 timers"),
        (lambda ctx: ctx.subscribe_bars("ABC", 0), "span_s must be at least 1"),
        (lambda ctx: [ctx.subscribe_bars("ABC", n) for n in range(1, 1002)], "1000 bars"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_or_is_too_much_is_told(tape: Path, ask: object, rule: str) -> None:
    told = told_of(run_on(tape, Scripted({2: ask})))  # type: ignore[dict-item]
    assert told.fault is not None
    assert rule in told.fault.error


def test_the_log_is_bounded_and_says_what_it_lost(tape: Path) -> None:
    def write(ctx: Context) -> None:
        for n in range(10_005):
            ctx.log(f"{n} " + "x" * 2_000)

    told = told_of(run_on(tape, Scripted({2: write})))
    assert (len(told.log), told.log_lines_lost) == (10_000, 5)
    assert len(told.log[0].text) == 1_000


def test_prices_are_brought_to_the_tick_on_either_side(tape: Path) -> None:
    price = Decimal("100.0149")

    def look(ctx: Context) -> object:
        return ctx.tick_down("ABC", price), ctx.tick_up("ABC", price), ctx.instruments

    strategy = Scripted({2: look})
    run_on(tape, strategy).wired.desk.close()
    assert strategy.answers == [(Decimal("100.01"), Decimal("100.02"), ("ABC",))]


def test_chance_is_of_the_seed_and_the_name(tape: Path) -> None:
    drawn = []
    for _ in range(2):
        strategy = Scripted({2: lambda ctx: ctx.random.random()})
        run_on(tape, strategy).wired.desk.close()
        drawn.append(strategy.answers[0])
    assert drawn[0] == drawn[1]


def test_an_identity_is_read_from_a_context_and_nothing_else_is_set(tape: Path) -> None:
    strategy = Scripted({2: lambda ctx: msgspec.structs.astuple(ctx.who)})
    run_on(tape, strategy).wired.desk.close()
    assert strategy.answers == [("tried", "tried", "paper")]

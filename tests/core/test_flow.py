"""What left is counted right: the windows say what reading the whole journal again says."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest

from holdfast.core import flow
from holdfast.core.ledger import freeze, thaw
from holdfast.core.recent import count_after, total_after
from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.model.limits import Limits
from holdfast.model.order import OrderType, Side
from holdfast.model.scope import FIRM, Scope
from tests.support.busy import busy_desk
from tests.support.desks import SECOND, PlayedDesk, ready_desk

OUT = (e.OrderSent, e.CancelSent, e.ReplaceSent)


def left(desk: PlayedDesk) -> list[tuple[int, e.Event]]:
    return [
        (entry.at, event)
        for entry in desk.journal.entries()
        for event in entry.events
        if isinstance(event, OUT)
    ]


@pytest.mark.parametrize("seed", range(6))
def test_the_window_of_messages_holds_what_left_in_the_last_second(seed: int) -> None:
    desk = busy_desk(seed, 80)
    messages = desk.ledger.accounts["A"].scope.tally.messages
    at = desk.ledger.at
    told = [one for one, _ in left(desk)]
    assert told
    for since in (at - 1, at - SECOND // 2, at - SECOND):
        assert count_after(messages, since) == sum(one > since for one in told)


@pytest.mark.parametrize("seed", range(6))
def test_the_window_of_value_holds_what_left_in_the_last_minute(seed: int) -> None:
    desk = busy_desk(seed, 80)
    at = desk.ledger.at
    values = desk.ledger.accounts["A"].scope.tally.values
    sent = Decimal(0)
    changed = False
    for one, event in left(desk):
        if one > at - 60 * SECOND and isinstance(event, e.OrderSent):
            terms = event.terms
            own = terms.limit_price or terms.stop_price
            price = event.reserve_price or own or event.arrival_price
            assert price is not None
            sent += terms.qty * price
        changed = changed or isinstance(event, e.ReplaceSent)
    total = total_after(values, at - 60 * SECOND)
    # a change adds what it makes larger
    assert total >= sent if changed else total == sent


@pytest.mark.parametrize("seed", range(3))
def test_windows_and_signals_survive_a_snapshot_byte_by_byte(seed: int) -> None:
    desk = busy_desk(seed, 60)
    desk.check()
    desk.check_decisions()
    state = freeze(desk.ledger)
    assert freeze(thaw(state)) == state
    assert desk.ledger.signals


def test_a_snapshot_from_before_look_alikes_had_names_is_readable() -> None:
    older = msgspec.msgpack.decode(freeze(ready_desk().ledger), strict=False)
    older["recent_orders"] = {}
    del older["look_alikes"]
    assert thaw(msgspec.msgpack.encode(older)).look_alikes == {}


def test_every_scope_of_an_order_counts_it_and_no_other() -> None:
    desk = ready_desk()
    scopes = (FIRM, Scope(strategy="s"), Scope(trader="ann"), Scope(venue="sim"))
    sheet = Limits(order_rate_max=9, value_rate_max=Decimal(10**6))
    for scope in (*scopes, Scope(strategy="t")):
        desk.take(c.SetLimits("", sheet, scope=scope, why="test", permanent=True))
    limit = Decimal("99.00")
    desk.take(
        c.SubmitOrder(
            "A",
            "AAPL",
            Side.BUY,
            Decimal(3),
            OrderType.LIMIT,
            limit,
            strategy="s",
            principal="ann",
        )
    )
    last = next(reversed(desk.ledger.orders.values()))
    assert last.is_open, last.refusals
    desk.take(c.CancelOrder(last.id))
    for scope in scopes:
        tally = desk.ledger.scopes[scope.key].tally
        assert len(tally.messages.times) == 2, scope.key
        assert tally.values.amounts == [Decimal("297.00")]
    other = desk.ledger.scopes["strategy=t"].tally
    assert (other.messages.times, other.values.times) == ([], [])


def test_a_change_that_makes_an_order_smaller_adds_no_value() -> None:
    desk = ready_desk()
    desk.take(c.SubmitOrder("A", "AAPL", Side.BUY, Decimal(30), OrderType.LIMIT, Decimal("99.00")))
    order = next(reversed(desk.ledger.orders.values()))
    desk.take(r.VenueAccepts(order.id, "V", desk.time.now()))
    desk.take(c.ReplaceOrder(order.id, qty=Decimal(20)))
    tally = desk.ledger.accounts["A"].scope.tally
    assert len(tally.messages.times) == 2
    assert total_after(tally.values, 0) == 30 * 99


def test_a_limit_that_nobody_sets_costs_no_memory() -> None:
    desk = ready_desk()
    desk.take(c.SetLimits("", Limits(), scope=FIRM, why="test", permanent=True))
    desk.take(c.SubmitOrder("A", "AAPL", Side.BUY, Decimal(1)))
    firm = desk.ledger.scopes[FIRM.key]
    assert (firm.tally.messages.times, firm.tally.values.times, firm.instruments) == ([], [], {})


def test_only_the_signals_of_the_strategy_that_goes_on_are_forgotten() -> None:
    desk = ready_desk()
    for strategy in ("s", "t"):
        desk.take(c.SubmitOrder("A", "AAPL", Side.BUY, Decimal(1), strategy=strategy))
    flow.forget_signals(desk.ledger, Scope(strategy="s"))
    assert list(desk.ledger.signals) == [("t", "AAPL", Side.BUY)]

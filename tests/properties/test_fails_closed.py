"""A check that lacks its input refuses, and nothing that blocks orders blocks what reduces."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from msgspec.structs import replace

from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages import requests as q
from holdfast.messages.plan import Action, Decision, DecisionPlan, Size
from holdfast.messages.refusals import Reason
from holdfast.model.limits import SPECS, Limits
from holdfast.model.order import Liquidity, OrderType, Side
from holdfast.model.scope import FIRM, Scope
from holdfast.model.trading import Phase, TradingState
from tests.support.desks import SECOND, PlayedDesk, ready_desk
from tests.support.limits import WIDE
from tests.support.people import TRADER

A = Scope(account="A")
NEEDED = [name for name, spec in SPECS.items() if not spec.optional]
ONE_ORDER = [name for name in NEEDED if name != "basket_value_max"]
NONSENSE = ["NaN", "sNaN", "Infinity", "-Infinity", "0", "-1"]
SALE = c.SubmitOrder("A", "AAPL", Side.SELL, Decimal(5), OrderType.LIMIT, Decimal(100))


@pytest.fixture
def desk() -> PlayedDesk:
    """A desk that holds 20 of AAPL and has an order resting."""
    played = ready_desk()
    played.take(c.SubmitOrder("A", "AAPL", Side.BUY, Decimal(20), client_order_id="held"))
    held, at = played.order("held").id, played.time.now()
    none, price = Decimal(0), Decimal(100)
    played.take(
        r.VenueFills(held, "X1", Decimal(20), price, none, "USD", Liquidity.TAKER, at)
    )  # fmt: skip
    resting = c.SubmitOrder("A", "AAPL", Side.BUY, Decimal(3), OrderType.LIMIT, Decimal(99))
    played.take(replace(resting, client_order_id="resting"))
    played.wait(120 * SECOND)
    played.quote("99.99", "100.01")
    return played


def buys(desk: PlayedDesk, kind: OrderType = OrderType.LIMIT) -> list[Reason]:
    """Try to add risk; return why not. Nothing may have left where there is a reason."""
    before = list(desk.venue.sent)
    price = Decimal(100) if kind is OrderType.LIMIT else None
    name = f"buy {len(desk.ledger.orders)}"
    desk.take(c.SubmitOrder("A", "AAPL", Side.BUY, Decimal(7), kind, price, client_order_id=name))
    codes = [each.code for each in desk.order(name).refusals]
    assert (desk.venue.sent == before) is bool(codes)
    return codes


def reduces(desk: PlayedDesk, *, says_so: bool) -> list[Reason]:
    before = len(desk.venue.sent)
    name = f"sell {len(desk.ledger.orders)}"
    desk.take(replace(SALE, reduce_only=says_so, client_order_id=name))
    codes = [each.code for each in desk.order(name).refusals]
    assert (len(desk.venue.sent) == before + 1) is not bool(codes)
    return codes


def cancels(desk: PlayedDesk) -> bool:
    order = desk.order("resting")
    desk.take(c.CancelOrder(order.id, TRADER))
    return any(isinstance(each, q.PullOrder) for each in desk.venue.sent)


# --- without its input a check refuses ------------------------------------------------


@pytest.mark.parametrize("name", ONE_ORDER)
def test_without_a_limit_what_adds_risk_is_refused_and_what_reduces_passes(
    desk: PlayedDesk, name: str
) -> None:
    """Some limits make no sense without another; a sheet without that one is not taken at all."""
    assert buys(desk) == []
    told = desk.take(c.SetLimits("A", replace(WIDE, **{name: None})))
    if isinstance(told[0], e.RequestRefused):
        assert f"needs limits.{name}" in told[0].refusals[0].detail
        return
    before = list(desk.venue.sent)
    # of some limits only an order without a price has need
    for kind in (OrderType.LIMIT, OrderType.MARKET):
        assert Reason.LIMIT_MISSING in buys(desk, kind), kind
    assert desk.venue.sent == before
    (refusal,) = next(reversed(desk.ledger.orders.values())).refusals[:1]
    assert refusal.field == name
    assert reduces(desk, says_so=False) == []
    assert cancels(desk)
    desk.check()


def test_without_the_limit_of_a_plan_no_plan_that_adds_risk_is_taken(desk: PlayedDesk) -> None:
    desk.take(c.SetLimits("A", replace(WIDE, basket_value_max=None)))
    before = list(desk.venue.sent)
    buy = Decision("AAPL", Action.BUY, size=Size(Decimal(7)))
    desk.take(c.SubmitPlan(DecisionPlan("p1", "A", (buy,))))
    assert desk.venue.sent == before
    desk.take(c.SubmitPlan(DecisionPlan("p2", "A", (Decision("AAPL", Action.CLOSE),))))
    assert len(desk.venue.sent) > len(before)


def test_without_any_sheet_nothing_adds_risk_and_what_reduces_passes(desk: PlayedDesk) -> None:
    desk.take(c.SetLimits("A", Limits()))
    assert set(buys(desk)) == {Reason.LIMIT_MISSING}
    assert reduces(desk, says_so=False) == []
    assert cancels(desk)


@pytest.mark.parametrize("kind", [OrderType.LIMIT, OrderType.MARKET])
@pytest.mark.parametrize("ask", NONSENSE)
@pytest.mark.parametrize("bid", [*NONSENSE, "99.99"])
def test_a_quote_that_is_no_price_is_no_reference(
    desk: PlayedDesk, bid: str, ask: str, kind: OrderType
) -> None:
    desk.quote(bid, ask)
    assert Reason.NO_REFERENCE in buys(desk, kind)
    assert reduces(desk, says_so=False) == []
    assert cancels(desk)
    desk.check()


@pytest.mark.parametrize("kind", [OrderType.LIMIT, OrderType.MARKET])
def test_without_a_quote_or_with_an_old_one_nothing_adds_risk(
    desk: PlayedDesk, kind: OrderType
) -> None:
    desk.take(c.SetLimits("A", replace(WIDE, reference_age_max_ns=5 * SECOND)))
    desk.wait(6 * SECOND)
    assert Reason.STALE_REFERENCE in buys(desk, kind)
    desk.quotes.clear()
    assert Reason.NO_REFERENCE in buys(desk, kind)
    assert reduces(desk, says_so=False) == []


def test_what_is_held_for_nobody_and_has_no_mark_stops_what_adds_risk(desk: PlayedDesk) -> None:
    sheet = Limits(gross_notional_max=Decimal(10**9))
    desk.take(c.SetLimits("", sheet, "", "firm", FIRM, permanent=True))
    assert buys(desk) == []
    desk.take(r.VenueHolds("sim", "ERROR", "UNKNOWN", Decimal(100), desk.time.now()))
    assert Reason.NO_REFERENCE in buys(desk)
    assert reduces(desk, says_so=False) == []
    assert cancels(desk)


# --- what blocks orders does not block what reduces -----------------------------------


def _state(scope: Scope, state: TradingState) -> Callable[[PlayedDesk], None]:
    return lambda desk: _taken(desk, k.SetState(scope, state, TRADER, "test"))


def _taken(desk: PlayedDesk, command: c.Command) -> None:
    desk.take(command)


def _rate(desk: PlayedDesk) -> None:
    desk.take(c.SetLimits("A", replace(WIDE, order_rate_max=3)))
    desk.wait(2 * SECOND)
    desk.quote("99.99", "100.01")
    while not buys(desk):
        pass


def _lost(desk: PlayedDesk) -> None:
    desk.take(c.SetLimits("A", replace(WIDE, loss_max=Decimal(100))))
    desk.quote("90", "90.02")
    desk.take(k.MarkPositions())


def _phase(desk: PlayedDesk) -> None:
    desk.take(r.VenuePhase("sim", "AAPL", Phase.HALTED, desk.time.now()))


BLOCKERS: dict[str, Callable[[PlayedDesk], object]] = {
    "messages a second": _rate,
    "value a minute": lambda desk: desk.take(
        c.SetLimits("A", replace(WIDE, value_rate_max=Decimal(1)))
    ),
    "open orders": lambda desk: desk.take(c.SetLimits("A", replace(WIDE, open_orders_max=1))),
    "gross": lambda desk: desk.take(c.SetLimits("A", replace(WIDE, gross_notional_max=Decimal(1)))),
    "position": lambda desk: desk.take(
        c.SetLimits("A", replace(WIDE, position_qty_max=Decimal(1)))
    ),
    "daily loss": _lost,
    "the account only reduces": _state(A, TradingState.REDUCING),
    "the firm only reduces": _state(FIRM, TradingState.REDUCING),
    "the account is halted": _state(A, TradingState.HALTED),
    "a kill that lets it": lambda desk: desk.take(k.Kill(FIRM, TRADER, "test", reducing=True)),
    "a halted instrument": _phase,
    "a restricted name": lambda desk: desk.take(
        c.SetLimits("A", replace(WIDE, restricted=("AAPL",)))
    ),
    "a desk that is not armed": lambda desk: desk.restart(is_armed=False),
}


@pytest.mark.parametrize("block", BLOCKERS.values(), ids=BLOCKERS)
def test_what_blocks_orders_lets_cancels_and_orders_that_reduce_pass(
    desk: PlayedDesk, block: Callable[[PlayedDesk], object]
) -> None:
    block(desk)
    assert buys(desk) != []
    assert reduces(desk, says_so=True) == []
    assert cancels(desk)
    desk.check()


def test_a_kill_lets_nothing_but_cancels_pass_unless_it_says_so(desk: PlayedDesk) -> None:
    desk.take(k.Kill(FIRM, TRADER, "test"))
    assert Reason.KILLED in buys(desk)
    assert Reason.KILLED in reduces(desk, says_so=True)
    assert cancels(desk)

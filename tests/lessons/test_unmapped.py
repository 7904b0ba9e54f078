"""Knight, 2012: executions went to an account that no exposure control of the firm looked at."""

from __future__ import annotations

from decimal import Decimal

from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages import reports as r
from holdfast.messages.refusals import Reason
from holdfast.model.limits import Limits
from holdfast.model.order import OrderType, Side
from holdfast.model.scope import FIRM
from tests.controls.rows import learns
from tests.support.desks import PlayedDesk, ready_desk

LIMIT = Decimal(100_000)


def _buy(desk: PlayedDesk, name: str, qty: int) -> list[Reason]:
    before = len(desk.venue.sent)
    side, price = Side.BUY, Decimal(100)
    order = c.SubmitOrder("A", "AAPL", side, Decimal(qty), OrderType.LIMIT, price)
    desk.take(c.SubmitOrder(**{**_fields(order), "client_order_id": name}))
    codes = [each.code for each in desk.order(name).refusals]
    assert (len(desk.venue.sent) == before) is bool(codes)
    return codes


def _fields(order: c.SubmitOrder) -> dict[str, object]:
    return {name: getattr(order, name) for name in order.__struct_fields__}


def _error_account(desk: PlayedDesk, qty: int) -> None:
    """Have the venue tell what it holds for an account that is none of ours."""
    desk.take(r.VenueHolds("sim", "ERROR", "AAPL", Decimal(qty), desk.time.now()))
    desk.take(k.MarkPositions())


@learns("KN-3")
def test_what_an_error_account_holds_counts_for_the_firm_and_trips_its_limit() -> None:
    desk = ready_desk()
    sheet = Limits(gross_notional_max=LIMIT)
    desk.take(c.SetLimits("", sheet, why="capital", scope=FIRM, permanent=True))
    _error_account(desk, 900)
    assert _buy(desk, "over", 101) == [Reason.GROSS_NOTIONAL_MAX]
    (refusal,) = desk.order("over").refusals
    assert (refusal.scope, refusal.measured, refusal.limit) == ("firm", Decimal(100_100), LIMIT)
    assert _buy(desk, "within", 100) == []
    desk.check()


@learns("KN-3")
def test_a_short_error_account_counts_as_much_and_a_restart_remembers_it() -> None:
    desk = ready_desk()
    sheet = Limits(gross_notional_max=LIMIT)
    desk.take(c.SetLimits("", sheet, why="capital", scope=FIRM, permanent=True))
    _error_account(desk, -900)
    desk.restart()
    desk.quote("99.99", "100.01")
    assert _buy(desk, "over", 101) == [Reason.GROSS_NOTIONAL_MAX]
    _error_account(desk, 0)
    assert _buy(desk, "now", 101) == []


@learns("KN-3")
def test_an_execution_that_fits_no_order_of_ours_is_a_discrepancy_and_not_lost() -> None:
    desk = ready_desk()
    at, one, none = desk.time.now(), Decimal(1), Decimal(0)
    taker = r.Liquidity.TAKER
    desk.take(r.VenueFills("STRANGE-1", "X1", one, Decimal(100), none, "USD", taker, at))
    (found,) = desk.ledger.discrepancies
    assert found.subject == "STRANGE-1 fill X1"

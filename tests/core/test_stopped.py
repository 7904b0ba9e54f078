"""What must not get away from a kill, and what it has let pass."""

from decimal import Decimal as D

import pytest

from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages.refusals import Reason
from holdfast.model.order import Liquidity, OrderStatus, OrderType, Side
from holdfast.model.scope import FIRM, Scope
from holdfast.model.trading import TradingState
from tests.support.desks import SECOND, PlayedDesk, ready_desk


def order(qty: int = 10, side: Side = Side.BUY, **terms: object) -> c.SubmitOrder:
    terms = {"type": OrderType.LIMIT, "limit_price": D(100), **terms}
    return c.SubmitOrder("A", "AAPL", side, D(qty), **terms)  # type: ignore[arg-type]


def submit(desk: PlayedDesk, qty: int = 10, side: Side = Side.BUY, **terms: object) -> str:
    """Submit an order and return its id."""
    desk.take(order(qty, side, **terms))
    return next(reversed(desk.ledger.orders))


def hold(desk: PlayedDesk) -> None:
    """Hold ten."""
    desk.take(r.VenueFills(submit(desk), "f", D(10), D(100), D(0), "USD", Liquidity.TAKER, 0))


def codes(desk: PlayedDesk, asked: c.Command) -> list[Reason]:
    return [each.code for each in desk.desk.ask(asked).refusals[:1]]


def stated(order_id: str) -> r.VenueStates:
    """The venue says that an order of 10 works there, unfilled."""
    return r.VenueStates(order_id, "v1", OrderStatus.NEW, D(10), D(0), D(100), None, 0)


@pytest.mark.parametrize("is_refused", [False, True])
def test_an_order_whose_cancel_failed_is_killed_when_its_venue_tells_of_it_again(
    is_refused: bool,
) -> None:
    desk = ready_desk()
    name = submit(desk)
    desk.take(r.VenueAccepts(name, "v1", 0))
    desk.take(k.Kill(FIRM, "ann", "test"))
    if is_refused:
        desk.take(r.VenueRejectsCancel(name, "BUSY", "later", 0))
    else:
        desk.take(r.VenueUnreachable(name, "the line is down", 0))
    assert e.CancelSent not in map(type, desk.take(stated(name)))  # or it would go on for ever
    desk.wait(SECOND)
    assert e.CancelSent in map(type, desk.take(stated(name)))
    desk.check()
    desk.check_decisions()


def test_what_a_kill_has_let_pass_outlives_a_restart_and_a_look_at_the_venue() -> None:
    desk = ready_desk()
    hold(desk)
    desk.wait(SECOND)
    desk.take(k.Kill(FIRM, "ann", "test", reducing=True))
    desk.wait(SECOND)
    name = submit(desk, 10, Side.SELL, reduce_only=True)
    desk.take(r.VenueAccepts(name, "v1", 0))
    desk.wait(SECOND)
    assert e.CancelSent not in map(type, desk.take(stated(name)))
    assert e.CancelSent not in map(type, desk.restart())
    desk.check()


def test_a_reset_lifts_the_kill_that_it_was_proposed_for_and_no_later_one() -> None:
    desk = ready_desk()
    desk.take(k.Kill(FIRM, "ann", "first"))
    one, other = (desk.exactly(k.ResetKill(FIRM, "trader", "over"))[0] for _ in range(2))
    desk.exactly(k.Approve(one.proposal_id, "second"))
    assert not desk.ledger.kills
    desk.wait(SECOND)
    desk.take(k.Kill(FIRM, "ann", "second"))
    assert codes(desk, k.Approve(other.proposal_id, "second")) == [Reason.NOT_PROPOSED]
    assert desk.ledger.kills


def test_two_scopes_never_share_a_kill_whatever_they_are_called() -> None:
    desk = ready_desk()
    desk.take(k.Kill(Scope(trader="trader,instrument=AAPL"), "ann", "odd"))
    assert codes(desk, order()) == []
    desk.take(k.Kill(Scope(trader="trader", instrument="AAPL"), "ann", "meant"))
    assert codes(desk, order(11)) == [Reason.KILLED]


def test_kills_of_names_that_nobody_knows_have_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("holdfast.core.stopping.SCOPES_MAX", 3)
    desk = ready_desk()
    for i in range(3):
        desk.take(k.Kill(Scope(strategy=f"s{i}"), "nobody", "test"))
    assert codes(desk, k.Kill(Scope(strategy="s3"), "nobody", "test")) == [Reason.DESK_BUSY]
    assert codes(desk, k.Kill(Scope(strategy="s2"), "nobody", "test")) == []
    assert codes(desk, k.Kill(FIRM, "nobody", "test")) == []


def test_a_time_that_no_journal_can_hold_is_no_end_of_a_halt() -> None:
    desk = ready_desk()
    asked = k.SetState(Scope(account="A"), TradingState.HALTED, "trader", "test", until=2**63 - 1)
    assert codes(desk, asked) == [Reason.INVALID_ORDER]

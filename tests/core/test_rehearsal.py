"""What is only tried leaves no trace in the ledger, whatever it would have done."""

from __future__ import annotations

from decimal import Decimal

import pytest

from holdfast.core.decide import decide
from holdfast.core.ledger import freeze
from holdfast.core.rehearsal import light_copy, rehearse
from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages.events import Event
from holdfast.messages.stamp import Stamp
from holdfast.model.abilities import PLAIN, Abilities
from holdfast.model.contingency import Contingency
from holdfast.model.order import OrderType, SelfTrade, Side
from tests.support.desks import POLICIES, PlayedDesk

D = Decimal
AT_99 = {"type": OrderType.LIMIT, "limit_price": D(99)}
BARE = Abilities(PLAIN.types, PLAIN.times, ())


@pytest.fixture
def desk() -> PlayedDesk:
    """Two accounts of one trade group hold ten each, at a venue that cannot reduce only."""
    played = PlayedDesk()
    for name in ("A", "B"):
        played.account(name, trade_group="g", self_trade=SelfTrade.DECREMENT)
    played.instrument()
    played.quote("99.99", "100.01")
    played.take(k.DeclareVenue("sim", BARE))
    for name in ("A", "B"):
        exits = {"stop_loss": D(90)} if name == "B" else {}
        buy(played, name, f"{name} e", 10, **exits)
        order_id = played.order(f"{name} e", name).id
        at = played.time.now()
        price = (D(10), D(100), D(0), "USD")
        played.take(r.VenueFills(order_id, f"X{name}", *price, r.Liquidity.TAKER, at))
    buy(played, "A", "rests", 8, limit_price=D(99))
    played.take(r.VenueAccepts(played.order("rests").id, "V1", played.time.now()))
    return played


def buy(desk: PlayedDesk, account: str, name: str, qty: int, **terms: object) -> None:
    kind = OrderType.LIMIT if "limit_price" in terms else OrderType.MARKET
    asked = c.SubmitOrder(account, "AAPL", Side.BUY, D(qty), kind, client_order_id=name, **terms)
    desk.take(asked)


def sale(account: str, qty: int, **terms: object) -> c.SubmitOrder:
    return c.SubmitOrder(
        account, "AAPL", Side.SELL, D(qty), client_order_id="s", principal="trader", **terms
    )


def tried(desk: PlayedDesk, command: c.Command, account: str) -> list[Event]:
    """Decide a command on a light copy, as if it were meant."""
    copied = light_copy(desk.ledger, account, ["AAPL"])
    stamp = Stamp(desk.ledger.seq + 1, desk.time.now(), dict(desk.quotes))
    copied.seq, copied.at = stamp.seq, stamp.at
    return list(rehearse(copied, decide(copied, command, stamp, POLICIES)))


@pytest.mark.parametrize(
    ("command", "does"),
    [
        (sale("A", 5, reduce_only=True), e.OrderAccepted),
        (sale("A", 3, self_trade=SelfTrade.DECREMENT, **AT_99), e.ReplaceSent),
        (sale("B", 3, **AT_99), e.ReplaceSent),
        (sale("B", 10), e.OrderSent),
        (
            c.SubmitList(
                (
                    sale("B", 5, type=OrderType.LIMIT, limit_price=D(120)),
                    c.SubmitOrder(
                        "B",
                        "AAPL",
                        Side.SELL,
                        D(5),
                        OrderType.STOP,
                        stop_price=D(80),
                        client_order_id="t",
                        principal="trader",
                    ),
                ),
                Contingency.OCO,
            ),
            e.OrderSent,
        ),
        (c.CancelAll("A"), e.CancelSent),
        (c.CancelAll("B"), e.ParentStopping),
    ],
)
def test_what_is_tried_leaves_no_trace(
    desk: PlayedDesk, command: c.Command, does: type[Event]
) -> None:
    before = freeze(desk.ledger)
    account = "B" if "account='B'" in repr(command) else "A"
    events = tried(desk, command, account)
    assert any(isinstance(each, does) for each in events), events
    assert freeze(desk.ledger) == before
    # and what happens next finds nobody who is not there
    desk.wait(10**9)
    at, entry = desk.time.now(), desk.order("rests").id
    desk.take(r.VenueFills(entry, "X9", D(1), D(99), D(0), "USD", r.Liquidity.TAKER, at))
    desk.check()
    desk.check_decisions()

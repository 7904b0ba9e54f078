"""A real desk whose venue has a guard, and how a test speaks to both."""

from decimal import Decimal as D

from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages import requests as q
from holdfast.model.order import OrderStatus, OrderType, Side
from holdfast.runtime.guard import Guarded, GuardRules
from holdfast.transport.circuit_breaker import BreakerRules
from holdfast.transport.rate_limit import Limit, RateLimit
from tests.support.desks import SECOND, PlayedDesk, ready_desk

ONE = GuardRules(limits=(Limit(1, SECOND, 1),), wait_max_ns=60 * SECOND)
BREAKER = BreakerRules(failures_max=3, wait_ns=SECOND, probe_ns=SECOND)


def guarded(rules: GuardRules = ONE) -> PlayedDesk:
    """A desk whose venue has a guard and a full bucket, as on its first day."""
    desk = ready_desk()
    desk.guard = rules
    desk.restart()
    # what the start asks has left, and the bucket is as on a first day
    desk.wait(200 * SECOND)
    guard_of(desk).limit = guard_of(desk).lanes._limit = RateLimit(rules.limits, desk.time.now())
    desk.quote("99.99", "100.01")
    desk.venue.sent.clear()
    return desk


def guard_of(desk: PlayedDesk) -> Guarded:
    return desk.desk.guards["sim"]


def submit(desk: PlayedDesk, qty: int = 10, side: Side = Side.BUY, **terms: object) -> str:
    terms = {"type": OrderType.LIMIT, "limit_price": D(100), **terms}
    desk.quote("99.99", "100.01")
    desk.take(c.SubmitOrder("A", "AAPL", side, D(qty), **terms))  # type: ignore[arg-type]
    return next(reversed(desk.ledger.orders))


def sent(desk: PlayedDesk) -> list[str]:
    return [f"{type(each).__name__} {getattr(each, 'order_id', '')}" for each in desk.venue.sent]


def placed(desk: PlayedDesk) -> list[q.PlaceOrder]:
    return [each for each in desk.venue.sent if isinstance(each, q.PlaceOrder)]


def status(desk: PlayedDesk, order_id: str) -> tuple[OrderStatus, str]:
    order = desk.ledger.orders[order_id]
    return order.status, order.reason


def accept(desk: PlayedDesk, order_id: str) -> None:
    desk.take(r.VenueAccepts(order_id, f"V{order_id}", desk.time.now()))


def fail(desk: PlayedDesk, times: int = 3) -> list[e.Event]:
    """Let so many orders meet silence."""
    told: list[e.Event] = []
    for nth in range(times):
        order_id = submit(desk, 20 + nth)
        desk.venue.deliver(r.VenueSilent(order_id, "timed out", desk.time.now()))
        told += desk.wait(0)
    return told

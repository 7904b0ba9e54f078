"""Multi-leg orders of two legs, played by hand."""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.spreads import Spread
from holdfast.messages import reports as r
from holdfast.messages import spreads as s
from holdfast.model.order import Liquidity, Side, TimeInForce
from holdfast.model.spread import SpreadLeg, SpreadTerms
from tests.support.desks import PlayedDesk, ready_desk

D = Decimal
LEGS = (SpreadLeg("NEAR", Side.BUY, 1), SpreadLeg("FAR", Side.SELL, 2))


def submit(desk: PlayedDesk, **terms: object) -> Spread:
    given: dict[str, object] = {
        "limit_price": D(4),
        "client_order_id": "s",
        "principal": "trader",
        "short_sale": True,
        **terms,
    }
    legs = given.pop("legs", LEGS)
    asked = SpreadTerms("A", legs, D(3), **given)  # type: ignore[arg-type]  # fields by name
    desk.take(s.SubmitSpread(asked))
    return spread_of(desk)


def spread_of(desk: PlayedDesk) -> Spread:
    return list(desk.ledger.spreads.all.values())[-1]


def children(desk: PlayedDesk) -> list[str]:
    """Tell what every open child is."""
    ledger = desk.ledger
    return [
        f"{order.terms.side} {order.leaves_qty} {order.terms.instrument} {order.limit_price}"
        for order in map(ledger.orders.__getitem__, ledger.open_orders)
        if order.id not in ledger.parents
    ]


def fill(desk: PlayedDesk, instrument: str, qty: str, price: str = "1") -> None:
    """Fill the newest open child of an instrument; what is left of an IOC is cancelled."""
    ledger = desk.ledger
    child = [
        order
        for order in map(ledger.orders.__getitem__, ledger.open_orders)
        if order.id not in ledger.parents and order.terms.instrument == instrument
    ][-1]
    if D(qty):
        exec_id = f"x{len(ledger.accounts['A'].fills)}"
        desk.take(
            r.VenueFills(
                child.id, exec_id, D(qty), D(price), D(0), "USD", Liquidity.TAKER, desk.time.now()
            )
        )
    if child.is_open and child.terms.time_in_force is TimeInForce.IOC:
        desk.take(r.VenueCancels(child.id, desk.time.now(), "IOC"))


def paired_desk(**account: object) -> PlayedDesk:
    """NEAR is 9.90/10.00 and FAR 3.00/3.10, so that one NEAR less two FAR costs 4.00."""
    desk = ready_desk(**account)
    desk.instrument("NEAR")
    desk.instrument("FAR")
    desk.quote("9.90", "10.00", "NEAR")
    desk.quote("3.00", "3.10", "FAR")
    return desk

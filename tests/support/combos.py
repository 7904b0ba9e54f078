"""Multi-leg orders that their venue works as one, played by hand."""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.ledger import Order
from holdfast.messages import control as k
from holdfast.messages import reports as r
from holdfast.messages import requests as q
from holdfast.model.abilities import Abilities
from holdfast.model.combo import Combo
from holdfast.model.order import Liquidity, OrderType, TimeInForce
from tests.support.desks import PlayedDesk
from tests.support.pairs import paired_desk

D = Decimal
ABILITIES = Abilities(
    (OrderType.MARKET, OrderType.LIMIT),
    (TimeInForce.DAY,),
    (),
    replaces=False,
    holds_for_orders=True,
    combos=4,
)


def combo_desk(abilities: Abilities = ABILITIES, **account: object) -> PlayedDesk:
    """A desk of pairs whose venue trades up to four legs as one order, for the day."""
    desk = paired_desk(**account)
    desk.take(k.DeclareVenue("sim", abilities))
    return desk


def placed(desk: PlayedDesk) -> list[q.PlaceOrder]:
    """List what was sent to be placed, the oldest first."""
    return [each for each in desk.venue.sent if isinstance(each, q.PlaceOrder)]


def combos(desk: PlayedDesk) -> list[str]:
    """Name the combos that were sent, each once."""
    return list(dict.fromkeys(combo_of(each).id for each in placed(desk)))


def combo_of(request: q.PlaceOrder) -> Combo:
    combo = request.terms.combo
    assert combo is not None, request
    return combo


def legs_of(desk: PlayedDesk, combo_id: str = "") -> list[Order]:
    """Return the orders of a combo's legs, of the newest where none is named."""
    name = combo_id or combos(desk)[-1]
    sent = [each for each in placed(desk) if combo_of(each).id == name]
    return [desk.ledger.orders[each.order_id] for each in sent]


def accepted(desk: PlayedDesk) -> None:
    """Let the venue take the newest combo."""
    for leg in legs_of(desk):
        desk.take(r.VenueAccepts(leg.id, f"V{leg.id}", desk.time.now()))


def traded(desk: PlayedDesk, units: int, *prices: str) -> None:
    """Let units of the newest combo trade, leg by leg."""
    for leg, price in zip(legs_of(desk), prices, strict=True):
        combo = leg.terms.combo
        assert combo is not None
        exec_id = f"x{len(desk.ledger.accounts['A'].fills)}"
        money = (D(units * combo.ratio), D(price), D(0))
        desk.take(r.VenueFills(leg.id, exec_id, *money, "USD", Liquidity.TAKER, desk.time.now()))


def over(desk: PlayedDesk, kind: type[r.VenueCancels | r.VenueExpires] = r.VenueCancels) -> None:
    """Let the venue end what is left of the newest combo."""
    for leg in legs_of(desk):
        if leg.is_open:
            desk.take(kind(leg.id, desk.time.now(), kind.__name__))

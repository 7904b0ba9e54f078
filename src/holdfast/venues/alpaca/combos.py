"""Combos at Alpaca: one order of several legs there, and an order of ours for each leg here.

The whole has our name for it as its client order id, which tells the orders of its legs, and
these stand in the order of their symbols; so nothing need be remembered to know whose a leg is.
What the legs have at Alpaca is ids, fills and ends of their own, and no client order id of ours.
"""

from __future__ import annotations

from typing import TypeVar

from msgspec.structs import replace

from holdfast.messages import requests as q
from holdfast.model.combo import members
from holdfast.model.ids import OrderId
from holdfast.venues.alpaca.wire import SaidOrder

MLEG = "mleg"
KEPT_MAX = 20_000

# a leg ends with its whole, if it has not before
_ENDS = ("canceled", "expired", "rejected")
_OVER = ("filled", *_ENDS)
_T = TypeVar("_T")


class Combos:
    """What is known of combos: legs that wait to leave, and whose the legs at Alpaca are."""

    def __init__(self) -> None:
        self._gathered: dict[str, dict[OrderId, q.PlaceOrder]] = {}
        self._names: dict[OrderId, str] = {}
        self._owners: dict[str, OrderId] = {}  # our orders, by the ids of their legs there
        self._wholes: dict[str, str] = {}  # by the ids of their legs

    # --- out ------------------------------------------------------------------------------

    def gather(self, request: q.PlaceOrder) -> tuple[q.PlaceOrder, ...]:
        """Keep a leg until all of its combo are here, and return them then; none until then."""
        combo = request.terms.combo
        if combo is None:
            return (request,)
        self.note(request.order_id, combo.id)
        gathered = self._gathered.setdefault(combo.id, {})
        gathered[request.order_id] = request
        if len(gathered) < combo.legs:
            return ()
        del self._gathered[combo.id]
        return tuple(gathered[name] for name in members(combo.id) if name in gathered)

    def forgo(self, name: str) -> list[OrderId]:
        """Send none of the legs that wait for others, and name them."""
        return list(self._gathered.pop(name, {}))

    def waits(self, order_id: OrderId) -> bool:
        """Tell whether a leg waits for others."""
        return order_id in self._gathered.get(self.name_of(order_id), {})

    def note(self, order_id: OrderId, known_as: str) -> None:
        """Remember of which combo an order is a leg, where it is one of any."""
        if order_id in members(known_as):
            _keep(self._names, order_id, known_as)

    def name_of(self, order_id: OrderId) -> str:
        """Name the combo that an order is a leg of, empty for others."""
        return self._names.get(order_id, "")

    def whole_of(self, venue_order_id: str, order_id: OrderId) -> str:
        """Return the id of what is to be cancelled at Alpaca for an order, empty if not known."""
        whole = self._wholes.get(venue_order_id)
        return whole or ("" if self.name_of(order_id) else venue_order_id)

    # --- in -------------------------------------------------------------------------------

    def owner(self, venue_order_id: str) -> OrderId:
        """Return the order of ours that is a leg there, empty where it is none."""
        return self._owners.get(venue_order_id, "")

    def legs(self, whole: SaidOrder) -> list[tuple[OrderId, SaidOrder]]:
        """Return the legs that are told with an order, each with our order, if it is ours."""
        legs = sorted(whole.legs or (), key=_symbol)
        names = members(whole.client_order_id)
        if len(names) != len(legs):
            names = ("",) * len(legs)
        told = []
        for name, leg in zip(names, legs, strict=True):
            _keep(self._wholes, leg.id, whole.id)
            if name:
                _keep(self._owners, leg.id, name)
                self.note(name, whole.client_order_id)
            ends = whole.status in _ENDS and leg.status not in _OVER
            told.append((name, replace(leg, status=whole.status) if ends else leg))
        return told


def is_over(said: SaidOrder) -> bool:
    """Tell whether an order has ended there."""
    return said.status in _OVER


def _symbol(said: SaidOrder) -> str:
    return said.symbol or ""


def _keep(kept: dict[str, _T], key: str, value: _T) -> None:
    kept[key] = value
    if len(kept) > KEPT_MAX:
        del kept[next(iter(kept))]

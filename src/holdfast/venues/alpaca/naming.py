"""By which id the desk knows an order at Alpaca: that of its first incarnation, whoever made it.

A client order id is an order's own only where it replaces no other; what replaces one is named
as that is, and what was filled before counts in it. Ids of changes say nothing by themselves:
others number their orders too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

import msgspec

from holdfast.model.ids import OrderId
from holdfast.model.numbers import ZERO, Nanos
from holdfast.venues.alpaca.asking import CHAIN_MAX, Asking
from holdfast.venues.alpaca.chains import Chains
from holdfast.venues.alpaca.combos import MLEG, Combos, is_over
from holdfast.venues.alpaca.encode import by_id, given_by_a_desk
from holdfast.venues.alpaca.wire import SaidFill, SaidOrder


class Named(msgspec.Struct, frozen=True):
    """An order there with our id of it, which may be empty; `links` are its incarnations.

    `before` is what those before this one have filled.
    """

    order_id: OrderId
    said: SaidOrder
    before: Decimal = ZERO
    links: tuple[SaidOrder, ...] = ()


class Naming:
    """Finds the names of orders; it may raise Unread."""

    def __init__(self, asking: Asking, chains: Chains, combos: Combos) -> None:
        self._asking = asking
        self._chains = chains
        self._combos = combos

    async def open_orders(self) -> list[Named]:
        """List what is open; of several legs each leg, which has an instrument.

        Only nested they say whose they are; so others say by themselves that they are open.
        """
        told = await self._asking.open_orders()
        there = {each.id: each for each in told}
        held = [
            await self._named(each, there)
            for each in told
            # what is to replace one that is still open is a change that is not made yet
            if each.order_class != MLEG and each.replaces not in there
        ]
        if any(each.order_class == MLEG for each in told):
            for whole in await self._asking.open_orders(nested=True):
                if whole.order_class == MLEG:
                    legs = self._combos.legs(whole)
                    held += [Named(name, leg) for name, leg in legs if not is_over(leg)]
        return held

    async def of_fills(
        self, fills: Iterable[SaidFill], orders: Iterable[Named], since: Nanos
    ) -> dict[str, OrderId]:
        """Name the orders of fills by Alpaca's ids; what the desk knows by these may lack."""
        names = {link.id: each.order_id for each in orders for link in (each.said, *each.links)}
        unknown: set[str] = set()
        for fill in fills:
            chain = self._chains.having(fill.order_id)
            if chain is not None:
                names.setdefault(fill.order_id, chain.order_id)
            elif fill.order_id not in names and not self._combos.owner(fill.order_id):
                unknown.add(fill.order_id)
        if unknown:
            # what was made before is known, or has a name that the desk knows
            made = {each.id: each for each in await self._asking.orders_since(since)}
            for each in made.values():
                if each.id in unknown and each.order_class != MLEG:
                    names[each.id] = (await self._named(each, made)).order_id
        return names

    def adopt(self, orders: Iterable[Named]) -> None:
        """Have it heard what becomes of orders that no desk has made."""
        for each in orders:
            if each.links and not given_by_a_desk(each.order_id, None):
                self._chains.adopt(each.order_id, each.links)

    async def _named(self, said: SaidOrder, there: Mapping[str, SaidOrder]) -> Named:
        chain = self._chains.having(said.id)
        if chain is not None and chain.is_whole:
            return Named(chain.order_id, said, chain.before(chain.links[said.id]))
        links = [said]
        while (before := links[0].replaces) and len(links) < CHAIN_MAX:
            found = there.get(before) or await self._asking.order(by_id(before))
            if found is None:
                return Named("", said)
            links.insert(0, found)
        filled = sum((each.filled_qty for each in links[:-1]), ZERO)
        known = next(filter(None, (self._chains.having(each.id) for each in links)), None)
        name = links[0].client_order_id if known is None else known.order_id
        return Named(name, said, filled, tuple(links))

"""Looking orders up: what the stream has lost, or has not told yet, is found by asking."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from holdfast.messages.reports import Report
from holdfast.model.ids import OrderId
from holdfast.venues.alpaca.asking import Asking, Unread
from holdfast.venues.alpaca.chains import Chain, Chains
from holdfast.venues.alpaca.wire import SaidOrder

Tell = Callable[[list[Report]], None]


class Looking:
    """Asks after orders, and tells what is new of them."""

    def __init__(self, asking: Asking, chains: Chains, tell: Tell) -> None:
        self._asking = asking
        self._chains = chains
        self._tell = tell
        self._under_way: set[OrderId] = set()

    async def look_up(self, order_id: OrderId) -> bool:
        """Look an order up and tell what is new of it; tell whether it is there. Raises Unread."""
        known = self._chains.of.get(order_id)
        found = await self._asking.chain(order_id, [] if known is None else list(known.links))
        if not found:
            return False
        self._tell(self._chains.seen(order_id, found))
        if self._chains.chain(order_id).lacks_fills():
            fills = await self._asking.fills_of(found)
            self._tell(self._chains.seen(order_id, found, fills))
        return True

    async def retell(self, order_id: OrderId) -> None:
        """Look an order up where nobody has asked: what cannot be read now is found later."""
        with suppress(Unread):
            await self.look_up(order_id)

    def is_due(self, order_id: OrderId) -> bool:
        """Tell whether more of an order is filled than was told, and nobody looks yet."""
        chain = self._chains.of.get(order_id)
        return chain is not None and chain.lacks_fills() and order_id not in self._under_way

    async def look(self, order_id: OrderId) -> None:
        """Look an order up, once at a time."""
        self._under_way.add(order_id)
        try:
            await self.retell(order_id)
        finally:
            self._under_way.discard(order_id)

    async def look_at_all(self) -> None:
        """Read what is open, and look those orders up that are not as they were last told."""
        try:
            told = await self._asking.open_orders()
        except Unread:
            return
        is_open = {said.id: said for said in told}
        for chain in self._chains.live():
            is_looked_at = chain.order_id in self._under_way
            if not is_looked_at and not chain.over and not _is_as_told(chain, is_open):
                await self.look(chain.order_id)


def _is_as_told(chain: Chain, is_open: dict[str, SaidOrder]) -> bool:
    link = chain.now
    said = None if link is None else is_open.get(link.id)
    return link is not None and said is not None and said.filled_qty <= link.told_qty

"""Looking orders up: what the stream has lost, or has not told yet, is found by asking."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from holdfast.messages.reports import Report, VenueRejectsCancel
from holdfast.model.combo import members
from holdfast.model.ids import OrderId
from holdfast.venues.alpaca.asking import Asking, Unread
from holdfast.venues.alpaca.chains import Chain, Chains
from holdfast.venues.alpaca.combos import MLEG, Combos
from holdfast.venues.alpaca.wire import SaidOrder, Update, moment

Tell = Callable[[list[Report]], None]


class Looking:
    """Asks after orders, and tells what is new of them."""

    def __init__(self, asking: Asking, chains: Chains, combos: Combos, tell: Tell) -> None:
        self._asking = asking
        self._chains = chains
        self._combos = combos
        self._tell = tell
        self._under_way: set[OrderId] = set()
        self._untold: set[OrderId] = set()  # something happened to them, and not what

    async def look_up(self, order_id: OrderId, venue_order_id: str = "") -> bool:
        """Look an order up and tell what is new of it; tell whether it is there. Raises Unread."""
        name = self._combos.name_of(order_id)
        if name:
            return await self._look_up_combo(name)
        known = self._chains.of.get(order_id)
        links = [] if known is None else list(known.links)
        found = await self._asking.chain(order_id, links, venue_order_id or next(iter(links), ""))
        if not found:
            return False
        self._tell(self._chains.seen(order_id, found))
        if self._chains.chain(order_id).lacks_fills():
            fills = await self._asking.fills_of(found)
            self._tell(self._chains.seen(order_id, found, fills))
        return True

    async def _look_up_combo(self, name: str) -> bool:
        """Look up what an order is a leg of: of all its legs it is told."""
        whole = await self._asking.combo(name)
        if whole is None:
            return False
        legs = self.take(whole)
        if any(self._chains.chain(order_id).lacks_fills() for order_id, _ in legs):
            fills = await self._asking.fills_of(leg for _, leg in legs)
            for order_id, leg in legs:
                self._tell(self._chains.seen(order_id, [leg], fills))
        return bool(legs)

    def take(self, whole: SaidOrder) -> list[tuple[OrderId, SaidOrder]]:
        """Take over what is told of an order of several legs; return those that are ours."""
        legs = [(order_id, leg) for order_id, leg in self._combos.legs(whole) if order_id]
        for order_id, leg in legs:
            self._tell(self._chains.seen(order_id, [leg]))
        return legs

    def hear(self, update: Update) -> tuple[OrderId, ...]:
        """Take an event of the stream, and name the orders that it was about."""
        order = update.order
        names = members(order.client_order_id)
        if names:
            self._combos.note(names[0], order.client_order_id)
            # its legs trade at prices that are told with their own fills alone
            at = moment(update.timestamp, update.at, order.updated_at)
            if not self.take(order):
                self._untold.add(names[0])
            if update.event == "order_cancel_rejected":
                for name in names:
                    self._tell([VenueRejectsCancel(name, update.event, order.status, at)])
            return names
        owner = self._combos.owner(order.id)
        if order.order_class == MLEG and not owner:
            # of somebody else: what it is for is told by its legs, in a picture
            return ()
        order_id = owner or self._chains.whose(order)
        self._tell(self._chains.update(update, order_id))
        return (order_id,) if order_id else ()

    async def retell(self, order_id: OrderId, venue_order_id: str = "") -> None:
        """Look an order up where nobody has asked: what cannot be read now is found later."""
        with suppress(Unread):
            await self.look_up(order_id, venue_order_id)

    def is_due(self, order_id: OrderId) -> bool:
        """Tell whether more has happened to an order than was told, and nobody looks yet."""
        chain = self._chains.of.get(order_id)
        lacks = chain is not None and chain.lacks_fills()
        return (lacks or order_id in self._untold) and order_id not in self._under_way

    async def look(self, order_id: OrderId) -> None:
        """Look an order up, once at a time."""
        # of a combo one look is enough
        names = members(self._combos.name_of(order_id)) or (order_id,)
        self._under_way.update(names)
        self._untold.difference_update(names)
        try:
            await self.retell(order_id)
        finally:
            self._under_way.difference_update(names)

    async def look_at_all(self) -> None:
        """Read what is open, and look those orders up that are not as they were last told."""
        try:
            told = await self._asking.open_orders()
        except Unread:
            return
        is_open = {said.id: said for said in told}
        combos: set[str] = set()
        for chain in self._chains.live():
            name = self._combos.name_of(chain.order_id)
            is_looked_at = chain.order_id in self._under_way or name in combos
            if not is_looked_at and not chain.over and not _is_as_told(chain, is_open):
                combos |= {name} - {""}
                await self.look(chain.order_id)


def _is_as_told(chain: Chain, is_open: dict[str, SaidOrder]) -> bool:
    link = chain.now
    said = None if link is None else is_open.get(link.id)
    return link is not None and said is not None and said.filled_qty <= link.told_qty

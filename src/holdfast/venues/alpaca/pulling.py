"""Cancels: each order by itself, the legs of a combo all at once, since they go together."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from holdfast.messages import reports as r
from holdfast.messages import requests as q
from holdfast.model.ids import OrderId
from holdfast.model.numbers import Nanos
from holdfast.transport.http import Answered, Outcome
from holdfast.venues.alpaca import encode
from holdfast.venues.alpaca.answers import error_of, never_left, unknown
from holdfast.venues.alpaca.asking import Asking, Unread
from holdfast.venues.alpaca.chains import Chains
from holdfast.venues.alpaca.combos import Combos
from holdfast.venues.alpaca.looking import Looking, Tell

_Told = Callable[[OrderId], r.Report]
_OK = 300


class Pulling:
    """Cancels orders, and tells what came of it of each order that it was for."""

    def __init__(
        self,
        ask: Callable[[str, str], Awaitable[Outcome]],
        asking: Asking,
        looking: Looking,
        chains: Chains,
        combos: Combos,
        now: Callable[[], Nanos],
        tell: Tell,
    ) -> None:
        self._ask = ask
        self._asking = asking
        self._looking = looking
        self._chains = chains
        self._combos = combos
        self._now = now
        self._tell = tell
        self._asked: dict[str, list[OrderId]] = {}  # the legs of each combo that is cancelled now

    def joins(self, order_id: OrderId) -> bool:
        """Tell whether a cancel of what it is a leg of is under way: its outcome is told for it."""
        name = self._combos.name_of(order_id)
        if not name:
            return False
        others = self._asked.get(name)
        if others is None:
            self._asked[name] = [order_id]
            return False
        if order_id not in others:
            others.append(order_id)
        return True

    def forgo(self, order_id: OrderId) -> None:
        """Let a cancel be that could not leave."""
        self._asked.pop(self._combos.name_of(order_id), None)

    async def pull(self, request: q.PullOrder) -> None:
        """Cancel an order that joins no other."""
        name = self._combos.name_of(request.order_id)
        try:
            told = await self._pulled(request)
        finally:
            names = self._asked.pop(name, [request.order_id])
        if told is None:
            return
        self._tell([told(order_id) for order_id in names])
        if isinstance(told(request.order_id), r.VenueRejectsCancel):
            # too late for what: the stream may have lost it
            await self._looking.retell(request.order_id, request.venue_order_id)

    async def _pulled(self, request: q.PullOrder) -> _Told | None:
        """Cancel, and return what is to be told of it, None where the stream will tell."""
        order_id, now = request.order_id, self._now
        name = self._combos.name_of(order_id) or order_id
        known = self._id_now(order_id, request.venue_order_id)
        venue_order_id = self._combos.whole_of(known, order_id)
        if not venue_order_id:
            try:
                found = await self._asking.order(encode.by_client_id(name))
            except Unread as error:
                why = str(error)
                return lambda each: r.VenueUnreachable(each, why, now())
            if found is None:
                return lambda each: r.VenueRejectsCancel(each, "404", "no such order", now())
            venue_order_id = found.id
        call = encode.pull(venue_order_id)
        outcome = await self._ask(call.method, call.path)
        why = unknown(outcome)
        if never_left(outcome):
            return lambda each: r.VenueUnreachable(each, why, now())
        if why:
            return lambda each: r.VenueSilent(each, why, now())
        if isinstance(outcome, Answered) and outcome.status >= _OK:
            said = error_of(outcome)
            code = str(said.code)
            return lambda each: r.VenueRejectsCancel(each, code, said.message, now())
        return None

    def _id_now(self, order_id: OrderId, venue_order_id: str) -> str:
        """Return the id of what works now for an order; a stray of it goes by its own."""
        chain = self._chains.of.get(order_id)
        link = None if chain is None else chain.now
        if chain is None or link is None:
            return venue_order_id
        is_stray = venue_order_id and venue_order_id not in chain.links
        return venue_order_id if is_stray else link.id

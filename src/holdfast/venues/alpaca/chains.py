"""What Alpaca has said of our orders: an order of ours may live there as a chain of several.

A change makes a new order there, with ids and a quantity of its own, and what the old one had
filled is not counted in it. Here they are one again. Pure: what is heard comes in, what the desk
has not been told yet goes out, each fact once, whoever brought it and however often.

A fill is known by its incarnation and by what that had filled with it (`UUID:CUM`), which the
stream and the activities both tell; so one that both bring is one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

import msgspec

from holdfast.messages import reports as r
from holdfast.model.ids import OrderId
from holdfast.model.numbers import ZERO, Nanos, plain
from holdfast.model.order import Liquidity, OrderStatus, TimeInForce
from holdfast.venues.alpaca.encode import given_by_a_desk
from holdfast.venues.alpaca.wire import SaidFill, SaidOrder, Update, moment

CHAINS_MAX = 20_000  # that are over and still remembered

_OVER = {
    "filled": OrderStatus.FILLED,
    "canceled": OrderStatus.CANCELED,
    "expired": OrderStatus.EXPIRED,
    "rejected": OrderStatus.REJECTED,
}
_REPLACED, _CHANGING = "replaced", "pending_replace"
_TIMES = {"day": "DAY", "gtc": "GTC", "ioc": "IOC", "fok": "FOK", "opg": "OPG", "cls": "CLS"}
_FILLS = ("fill", "partial_fill")
_PROOF = ("new", *_FILLS)


class Link(msgspec.Struct):
    """One incarnation of an order at Alpaca, as it was last heard of."""

    id: str
    client_order_id: str
    replaces: str
    said: SaidOrder
    filled: Decimal = ZERO
    status: str = ""
    told: dict[Decimal, Decimal] = {}  # quantity of each fill, by what was filled with it
    is_told: bool = False  # that it works, that it has taken another's place, or never will

    @property
    def has_worked(self) -> bool:
        return self.is_told and not (self.replaces and self.status == "rejected")

    @property
    def qty(self) -> Decimal:
        return self.said.qty or ZERO

    @property
    def told_qty(self) -> Decimal:
        return sum(self.told.values(), ZERO)


class Chain(msgspec.Struct):
    """An order of ours: its incarnations, the first in front; `over` once its end was told."""

    order_id: OrderId
    links: dict[str, Link] = {}
    over: bool = False
    total: Decimal = ZERO  # what all of it may trade, as was told with the last change

    @property
    def now(self) -> Link | None:
        """The incarnation that works, or was the last to: none has taken its place."""
        for link in reversed(self.links.values()):
            if link.status != _REPLACED and not (link.replaces and not link.has_worked):
                return link
        return next(reversed(self.links.values()), None)

    @property
    def filled(self) -> Decimal:
        return sum((link.filled for link in self.links.values()), ZERO)

    def before(self, link: Link) -> Decimal:
        """Return what the incarnations before this one have filled."""
        return self.filled - link.filled

    @property
    def is_changing(self) -> bool:
        """Tell whether a change of it is not decided there yet: how it stands proves nothing."""
        now = self.now
        return now is not None and now.status == _CHANGING

    @property
    def is_whole(self) -> bool:
        """Tell whether no incarnation before those that are known is missing."""
        return all(not link.replaces or link.replaces in self.links for link in self.links.values())

    def lacks_fills(self) -> bool:
        """Tell whether more was filled than the desk has been told of."""
        return any(link.told_qty < link.filled for link in self.links.values())


class Chains:
    """Every order that the desk knows of; those that are over are kept for a while."""

    def __init__(self, kept_max: int = CHAINS_MAX) -> None:
        self.of: dict[OrderId, Chain] = {}
        self._whose: dict[str, Chain] = {}  # by Alpaca's ids of their incarnations
        self._over: dict[OrderId, None] = {}
        self._kept_max = kept_max

    def live(self) -> list[Chain]:
        """List the orders whose end was not told."""
        return [chain for chain in self.of.values() if not chain.over]

    def chain(self, order_id: OrderId) -> Chain:
        known = self.of.get(order_id)
        if known is None:
            known = self.of[order_id] = Chain(order_id)
        return known

    def having(self, venue_order_id: str) -> Chain | None:
        """Return the order that has this incarnation, if it is known."""
        return self._whose.get(venue_order_id)

    def whose(self, said: SaidOrder) -> OrderId:
        """Name the order that is told of; empty where it is none that the desk knows of.

        What takes the place of an order is that order, whoever has changed it.
        """
        known = self.having(said.id) or self.having(said.replaces or "")
        if known is not None:
            return known.order_id
        if said.client_order_id in self.of:
            return said.client_order_id
        return given_by_a_desk(said.client_order_id, said.replaces)

    # --- what is heard --------------------------------------------------------------------

    def adopt(self, order_id: OrderId, said: Iterable[SaidOrder]) -> None:
        """Take an order of somebody else, its incarnations from the first, as a picture tells it.

        The desk knows from that what it is; from now on it hears what becomes of it.
        """
        if order_id in self.of:
            return
        chain = self.chain(order_id)
        for order in said:
            link = self._heard(chain, order, "")
            link.is_told = True
            chain.total = chain.before(link) + link.qty

    def update(self, update: Update, owner: OrderId = "") -> list[r.Report]:
        """Take an event of the stream; `owner` is the order of ours that a leg there is."""
        order, event = update.order, update.event
        order_id = owner or self.whose(order)
        if not order_id:
            return []
        at = moment(update.timestamp, update.at, order.updated_at)
        chain = self.chain(order_id)
        link = self._heard(chain, order, event)
        told: list[r.Report] = []
        if event in _PROOF:
            told += _works(chain, link, at, is_proven=True)
        elif event in ("accepted", "held"):
            told += _works(chain, link, at)
        if event in _FILLS and update.qty and update.price is not None:
            told += _fill(chain, link, order.filled_qty, update.qty, update.price, at)
        elif event == _REPLACED:
            told += _succeeded(chain, link, at)
        elif event == "order_cancel_rejected":
            told.append(r.VenueRejectsCancel(order_id, event, order.status, at))
        elif event == "order_replace_rejected":
            told += _refused(chain, link, event, at)
        told += self._settled(chain, at)
        return told

    def placed(self, order_id: OrderId, said: SaidOrder) -> list[r.Report]:
        """Take the answer to a new order."""
        return self.seen(order_id, [said])

    def amended(self, order_id: OrderId, said: SaidOrder) -> list[r.Report]:
        """Take the answer to a change: it is asked for, and made once the stream says so."""
        chain = self.chain(order_id)
        at = moment(said.updated_at, said.submitted_at)
        return [*_works(chain, self._heard(chain, said, ""), at)]

    def seen(
        self, order_id: OrderId, said: Iterable[SaidOrder], fills: Iterable[SaidFill] = ()
    ) -> list[r.Report]:
        """Take an order as it was looked up, its incarnations from the first, with its fills."""
        chain = self.chain(order_id)
        told: list[r.Report] = []
        at = 0
        for order in said:
            link = self._heard(chain, order, "")
            at = max(at, moment(order.updated_at, order.submitted_at, order.created_at))
            if order.status != "rejected":
                told += _works(chain, link, at, is_proven=order.filled_qty > ZERO)
        for fill in sorted(fills, key=_by_cum):
            of = chain.links.get(fill.order_id)
            if of is not None:
                when = moment(fill.transaction_time) or at
                told += _fill(chain, of, fill.cum_qty, fill.qty, fill.price, when)
        told += self._settled(chain, at)
        return told

    def state(self, order_id: OrderId, at: Nanos, number: int) -> r.VenueStates | None:
        """Say how an order stands, None where nothing is known of it."""
        chain = self.of.get(order_id)
        link = None if chain is None else chain.now
        if chain is None or link is None:
            return None
        filled = chain.filled
        working = OrderStatus.PARTIALLY_FILLED if filled else OrderStatus.NEW
        said = link.said
        return r.VenueStates(
            order_id,
            link.id,
            _OVER.get(link.status, working),
            chain.before(link) + link.qty,
            filled,
            said.limit_price,
            said.stop_price,
            moment(said.updated_at, said.submitted_at) or at,
            number,
            _time_in_force(said),
        )

    # --- private --------------------------------------------------------------------------

    def _heard(self, chain: Chain, said: SaidOrder, event: str) -> Link:
        """Note what was said of one incarnation: what is filled never shrinks, an end stays one."""
        link = chain.links.get(said.id)
        if link is None:
            link = Link(said.id, said.client_order_id, said.replaces or "", said)
            chain.links[said.id] = link
            self._whose[said.id] = chain
        link.filled = max(link.filled, said.filled_qty)
        if link.status in _OVER or link.status == _REPLACED:
            return link
        status = event if event in _OVER or event == _REPLACED else said.status
        link.status = "filled" if status == "fill" else status
        link.said = said
        return link

    def _settled(self, chain: Chain, at: Nanos) -> Iterator[r.Report]:
        """Tell the end of an order, once all its fills are told; late fills still come after."""
        for refused in chain.links.values():
            if refused.replaces and refused.status == "rejected" and not refused.is_told:
                refused.is_told = True
                detail = "the order that was to take its place was rejected"
                yield r.VenueRejectsReplace(chain.order_id, refused.status, detail, at)
        link = chain.now
        if chain.over or link is None or link.status not in _OVER or chain.lacks_fills():
            return
        chain.over = True
        self._forget(chain.order_id)
        if link.status == "canceled":
            yield r.VenueCancels(chain.order_id, at, link.status, chain.filled)
        elif link.status == "expired":
            yield r.VenueExpires(chain.order_id, at, link.status, chain.filled)
        elif link.status == "rejected":
            yield r.VenueRejects(chain.order_id, link.status, "rejected by the market", at)

    def _forget(self, order_id: OrderId) -> None:
        self._over[order_id] = None
        while len(self._over) > self._kept_max:
            oldest = next(iter(self._over))
            del self._over[oldest]
            for venue_order_id in self.of.pop(oldest, Chain(oldest)).links:
                self._whose.pop(venue_order_id, None)


def _works(chain: Chain, link: Link, at: Nanos, *, is_proven: bool = False) -> Iterator[r.Report]:
    """Tell once that an incarnation works: as a new order, or in place of the one before.

    The answer to a change is no proof of that; a `new` or a fill of its own is.
    """
    if link.is_told or link.status == "rejected":
        return
    if not link.replaces:
        link.is_told = True
        yield r.VenueAccepts(chain.order_id, link.id, at)
        return
    before = chain.links.get(link.replaces)
    if before is not None and before.status != _REPLACED:
        if not is_proven or before.status in _OVER:
            return
        before.status = _REPLACED
    yield from _takes_over(chain, link, at)


def _succeeded(chain: Chain, link: Link, at: Nanos) -> Iterator[r.Report]:
    """Tell that an incarnation was replaced, if the next one is known; its own `new` will."""
    for after in chain.links.values():
        if after.replaces == link.id:
            yield from _works(chain, after, at)


def _refused(chain: Chain, link: Link, why: str, at: Nanos) -> Iterator[r.Report]:
    """Tell that a change was not made; the event may name the old order or the new one."""
    for after in chain.links.values():
        is_it = after.replaces and (after is link or after.replaces == link.id)
        if is_it and not after.is_told:
            after.status, after.is_told = "rejected", True
            yield r.VenueRejectsReplace(chain.order_id, why, link.said.status, at)
            return
    if not any(each.replaces for each in chain.links.values()):
        # the answer that names the new order is still on its way
        yield r.VenueRejectsReplace(chain.order_id, why, link.said.status, at)


def _takes_over(chain: Chain, link: Link, at: Nanos) -> Iterator[r.Report]:
    link.is_told = True
    said = link.said
    chain.total = chain.before(link) + link.qty
    yield r.VenueReplaces(
        chain.order_id,
        link.id,
        chain.total,
        said.limit_price,
        said.stop_price,
        at,
        _time_in_force(said),
    )


def _fill(
    chain: Chain, link: Link, cum: Decimal, qty: Decimal, price: Decimal, at: Nanos
) -> Iterator[r.Report]:
    """Tell a fill, once."""
    link.filled = max(link.filled, cum)
    if cum in link.told or qty <= ZERO:
        return
    link.told[cum] = qty
    exec_id = f"{link.id}:{plain(cum)}"
    yield r.VenueFills(chain.order_id, exec_id, qty, price, ZERO, "USD", Liquidity.TAKER, at)
    now = chain.now
    is_late = now is not None and now is not link and now.replaces and now.is_told
    if now is not None and is_late and chain.total != chain.before(now) + now.qty:
        # it crossed the change: together they may trade more than was asked
        yield from _takes_over(chain, now, at)


def _time_in_force(said: SaidOrder) -> TimeInForce | None:
    name = _TIMES.get(said.time_in_force)
    return None if name is None else TimeInForce(name)


def _by_cum(fill: SaidFill) -> Decimal:
    return fill.cum_qty

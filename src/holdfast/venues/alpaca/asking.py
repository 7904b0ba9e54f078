"""Questions to Alpaca: pages are followed, and what cannot be read is Unread."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TypeVar
from urllib.parse import quote

from holdfast.model.ids import InstrumentId, OrderId
from holdfast.model.instrument import Listing
from holdfast.model.numbers import ZERO, Nanos
from holdfast.model.times import SECOND_NS, rfc3339
from holdfast.transport.http import Answered, Outcome
from holdfast.venues.alpaca import encode
from holdfast.venues.alpaca.wire import (
    Malformed,
    SaidAsset,
    SaidFill,
    SaidOrder,
    SaidPosition,
    decoded,
    moment,
)

T = TypeVar("T")
Ask = Callable[[str, str], Awaitable[Outcome]]

PAGES_MAX = 100
FILLS_A_PAGE = 100
ORDERS_A_PAGE = 500
CHAIN_MAX = 200  # changes of one order that are followed
_NOT_FOUND = 404
_OK = 300


class Unread(Exception):
    """No answer that makes sense came; the text says what came instead."""


class Asking:
    """What can be read of one account; nothing is changed by it. All of it may raise Unread."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    async def order(self, call: encode.Call) -> SaidOrder | None:
        """Look one order up; None where there is none."""
        outcome = await self._ask(call.method, call.path)
        if isinstance(outcome, Answered) and outcome.status == _NOT_FOUND:
            return None
        return _read(SaidOrder, outcome)

    async def chain(
        self, order_id: OrderId, known: Sequence[str], venue_order_id: str = ""
    ) -> list[SaidOrder]:
        """Look up every incarnation of an order, the first in front; none where it is not there.

        One that has another name there is found by Alpaca's id of it.
        """
        first = await self.order(encode.by_client_id(order_id))
        if first is None and venue_order_id:
            first = await self.order(encode.by_id(venue_order_id))
        if first is None:
            return []
        links = [first]
        while (after := links[-1].replaced_by) and len(links) < CHAIN_MAX:
            told = await self.order(encode.by_id(after))
            if told is None:
                raise Unread(f"{after}, which took its place, is not there")
            links.append(told)
        heard = {link.id for link in links}
        for pending in known:
            # a change that is asked for, and not made: nothing leads to it yet
            if pending not in heard:
                told = await self.order(encode.by_id(pending))
                if told is not None:
                    links.append(told)
        return links

    async def combo(self, name: str) -> SaidOrder | None:
        """Look an order of several legs up, with these; None where there is none."""
        told = await self.order(encode.by_client_id(name))
        if told is not None and not told.legs:
            told = await self.order(encode.nested(told.id))
        if told is not None and not told.legs:
            raise Unread(f"{name} is told without its legs")
        return told

    async def open_orders(self, *, nested: bool = False) -> list[SaidOrder]:
        """List all that is open; legs by themselves, or not.

        Nested they are told with what they are legs of, if that is open itself.
        """
        return await self._orders("open", nested, "")

    async def orders_since(self, since: Nanos) -> list[SaidOrder]:
        """List what was submitted since a time, open or over."""
        return await self._orders("all", False, f"&after={quote(rfc3339(since))}")

    async def _orders(self, status: str, nested: bool, after: str) -> list[SaidOrder]:
        """List orders in pages, by the time of submission."""
        how = f"status={status}&limit={ORDERS_A_PAGE}&direction=asc&nested={str(nested).lower()}"
        found: dict[str, SaidOrder] = {}
        for _ in range(PAGES_MAX):
            path = f"/v2/orders?{how}{after}"
            told = await self.all(SaidOrder, path)
            fresh = [each for each in told if each.id not in found]
            found |= {each.id: each for each in told}
            if len(told) < ORDERS_A_PAGE or not fresh:
                return list(found.values())
            # the bound excludes, and orders of one moment must not be split by it
            last = moment(told[-1].submitted_at, told[-1].created_at)
            after = f"&after={quote(rfc3339(last - 1))}"
        raise Unread(f"more than {PAGES_MAX * ORDERS_A_PAGE} orders are {status}")

    async def fills_of(self, links: Iterable[SaidOrder]) -> list[SaidFill]:
        """List the executions of these orders."""
        wanted = {link.id: moment(link.created_at, link.submitted_at) for link in links}
        since = min(wanted.values(), default=0)
        told = await self.fills_since(max(since - SECOND_NS, 0))
        return [each for each in told if each.order_id in wanted]

    async def fills_since(self, since: Nanos) -> list[SaidFill]:
        """List an account's executions since a time, oldest first."""
        found: list[SaidFill] = []
        token = ""
        for _ in range(PAGES_MAX):
            path = (
                f"/v2/account/activities/FILL?direction=asc&page_size={FILLS_A_PAGE}"
                f"&after={quote(rfc3339(since))}{token}"
            )
            told = await self.all(SaidFill, path)
            found += told
            if len(told) < FILLS_A_PAGE:
                return found
            token = f"&page_token={quote(told[-1].id, safe='')}"
        raise Unread(f"more than {PAGES_MAX * FILLS_A_PAGE} fills since {rfc3339(since)}")

    async def all(self, kind: type[T], path: str) -> list[T]:
        """Read a list."""
        return _read(list[kind], await self._ask("GET", path))  # type: ignore[valid-type]  # made

    async def one(self, kind: type[T], path: str) -> T:
        """Read one thing."""
        return _read(kind, await self._ask("GET", path))

    async def asset(self, symbol: str) -> SaidAsset:
        """Read what may be traded of a symbol."""
        try:
            asset = await self.one(SaidAsset, f"/v2/assets/{quote(symbol, safe='')}")
        except Unread as error:
            raise Unread(f"asset {symbol}: {error}") from error
        if not asset.tradable:
            raise Unread(f"asset {symbol} is not tradable")
        return asset

    def by_instrument(
        self, positions: Iterable[SaidPosition], listings: Mapping[InstrumentId, Listing]
    ) -> dict[InstrumentId, Decimal]:
        """Sum what is held by our names; what we do not list goes by its symbol."""
        names = names_of(listings)
        held: dict[InstrumentId, Decimal] = {}
        for each in positions:
            name = names.get(each.symbol, each.symbol)
            # short positions are told with a sign, or by their side alone
            qty = -abs(each.qty) if each.side == "short" else each.qty
            held[name] = held.get(name, ZERO) + qty
        return held


def names_of(listings: Mapping[InstrumentId, Listing]) -> dict[str, InstrumentId]:
    """Return our names by Alpaca's symbols; a pair is told with and without its slash."""
    names: dict[str, InstrumentId] = {}
    for name, listing in listings.items():
        names[listing.symbol.replace("/", "")] = name
        names[listing.symbol] = name
    return names


def _read(kind: type[T], outcome: Outcome) -> T:
    if not isinstance(outcome, Answered):
        raise Unread(outcome.why)
    if outcome.status >= _OK:
        raise Unread(f"HTTP {outcome.status}")
    told = decoded(kind, outcome.body)
    if isinstance(told, Malformed):
        raise Unread(told.why)
    return told

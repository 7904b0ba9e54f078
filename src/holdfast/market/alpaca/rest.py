"""Questions about the market at Alpaca, asked over HTTP within its limits.

Nothing is changed by a question, so one without an answer is asked again, ever later. What comes
to nothing is NoData, and nothing else is ever raised.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from random import Random
from typing import TypeVar

import msgspec

from holdfast.market.alpaca import paths
from holdfast.market.alpaca.decode import MINUTE_NS
from holdfast.market.alpaca.paths import ChainFilter, Kind, Stretch
from holdfast.market.alpaca.replies import (
    Latest,
    Snapshot,
    latest_of,
    page_of,
    snapshots_of,
)
from holdfast.market.alpaca.said import Malformed
from holdfast.market.alpaca.source import AlpacaSource
from holdfast.market.alpaca.symbols import Family, by_family
from holdfast.model.ids import InstrumentId
from holdfast.model.numbers import ZERO
from holdfast.model.quote import Bar, Quote, Trade
from holdfast.model.times import SECOND_NS
from holdfast.transport.http import Answered, Outcome
from holdfast.transport.rate_limit import Bucket, Limit
from holdfast.transport.retry import BackOff

T = TypeVar("T")
Ask = Callable[[str, str], Awaitable[Outcome]]
MILLISECOND_NS = 1_000_000
OK, TOO_MANY, BROKEN = 300, 429, 500
TEXT_MAX = 200


class NoData(Exception):
    """No answer that makes sense came; `status` is 0 where none came at all."""

    def __init__(self, why: str, status: int = 0) -> None:
        super().__init__(why)
        self.status = status


class DataRules(msgspec.Struct, frozen=True):
    """How much is asked, and how often; the usual limit is that of the free plan."""

    limit: Limit = Limit(count=200, per_ns=60 * SECOND_NS, burst=100)
    back_off: BackOff = BackOff(attempts=4, first_ns=250 * MILLISECOND_NS)
    reset_wait_s_max: float = 60.0  # how long the venue's own word on its limit is waited for
    symbols_max: int = 100  # in one question
    pages_max: int = 1_000
    page_events: int = 10_000


class AlpacaData:
    """What can be asked of the market; `names` are ours by Alpaca's symbols, others keep theirs.

    All of it may raise NoData.
    """

    def __init__(
        self,
        source: AlpacaSource,
        ask: Ask,
        rng: Random,
        names: Mapping[str, InstrumentId] | None = None,
        rules: DataRules | None = None,
        wall_s: Callable[[], float] = time.time,
    ) -> None:
        self._source = source
        self._ask = ask
        self._rng = rng
        self._names = names if names is not None else {}
        self._rules = rules or DataRules()
        self._bucket = Bucket(self._rules.limit, time.monotonic_ns())
        self._wall_s = wall_s

    async def latest_quotes(self, symbols: Iterable[str]) -> dict[InstrumentId, Quote]:
        """Ask for the quotes that stand; instruments without one are left out."""
        found: dict[InstrumentId, Quote] = {}
        async for told in self._latest(Kind.QUOTES, symbols):
            found |= told.quotes
        return found

    async def latest_trades(self, symbols: Iterable[str]) -> dict[InstrumentId, Trade]:
        """Ask for the last prints; one that says nothing of the market is left out."""
        found: dict[InstrumentId, Trade] = {}
        async for told in self._latest(Kind.TRADES, symbols):
            found |= told.trades
        return found

    async def latest_bars(self, symbols: Iterable[str]) -> dict[InstrumentId, Bar]:
        """Ask for the last minutes; those of options come from their snapshots."""
        families = by_family({symbol: symbol for symbol in symbols})
        options = families.pop(Family.OPTIONS, {})
        found: dict[InstrumentId, Bar] = {}
        async for told in self._latest(
            Kind.BARS, [each for of in families.values() for each in of]
        ):
            found |= told.bars
        for name, snapshot in (await self.snapshots(options)).items():
            if snapshot.minute is not None:
                found[name] = snapshot.minute
        return found

    async def snapshots(self, symbols: Iterable[str]) -> dict[InstrumentId, Snapshot]:
        """Ask for all that is newest of each."""
        found: dict[InstrumentId, Snapshot] = {}
        for family, some in self._parts(symbols):
            path = paths.snapshots(self._source, family, some)
            async for snapshot in self._snapshots(path, family):
                found[snapshot.instrument] = snapshot
        return found

    async def chain(
        self, underlying: InstrumentId, wanted: ChainFilter | None = None
    ) -> list[Snapshot]:
        """Ask for an underlying's options, by expiry, strike and right."""
        path = paths.chain(self._source, underlying, wanted or ChainFilter())
        told = [each async for each in self._snapshots(path, Family.OPTIONS)]
        return sorted(told, key=_place_in_chain)

    async def bars(
        self, symbols: Iterable[str], stretch: Stretch, span_ns: int = MINUTE_NS
    ) -> AsyncIterator[Bar]:
        """Ask for bars of 1 to 59 minutes, 1 to 23 hours or a day, by symbol and then by time.

        Each bears the time of its end, `span_ns` after it began. Prices are as they were, not
        adjusted. There are no others: another span is NoData.
        """
        spelled = paths.timeframe(span_ns)
        if spelled is None:
            raise NoData(f"there are no bars of {span_ns} ns")
        async for event in self._history(Kind.BARS, symbols, stretch, span_ns, spelled):
            if isinstance(event, Bar):
                yield event

    async def trades(self, symbols: Iterable[str], stretch: Stretch) -> AsyncIterator[Trade]:
        """Ask for prints, by symbol and then by time."""
        async for event in self._history(Kind.TRADES, symbols, stretch):
            if isinstance(event, Trade):
                yield event

    async def quotes(self, symbols: Iterable[str], stretch: Stretch) -> AsyncIterator[Quote]:
        """Ask for quotes of stocks and pairs, by symbol and then by time."""
        async for event in self._history(Kind.QUOTES, symbols, stretch):
            if isinstance(event, Quote):
                yield event

    async def _latest(self, kind: Kind, symbols: Iterable[str]) -> AsyncIterator[Latest]:
        for family, some in self._parts(symbols):
            body = await self._body(paths.latest(self._source, family, kind, some))
            yield _sound(latest_of(body, self._names))

    async def _snapshots(self, path: str, family: Family) -> AsyncIterator[Snapshot]:
        token = ""
        for _ in range(self._rules.pages_max):
            body = await self._body(paths.after(path, token) if token else path)
            page = _sound(snapshots_of(body, self._names, family))
            for snapshot in page.told.values():
                yield snapshot
            if not page.token:
                return
            token = _next(token, page.token)
        raise NoData(f"more than {self._rules.pages_max} pages of {path}")

    async def _history(
        self,
        kind: Kind,
        symbols: Iterable[str],
        stretch: Stretch,
        span_ns: int = MINUTE_NS,
        spelled: str = "",
    ) -> AsyncIterator[Quote | Trade | Bar]:
        more = {"limit": str(self._rules.page_events), "timeframe": spelled}
        for family, some in self._parts(symbols):
            path = paths.history(self._source, family, kind, some, stretch, more)
            token = ""
            for _ in range(self._rules.pages_max):
                body = await self._body(paths.after(path, token) if token else path)
                page = _sound(page_of(body, self._names, span_ns))
                for event in page.events:
                    yield event
                if not page.token:
                    break
                token = _next(token, page.token)
            else:
                raise NoData(f"more than {self._rules.pages_max} pages of {path}")

    def _parts(self, symbols: Iterable[str]) -> Iterator[tuple[Family, list[str]]]:
        """Split symbols by family, and into as many as one question takes."""
        most = self._rules.symbols_max
        for family, names in by_family({symbol: symbol for symbol in symbols}).items():
            told = list(names)
            for first in range(0, len(told), most):
                yield family, told[first : first + most]

    async def _body(self, path: str) -> bytes:
        """Ask until an answer is there, it will not be, or patience is at its end."""
        made = 0
        while True:
            await self._pace()
            outcome = await self._ask("GET", path)
            if isinstance(outcome, Answered) and outcome.status < OK:
                return outcome.body
            made += 1
            wait_ns = self._rules.back_off.wait_ns(made, self._rng)
            if wait_ns is None or _is_final(outcome):
                raise _no_data(outcome, path)
            await asyncio.sleep(max(wait_ns / SECOND_NS, self._reset_s(outcome)))

    async def _pace(self) -> None:
        """Wait for a place within the limit, in the order of asking."""
        now = time.monotonic_ns()
        wait_ns = self._bucket.wait_ns(1, now)
        self._bucket.take(1, now)
        if wait_ns:
            await asyncio.sleep(wait_ns / SECOND_NS)

    def _reset_s(self, outcome: Outcome) -> float:
        """Say how long the venue wants to be left alone: its reset is a time of the wall clock."""
        if not isinstance(outcome, Answered) or outcome.status != TOO_MANY:
            return 0
        told = outcome.headers.get("X-RateLimit-Reset", "")
        if not (told.isascii() and told.isdigit()):
            return 0
        return min(max(int(told) - self._wall_s(), 0), self._rules.reset_wait_s_max)


def _is_final(outcome: Outcome) -> bool:
    return isinstance(outcome, Answered) and outcome.status < BROKEN and outcome.status != TOO_MANY


def _no_data(outcome: Outcome, path: str) -> NoData:
    where = path.partition("?")[0]
    if not isinstance(outcome, Answered):
        return NoData(f"{where}: {outcome.why}")
    said = outcome.body[:TEXT_MAX].decode(errors="replace")
    return NoData(f"{where}: HTTP {outcome.status} {said}", outcome.status)


def _sound(told: T | Malformed) -> T:
    if isinstance(told, Malformed):
        raise NoData(f"what came makes no sense: {told.why}")
    return told


def _next(token: str, told: str) -> str:
    if told == token:
        raise NoData("a page leads to itself")
    return told


def _place_in_chain(snapshot: Snapshot) -> tuple[str, Decimal, str, InstrumentId]:
    contract = snapshot.contract
    if contract is None:
        return "", ZERO, "", snapshot.instrument
    return contract.expiry, contract.strike, contract.right, snapshot.instrument

"""Open a paper venue again: the books' open orders go back to the exchange."""

from __future__ import annotations

from holdfast.exchange.exchange import Exchange
from holdfast.exchange.source import MarketSource
from holdfast.model.numbers import Nanos
from holdfast.venues.paper.known import Known
from holdfast.venues.paper.records import RecordsError
from holdfast.venues.paper.store import PaperStore


def resume(
    store: PaperStore, exchange: Exchange, source: MarketSource | None, now: Nanos
) -> list[Known]:
    """Put the open orders back, behind everybody else, and return them.

    A source that begins before the last market event in the books is first run through up to
    there, though not past the clock, so that a restart on a recorded market goes on in the
    middle of it.
    """
    seen = min(store.market_at, now)
    while source is not None and (at := source.next_at()) is not None and at <= seen:
        source.step(exchange)
    waiting = store.open_orders()
    for known in waiting:
        _must_be_listed(exchange, known)
    exchange.resume([known.state() for known in waiting], *store.counts)
    return waiting


def _must_be_listed(exchange: Exchange, known: Known) -> None:
    try:
        exchange.sessions()[known.terms.instrument]
    except KeyError:
        raise RecordsError(
            f"order {known.order_id} is open in {known.terms.instrument}, which is not listed"
        ) from None

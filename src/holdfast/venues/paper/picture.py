"""An account as the venue's books have it, all of it at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from holdfast.messages.reports import VenueSnapshot
from holdfast.messages.requests import QueryAccount
from holdfast.model.ids import InstrumentId
from holdfast.model.instrument import Instrument
from holdfast.model.numbers import ZERO, Nanos
from holdfast.venues.paper.records import Books, Records

FILLS_TOLD_MAX = 10_000  # in one picture; the oldest are told, and that more are there


def picture(
    records: Records,
    instruments: Mapping[InstrumentId, Instrument],
    request: QueryAccount,
    at: Nanos,
) -> VenueSnapshot:
    """Answer from the books: what they have forgotten is not told, and said to be missing.

    The venue lends nothing, so it has no word for buying power.
    """
    books = records.books(request.account, request.since, FILLS_TOLD_MAX + 1)
    told = books.fills[:FILLS_TOLD_MAX]
    return VenueSnapshot(
        request.venue,
        request.account,
        tuple(known.held() for known in books.open_orders),
        tuple(told),
        dict(records.holdings(request.account)),
        _cash(books, instruments),
        None,
        records.is_complete and len(told) == len(books.fills),
        at,
        at,
    )


def _cash(books: Books, instruments: Mapping[InstrumentId, Instrument]) -> dict[str, Decimal]:
    """Reckon what is left of the opening cash; where that was not told, nothing is known."""
    if books.opening is None or books.paid is None:
        return {}
    cash = dict(books.opening)
    for name, spent in books.paid.spent.items():
        currency = instruments[name].currency
        cash[currency] = cash.get(currency, ZERO) - spent * instruments[name].multiplier
    for currency, fee in books.paid.fees.items():
        cash[currency] = cash.get(currency, ZERO) - fee
    return dict(sorted(cash.items()))

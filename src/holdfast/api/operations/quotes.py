"""The last quote of each instrument, with its age."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated

import msgspec

from holdfast.api.context import Context
from holdfast.api.operation import Operation, Refused, Scope
from holdfast.api.paging import page_of
from holdfast.model.ids import InstrumentId
from holdfast.model.numbers import trimmed
from holdfast.model.times import rfc3339


class QuotesRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which instruments; empty means every one that is quoted."""

    instrument: InstrumentId = ""
    cursor: str = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 100


class QuoteRow(msgspec.Struct, frozen=True):
    """The best bid and ask; a side that is not quoted is None, and so is then the mid.

    `age_ns` is by the desk's clock; `last_price` is that of the last trade seen.
    """

    instrument: InstrumentId
    bid: Decimal | None
    ask: Decimal | None
    mid: Decimal | None
    bid_size: Decimal
    ask_size: Decimal
    last_price: Decimal | None
    at: str
    age_ns: int


class QuotePage(msgspec.Struct, frozen=True):
    """Some quotes, and where to go on: `next_cursor` is empty when there is no more."""

    quotes: tuple[QuoteRow, ...]
    next_cursor: str = ""


async def _quotes(context: Context, request: QuotesRequest) -> QuotePage | Refused:
    page = page_of(_rows(context, request.instrument), request.cursor, request.limit)
    return page if isinstance(page, Refused) else QuotePage(*page)


def _rows(context: Context, only: InstrumentId) -> Iterator[QuoteRow]:
    now = context.live.desk.time.now()
    for instrument_id, quote in context.market.quotes.items():
        if only in ("", instrument_id):
            yield QuoteRow(
                instrument_id,
                quote.bid or None,
                quote.ask or None,
                trimmed(quote.mid) if quote.bid and quote.ask else None,
                quote.bid_size,
                quote.ask_size,
                context.market.last_price(instrument_id),
                rfc3339(quote.at),
                max(0, now - quote.at),
            )


quotes = Operation(
    name="quotes",
    method="GET",
    path="/v1/quotes",
    request=QuotesRequest,
    reply=QuotePage,
    scope=Scope.READ,
    handler=_quotes,
    summary="Show the last quote of each instrument, and how old it is.",
    example={"instrument": "AAPL"},
)

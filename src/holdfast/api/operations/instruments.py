"""List what can be traded, and where, with ticks, lots and minimums."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import msgspec

from holdfast.api.context import Context
from holdfast.api.operation import Operation, Refused, Scope
from holdfast.api.paging import page_of
from holdfast.core.ledger import Ledger
from holdfast.model.ids import InstrumentId
from holdfast.model.instrument import Instrument, Listing


class InstrumentsRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which instruments; empty means every one."""

    instrument: InstrumentId = ""
    cursor: str = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 100


class InstrumentRow(msgspec.Struct, frozen=True):
    """An instrument and its listings."""

    instrument: Instrument
    listings: tuple[Listing, ...]


class InstrumentPage(msgspec.Struct, frozen=True):
    """Some instruments, and where to go on: `next_cursor` is empty when there is no more."""

    instruments: tuple[InstrumentRow, ...]
    next_cursor: str = ""


async def _instruments(context: Context, request: InstrumentsRequest) -> InstrumentPage | Refused:
    rows = _rows(context.ledger, request.instrument)
    page = page_of(rows, request.cursor, request.limit)
    return page if isinstance(page, Refused) else InstrumentPage(*page)


def _rows(ledger: Ledger, only: InstrumentId) -> Iterator[InstrumentRow]:
    for instrument_id, instrument in ledger.instruments.items():
        if only in ("", instrument_id):
            listings = (here.get(instrument_id) for here in ledger.listings.values())
            yield InstrumentRow(instrument, tuple(each for each in listings if each is not None))


instruments = Operation(
    name="instruments",
    method="GET",
    path="/v1/instruments",
    request=InstrumentsRequest,
    reply=InstrumentPage,
    scope=Scope.READ,
    handler=_instruments,
    summary="List what can be traded and at which venues, with tick, lot and minimum.",
    example={"instrument": "AAPL"},
)

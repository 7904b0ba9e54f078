"""The story of one order, told from the journal: who asked, what was judged, what happened."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from itertools import islice

import msgspec

from holdfast.api.context import Context
from holdfast.api.operation import Operation, Refused, Scope
from holdfast.core.family import family_ledger, recollect
from holdfast.core.forgetting import is_dropped
from holdfast.core.ledger import Ledger, Order
from holdfast.core.names import id_of
from holdfast.core.spreads import Spread
from holdfast.journal import Journal
from holdfast.journal.spans import span_of
from holdfast.journal.sqlite import SqliteJournal
from holdfast.messages.entry import Entry
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.ids import OrderId
from holdfast.model.numbers import Nanos
from holdfast.views.explain import StoryLine
from holdfast.views.explain import explain as view

ENTRIES_READ_MAX = 200_000
LINES_MAX = 1_000


class ExplainRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The order to explain, a multi-leg one too, by its id or a client order id."""

    order_id: OrderId


class Story(msgspec.Struct, frozen=True):
    """What happened to the order and its kin; `complete` is false where reading was cut short.

    At most 1,000 lines are told, from at most 200,000 journal entries after the order's own.
    """

    order_id: OrderId
    lines: tuple[StoryLine, ...]
    complete: bool


async def _explain(context: Context, request: ExplainRequest) -> Story | Refused:
    ledger = context.ledger
    journal = context.live.desk.journal
    spread = ledger.spreads.called(request.order_id)
    if spread is not None:
        first = recollect(ledger, spread.legs[0])
        if first is not None:
            until = _spread_over_at(ledger, spread)
            return await asyncio.to_thread(_story, journal, spread.id, first.caused_by, until)
    order_id = id_of(ledger, request.order_id)
    held = family_ledger(ledger, order_id) or ledger
    order = held.orders.get(order_id)
    if order is not None:
        until = _over_at(held, order)
        return await asyncio.to_thread(_story, journal, order.id, order.caused_by, until)
    if is_dropped(ledger, request.order_id) and isinstance(journal, SqliteJournal):
        span = await asyncio.to_thread(span_of, journal.path, request.order_id)
        if span is not None:
            told = (journal, request.order_id, span.first, None, span.last)
            return await asyncio.to_thread(_story, *told)
    detail = f"order {request.order_id} is not known"
    if is_dropped(ledger, request.order_id):
        detail = f"order {request.order_id} is older than the desk's memory: ask its journal"
    return Refused((Refusal(Reason.UNKNOWN_ORDER, detail, "order_id"),))


def _story(
    journal: Journal,
    order_id: OrderId,
    from_seq: int,
    until: Nanos | None,
    last_seq: int | None = None,
) -> Story:
    """Read the journal, which takes its time, on a thread that has nothing else to do."""
    read = 0

    def entries() -> Iterator[Entry]:
        nonlocal read
        for entry in journal.entries(from_seq):
            if read == ENTRIES_READ_MAX or (until is not None and entry.at > until):
                return
            if last_seq is not None and entry.seq > last_seq:
                return
            read += 1
            yield entry

    lines = tuple(islice(view(entries(), order_id), LINES_MAX + 1))
    complete = read < ENTRIES_READ_MAX and len(lines) <= LINES_MAX
    return Story(order_id, lines[:LINES_MAX], complete)


def _over_at(ledger: Ledger, order: Order) -> Nanos | None:
    """Say when the last of the order and its kin was over, None while one is open."""
    parent, bracket = ledger.parents.get(order.id), ledger.brackets.get(order.id)
    kin = [order]
    kin += [ledger.orders[each] for each in (parent.children if parent is not None else ())]
    kin += [ledger.orders[each] for each in (bracket.exits if bracket is not None else ())]
    if any(each.is_open for each in kin):
        return None
    return max(each.updated_at for each in kin)


def _spread_over_at(ledger: Ledger, spread: Spread) -> Nanos | None:
    """Say when the last of its orders was over, None while one is open or something is to come."""
    if spread.is_open or any(spread.alone):
        return None
    if spread.unwound_by == ():
        # a person was told some time after its last order
        return None
    ends: list[Nanos] = []
    for name in (*spread.legs, *(spread.unwound_by or ())):
        held = family_ledger(ledger, name) or ledger
        order = held.orders.get(name)
        ended = None if order is None else _over_at(held, order)
        if ended is None:
            return None
        ends.append(ended)
    return max(ends)


explain = Operation(
    name="explain",
    method="GET",
    path="/v1/orders/{order_id}/explain",
    request=ExplainRequest,
    reply=Story,
    scope=Scope.READ,
    handler=_explain,
    summary="Tell an order's story from the journal, with its children and exits.",
    example={"order_id": "desk-1"},
)

"""Fills: every trade that a venue has told of, in the order in which the desk booked them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from decimal import Decimal
from itertools import islice

import msgspec

from holdfast.core.ledger import AccountState, Ledger
from holdfast.messages.events import OrderFilled
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.ids import AccountId, ExecId, InstrumentId, OrderId, StrategyId
from holdfast.model.order import Liquidity, Side
from holdfast.model.times import rfc3339

FILL_ROWS_MAX = 1_000


class FillFilter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which fills to show; an empty field means any. A parent's id shows its children's fills."""

    account: AccountId = ""
    instrument: InstrumentId = ""
    strategy: StrategyId = ""
    order_id: OrderId = ""


_ANY = FillFilter()


class FillRow(msgspec.Struct, frozen=True):
    """A trade; `at` is the venue's clock, and a busted one no longer counts anywhere."""

    exec_id: ExecId
    order_id: OrderId
    parent_id: OrderId
    account: AccountId
    strategy: StrategyId
    instrument: InstrumentId
    side: Side
    qty: Decimal
    price: Decimal
    liquidity: Liquidity
    fee: Decimal
    fee_currency: str
    at: str
    busted: bool


class FillPage(msgspec.Struct, frozen=True):
    """Some rows, and where to go on: `next_cursor` is empty when there is no more.

    `older` fills are of orders that were over so long ago that only the journal lists them.
    """

    fills: tuple[FillRow, ...]
    next_cursor: str = ""
    older: int = 0


# a fill, whose it is, and its number there
_Place = tuple[AccountState, int, OrderFilled]


def fills(
    ledger: Ledger,
    only: FillFilter = _ANY,
    cursor: str = "",
    limit: int = FILL_ROWS_MAX,
) -> FillPage | Refusal:
    """Show up to `limit` fills (1 to 1,000), account by account, from behind `cursor`.

    Fills are never moved (a busted one is marked), so pages miss none; a page that is read
    while old ones are forgotten may repeat one.
    """
    account, _, place = cursor.rpartition("/")
    if cursor and (account not in ledger.accounts or not _is_count(place)):
        detail = f"cursor {cursor} must be the next_cursor of an earlier page"
        return Refusal(Reason.INVALID_ORDER, detail, "cursor")
    limit = min(max(limit, 1), FILL_ROWS_MAX)
    matching = (
        each for each in _after(ledger, account, int(place or 0)) if _matches(ledger, each, only)
    )
    shown = tuple(islice(matching, limit))
    more = len(shown) == limit and next(matching, None) is not None
    rows = tuple(_row(ledger, state, fill) for state, _, fill in shown)
    following = f"{shown[-1][0].account.id}/{shown[-1][1]}" if more else ""
    return FillPage(rows, following, sum(each.fills for each in ledger.memory.accounts.values()))


def fills_of(ledger: Ledger, order_ids: Collection[OrderId]) -> dict[OrderId, list[FillRow]]:
    """Show the first 1,000 fills of each of these orders, its children's with it, in one pass."""
    found: dict[OrderId, list[FillRow]] = {order_id: [] for order_id in order_ids}
    accounts = {ledger.orders[order_id].terms.account: None for order_id in order_ids}
    for account_id in accounts:
        state = ledger.accounts.get(account_id)
        for fill in () if state is None else state.fills.values():
            for order_id in (fill.order_id, ledger.orders[fill.order_id].terms.parent_id):
                rows = found.get(order_id)
                if rows is not None and len(rows) <= FILL_ROWS_MAX and state is not None:
                    rows.append(_row(ledger, state, fill))
    return found


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 18


def _after(ledger: Ledger, account: AccountId, place: int) -> Iterator[_Place]:
    reached = not account
    for account_id, state in ledger.accounts.items():
        reached = reached or account_id == account
        if reached:
            carried = ledger.memory.accounts.get(account_id)
            gone = carried.fills if carried is not None else 0
            skip = max(place - gone, 0) if account_id == account else 0
            fills = islice(state.fills.values(), skip, None)
            for number, fill in enumerate(fills, gone + skip + 1):
                yield state, number, fill


def _matches(ledger: Ledger, place: _Place, only: FillFilter) -> bool:
    state, _, fill = place
    terms = ledger.orders[fill.order_id].terms
    return (
        only.account in ("", state.account.id)
        and only.instrument in ("", terms.instrument)
        and only.strategy in ("", terms.strategy)
        and only.order_id in ("", fill.order_id, terms.parent_id)
    )


def _row(ledger: Ledger, state: AccountState, fill: OrderFilled) -> FillRow:
    terms = ledger.orders[fill.order_id].terms
    return FillRow(
        exec_id=fill.exec_id,
        order_id=fill.order_id,
        parent_id=terms.parent_id,
        account=terms.account,
        strategy=terms.strategy,
        instrument=terms.instrument,
        side=terms.side,
        qty=fill.qty,
        price=fill.price,
        liquidity=fill.liquidity,
        fee=fill.fee,
        fee_currency=fill.fee_currency,
        at=rfc3339(fill.traded_at),
        busted=fill.exec_id in state.busted,
    )

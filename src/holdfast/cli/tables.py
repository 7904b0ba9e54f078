"""The tables that people see: orders, fills, positions, accounts, cost."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol

from rich.text import Text

from holdfast.cli.order_words import kind_words, price_words, time_words
from holdfast.cli.printing import amount, clock, counted, day, gain, moment, price
from holdfast.cli.sheet import Cell, Sheet, left, right
from holdfast.messages.refusals import Refusal
from holdfast.model.order import OrderStatus
from holdfast.views.accounts import AccountRow
from holdfast.views.blotter import OrderRow
from holdfast.views.exposure import AccountExposure
from holdfast.views.fills import FillRow
from holdfast.views.positions import PositionRow
from holdfast.views.protection import Protection
from holdfast.views.tca import CostRow

_STATUS = {
    OrderStatus.PENDING_NEW: "pending",
    OrderStatus.PARTIALLY_FILLED: "part filled",
    OrderStatus.PENDING_REPLACE: "replacing",
    OrderStatus.PENDING_CANCEL: "canceling",
}
_ENDED = frozenset(
    {
        OrderStatus.FILLED,
        OrderStatus.CANCELED,
        OrderStatus.REJECTED,
        OrderStatus.EXPIRED,
        OrderStatus.REFUSED,
    }
)
_STYLES = {
    OrderStatus.FILLED: "green",
    OrderStatus.REJECTED: "red",
    OrderStatus.REFUSED: "red",
    OrderStatus.UNKNOWN: "bold red",
}


def orders_table(rows: Sequence[OrderRow], title: str = "Orders") -> Sheet:
    """One row an order, with what it is in words."""
    return Sheet(
        _on_day(title, [row.created for row in rows]),
        (
            *left("order", "instrument", "side", "how"),
            *right("qty", "filled", "avg px"),
            *left("status", "created"),
        ),
        [_order(row) for row in rows],
        spare=("created", "avg px", "how"),
    )


def _order(row: OrderRow) -> Sequence[Cell]:
    return (
        row.id,
        row.instrument,
        row.side,
        how(row),
        amount(row.qty),
        amount(row.cum_qty),
        price(row.avg_px),
        Text(_STATUS.get(row.status, row.status.lower()), _STYLES.get(row.status, "")),
        clock(row.created),
    )


def how(row: OrderRow) -> str:
    """Say how an order works: its algo or role, its type, its prices, and what else it asks."""
    words = []
    if row.tactic:
        words.append(f"{row.tactic}{_slices(row)}")
    elif row.role is not None:
        words.append(row.role.lower().replace("_", " "))
    if row.type != "MARKET" or not words:
        words += _priced(row, bare=row.role is not None)
    told = " ".join(words)
    # whose exit or slice it is says how long it works
    if row.role is None:
        told += time_words(row.time_in_force, moment(row.expire_at or ""))
    asked = [row.instructions] if row.instructions else []
    if row.when and row.progress is not None and row.progress.doing and row.status not in _ENDED:
        asked.append(row.progress.doing)
    return ", ".join((told, *asked))


def _slices(row: OrderRow) -> str:
    """Say how many orders an algo has made of one, and whether more may come."""
    if not row.children:
        return ""
    slices = f", {counted(row.children, 'slice')}"
    if row.status in _ENDED or row.progress is None:
        return slices if row.status in _ENDED else f"{slices} so far"
    doing = f", {row.progress.doing}" if row.progress.doing else ""
    return f"{slices} so far, {amount(row.progress.committed)} given out{doing}"


def _priced(row: OrderRow, *, bare: bool) -> list[str]:
    if bare:
        return price_words(row.type, row.stop_price, row.limit_price, price)
    return [kind_words(row.type, row.stop_price, row.limit_price, price)]


def fills_table(rows: Sequence[FillRow], title: str = "Fills") -> Sheet:
    """One row a fill; a busted one says so."""
    return Sheet(
        _on_day(title, [row.at for row in rows]),
        (
            *left("at", "exec", "order", "instrument", "side"),
            *right("qty", "price", "fee"),
            *left("liquidity"),
        ),
        [
            (
                clock(row.at, exact=True),
                row.exec_id,
                row.order_id,
                row.instrument,
                row.side,
                amount(row.qty),
                price(row.price),
                price(row.fee),
                Text("busted", "red") if row.busted else row.liquidity.lower(),
            )
            for row in rows
        ],
        spare=("liquidity", "fee", "exec"),
    )


def positions_table(rows: Sequence[PositionRow], title: str = "Positions") -> Sheet:
    """One row a holding."""
    split = any(row.strategy for row in rows)
    return Sheet(
        title,
        (
            *left("account", *(("strategy",) if split else ()), "instrument"),
            *right("qty", "avg px", "market", "value", "unrealised", "realised", "fees"),
        ),
        [
            (
                row.account,
                *((row.strategy,) if split else ()),
                row.instrument,
                amount(row.qty),
                price(row.avg_px),
                price(row.market_price),
                amount(row.market_value, 2),
                gain(row.unrealised),
                gain(row.realised),
                amount(row.fees, 2),
            )
            for row in rows
        ],
        spare=("fees", "market", "realised", "value"),
    )


def accounts_table(rows: Sequence[AccountRow]) -> Sheet:
    """One row an account, in its base currency."""
    return Sheet(
        "Accounts",
        (
            *left("account", "venue", "kind"),
            *right("cash", "equity", "buying power", "open", "realised", "no stop"),
        ),
        [
            (
                row.account,
                row.venue,
                row.kind.lower(),
                " ".join(f"{amount(each, 2)} {name}" for name, each in row.cash.items()),
                amount(row.equity, 2),
                amount(row.buying_power, 2),
                str(row.open_orders),
                gain(row.realised),
                unprotected(row.unprotected_qty),
            )
            for row in rows
        ],
        spare=("kind", "venue", "realised", "open"),
    )


def exposure_table(rows: Sequence[AccountExposure]) -> Sheet:
    """One row an instrument of an account: what is held and what open orders could make of it."""
    return Sheet(
        "Exposure",
        (
            *left("account", "instrument"),
            *right("qty", "gross", "buys open", "sells open", "worst long", "worst short"),
            *right("reserved"),
        ),
        [
            (
                row.account,
                row.instrument,
                amount(row.qty),
                amount(row.gross, 2),
                amount(row.buy_open),
                amount(row.sell_open),
                amount(row.long_worst),
                amount(row.short_worst),
                amount(row.reserved_total, 2),
            )
            for account in rows
            for row in account.instruments
        ],
        spare=("buys open", "sells open", "gross", "worst short", "worst long"),
    )


def brackets_table(found: Protection) -> Sheet:
    """One row a bracket that holds something, and how much of it has no stop."""
    return Sheet(
        "Brackets",
        (
            *left("entry", "account", "instrument"),
            *right("held", "stop at", "covers", "target at", "covers", "no stop"),
        ),
        [
            (
                row.entry_id,
                row.account,
                row.instrument,
                amount(row.held),
                price(row.stop_loss),
                amount(row.stop_qty),
                price(row.take_profit),
                amount(row.target_qty),
                unprotected(row.unprotected_qty),
            )
            for row in found.brackets
        ],
        spare=("covers", "account", "target at"),
    )


def costs_table(rows: Sequence[CostRow], title: str = "Cost against the arrival mid") -> Sheet:
    """One row an order that is nobody's child; costs are positive, gains negative."""
    return Sheet(
        title,
        (
            *left("order", "instrument", "side"),
            *right("filled", "arrival", "avg px", "vwap", "shortfall", "bps", "fees", "of volume"),
        ),
        [
            (
                row.order_id,
                row.instrument,
                row.side,
                amount(row.filled),
                price(row.arrival_price),
                price(row.avg_px),
                price(row.market_vwap),
                _cost(row.shortfall, 2),
                _cost(row.shortfall_bps, 1),
                amount(row.fees, 2),
                _of_volume(row),
            )
            for row in rows
        ],
        spare=("of volume", "vwap", "arrival", "side"),
    )


class Outcome(Protocol):
    """What became of one decision, as the desk or its server tells it."""

    @property
    def index(self) -> int: ...
    @property
    def instrument(self) -> str: ...
    @property
    def qty(self) -> Decimal | None: ...
    @property
    def order_id(self) -> str: ...
    @property
    def refusals(self) -> Sequence[Refusal]: ...
    @property
    def note(self) -> str: ...


def outcomes_table(rows: Sequence[Outcome]) -> Sheet:
    """One row a decision of a plan: its order, or why there is none."""
    return Sheet(
        "Decisions",
        (*left("#", "instrument"), *right("qty"), *left("order", "note")),
        [
            (
                str(row.index),
                row.instrument,
                amount(row.qty) if row.qty is not None else "–",
                Text("refused", "red") if row.refusals else row.order_id or "–",
                ", ".join(dict.fromkeys(refusal.code for refusal in row.refusals)) or row.note,
            )
            for row in rows
        ],
        note="note",
    )


def unprotected(qty: Decimal) -> Text:
    """Say how much has no stop: nothing is good."""
    return Text(amount(qty), "bold red" if qty else "green")


def _cost(number: Decimal | None, places: int) -> Text:
    """Colour a cost: what was paid is red only where it is more than the price had room for."""
    return Text(amount(number, places), "green" if number is not None and number < 0 else "")


def _of_volume(row: CostRow) -> str:
    """Tell the share of the market's volume, unless the market printed nothing but our fills."""
    share = row.participation
    return "–" if share is None or share == 1 else f"{amount(share * 100, 2)} %"


def _on_day(title: str, times: Sequence[str]) -> str:
    found = day(times)
    return f"{title} · {found} UTC" if found else title

"""The tables that people see: orders, fills, positions, accounts, cost."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from rich.table import Table
from rich.text import Text

from holdfast.cli.printing import Cell, amount, clock, day, gain, left, price, right, table
from holdfast.messages.events import DecisionOutcome
from holdfast.messages.refusals import Refusal
from holdfast.model.numbers import trimmed
from holdfast.model.order import OrderStatus
from holdfast.views.accounts import AccountRow
from holdfast.views.blotter import OrderRow
from holdfast.views.fills import FillRow
from holdfast.views.positions import PositionRow
from holdfast.views.tca import CostRow

_STYLES = {
    OrderStatus.FILLED: "green",
    OrderStatus.REJECTED: "red",
    OrderStatus.REFUSED: "red",
    OrderStatus.UNKNOWN: "bold red",
}


def orders_table(rows: Sequence[OrderRow], title: str = "Orders") -> Table:
    """One row an order, with what it is in words."""
    return table(
        _on_day(title, [row.created for row in rows]),
        (
            *left("order", "instrument", "side", "how"),
            *right("qty", "filled", "avg px"),
            *left("status", "created"),
        ),
        [_order(row) for row in rows],
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
        Text(row.status.lower().replace("_", " "), _STYLES.get(row.status, "")),
        clock(row.created),
    )


def how(row: OrderRow) -> str:
    """Say how an order works: its algo or role, its type, its prices."""
    words = []
    if row.tactic:
        words.append(f"{row.tactic} × {row.children}")
    elif row.role is not None:
        words.append(row.role.lower().replace("_", " "))
    if row.type != "MARKET" or not words:
        words += _priced(row, bare=row.role is not None)
    return " ".join(words)


def _priced(row: OrderRow, *, bare: bool) -> list[str]:
    words = [] if bare else [row.type.lower().replace("_", " ")]
    if row.stop_price is not None:
        words.append(price(row.stop_price))
    if row.limit_price is not None:
        words.append(f"/ {price(row.limit_price)}" if row.stop_price else price(row.limit_price))
    return words


def fills_table(rows: Sequence[FillRow], title: str = "Fills") -> Table:
    """One row a fill; a busted one says so."""
    return table(
        _on_day(title, [row.at for row in rows]),
        (
            *left("at", "exec", "order", "instrument", "side"),
            *right("qty", "price", "fee"),
            *left("liquidity"),
        ),
        [
            (
                clock(row.at),
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
    )


def positions_table(rows: Sequence[PositionRow], title: str = "Positions") -> Table:
    """One row a holding."""
    split = any(row.strategy for row in rows)
    return table(
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
    )


def accounts_table(rows: Sequence[AccountRow]) -> Table:
    """One row an account, in its base currency."""
    return table(
        "Accounts",
        (
            *left("account", "venue", "kind"),
            *right("cash", "equity", "buying power", "open orders", "realised", "unprotected"),
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
    )


def costs_table(rows: Sequence[CostRow], title: str = "Cost against the arrival mid") -> Table:
    """One row an order that is nobody's child; costs are positive, gains negative."""
    return table(
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
                _percent(row.participation),
            )
            for row in rows
        ],
    )


def outcomes_table(rows: Sequence[DecisionOutcome]) -> Table:
    """One row a decision of a plan: its order, or why there is none."""
    return table(
        "Decisions",
        (*left("#", "instrument"), *right("qty"), *left("order", "note")),
        [
            (
                str(row.index),
                row.instrument,
                amount(row.qty) if row.qty is not None else "–",
                Text("refused", "red") if row.refusals else row.order_id or "–",
                "; ".join(map(refusal_line, row.refusals)) or row.note,
            )
            for row in rows
        ],
    )


def refusal_line(refusal: Refusal) -> str:
    """Say a refusal on one line: field, rule, measure, limit, headroom."""
    words = [str(refusal.code)]
    if refusal.detail:
        words.append(refusal.detail)
    if refusal.measured is not None and refusal.limit is not None:
        words.append(f"(measured {_short(refusal.measured)}, limit {_short(refusal.limit)}")
        words[-1] += (
            f", headroom {_short(refusal.headroom)})" if refusal.headroom is not None else ")"
        )
    return " ".join(words)


def unprotected(qty: Decimal) -> Text:
    """Say how much has no stop: nothing is good."""
    return Text(amount(qty), "bold red" if qty else "green")


def _short(number: Decimal) -> str:
    return amount(trimmed(round(number, 6)))


def _cost(number: Decimal | None, places: int) -> Text:
    """Colour a cost: what was paid is red only where it is more than the price had room for."""
    return Text(amount(number, places), "green" if number is not None and number < 0 else "")


def _percent(share: Decimal | None) -> str:
    return "–" if share is None else f"{amount(share * 100, 2)} %"


def _on_day(title: str, times: Sequence[str]) -> str:
    found = day(times)
    return f"{title} · {found} UTC" if found else title

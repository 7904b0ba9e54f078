"""Rows for people with SQL: what events and the ledger say, one column each."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from holdfast.core.ledger import Ledger, Order
from holdfast.messages import events as e
from holdfast.messages import rulings as g
from holdfast.messages.commands import SubmitOrder
from holdfast.model.ids import AccountId, InstrumentId
from holdfast.model.limits import Limits
from holdfast.model.numbers import ONE, plain
from holdfast.model.times import rfc3339, rfc3339_or_none

Value = str | int | float | bytes | None
Row = tuple[Value, ...]


class Whose(msgspec.Struct, frozen=True, gc=False):
    """What every row of an order repeats of its terms."""

    account: str | None = None
    instrument: str | None = None
    side: str | None = None
    strategy: str | None = None


NOBODY = Whose()


def whose(terms: SubmitOrder) -> Whose:
    return Whose(terms.account, terms.instrument, str(terms.side), terms.strategy)


def order_event(seq: int, nth: int, at: int, event: e.Event, owner: Whose) -> Row:
    """Write an event that names an order; what it has of qty, price and so on is found by name."""
    terms = getattr(event, "terms", None)
    qty = getattr(event, "qty", None) or getattr(terms, "qty", None)
    price = getattr(event, "price", None) or getattr(terms or event, "limit_price", None)
    return (
        seq,
        nth,
        rfc3339(at),
        type(event).__name__,
        getattr(event, "order_id", ""),
        *_columns(owner),
        _text(qty),
        _text(price),
        getattr(event, "exec_id", None),
        getattr(event, "venue_order_id", None),
        _detail(event),
    )


def trade(seq: int, at: int, fill: e.OrderFilled, owner: Whose) -> Row:
    return (
        owner.account or "",
        fill.exec_id,
        fill.order_id,
        owner.instrument or "",
        owner.side or "",
        owner.strategy or "",
        plain(fill.qty),
        plain(fill.price),
        float(fill.qty * fill.price),
        plain(fill.fee),
        fill.fee_currency,
        str(fill.liquidity),
        rfc3339(fill.traded_at),
        rfc3339(at),
        seq,
        None,
    )


def _column(value: object) -> str | int | None:
    """Write a limit for its column: lists as names with commas between them."""
    if isinstance(value, Decimal):
        return _text(value)
    if isinstance(value, tuple):
        return ",".join(value)
    return value if value is None or isinstance(value, int) else str(value)


def limits(seq: int, nth: int, at: int, event: e.LimitsSet | g.LimitsLapsed) -> Row:
    values = [getattr(event.limits, name) for name in Limits.__struct_fields__]
    columns = [_column(each) for each in values]
    scope, who, why = (
        (event.scope, "", "a temporary raise ended")
        if isinstance(event, g.LimitsLapsed)
        else (event.whose, event.principal, event.why)
    )
    return (scope.key, seq, nth, rfc3339(at), who, why, None, *columns)


def order(state: Order) -> Row:
    terms = state.terms
    return (
        state.id,
        terms.client_order_id,
        state.venue_order_id,
        terms.account,
        terms.instrument,
        terms.strategy,
        terms.principal,
        terms.parent_id,
        terms.exit_of,
        None if terms.role is None else str(terms.role),
        None if terms.tactic is None else terms.tactic.name,
        str(terms.side),
        str(terms.type),
        str(terms.time_in_force),
        plain(state.qty),
        _text(state.limit_price),
        _text(state.stop_price),
        str(state.status),
        plain(state.cum_qty),
        plain(state.leaves_qty),
        _text(state.avg_px),
        plain(state.cost),
        plain(state.commission),
        state.reason,
        rfc3339_or_none(state.created_at),
        rfc3339_or_none(state.sent_at),
        rfc3339_or_none(state.updated_at),
        state.caused_by,
    )


def position(ledger: Ledger, account: AccountId, instrument: InstrumentId) -> Row:
    held = ledger.position(account, instrument)
    known = ledger.instruments.get(instrument)
    return (
        account,
        instrument,
        plain(held.qty),
        _text(held.avg_px(ONE if known is None else known.multiplier)),
        plain(held.cost),
        plain(held.realised),
        plain(held.fees),
        plain(held.bought),
        plain(held.sold),
        plain(held.buy_open),
        plain(held.sell_open),
        _text(held.last_px),
        ledger.seq,
    )


def _columns(owner: Whose) -> tuple[str | None, ...]:
    return owner.account, owner.instrument, owner.side, owner.strategy


def _text(number: Decimal | None) -> str | None:
    return None if number is None else plain(number)


def _detail(event: e.Event) -> str | None:
    """Put what an event gives as reason into one text."""
    refusals = getattr(event, "refusals", ())
    said = [str(refusal.code) for refusal in refusals]
    said += [getattr(event, name, "") for name in ("status", "code", "detail")]
    return ": ".join(each for each in said if each) or None

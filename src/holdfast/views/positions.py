"""Positions: what each account holds in each instrument, what it cost, and what it is worth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

import msgspec

from holdfast.core.ledger import AccountState, Ledger
from holdfast.core.position import Position
from holdfast.core.valuation import Marking, mark
from holdfast.model.ids import AccountId, InstrumentId, StrategyId
from holdfast.model.instrument import Instrument
from holdfast.model.numbers import ZERO, trimmed
from holdfast.model.quote import Quote


class PositionFilter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which positions to show; an empty field means any.

    `by_strategy` splits the account's net into what each strategy's orders hold of it; what
    orders without a strategy traded is then in none.
    """

    account: AccountId = ""
    instrument: InstrumentId = ""
    strategy: StrategyId = ""
    by_strategy: bool = False


_ANY = PositionFilter()


class PositionRow(msgspec.Struct, frozen=True):
    """A holding: prices per unit, amounts in `currency`, multiplier included.

    `qty`, `cost` and `market_value` are negative for a short; `cost` and `realised` leave fees
    out. What needs a market price is None where the quote has none.
    """

    account: AccountId
    strategy: StrategyId
    instrument: InstrumentId
    currency: str
    qty: Decimal
    avg_px: Decimal | None
    cost: Decimal
    market_price: Decimal | None
    market_value: Decimal | None
    unrealised: Decimal | None
    realised: Decimal
    fees: Decimal
    last_px: Decimal | None


def positions(
    ledger: Ledger,
    quotes: Mapping[InstrumentId, Quote],
    only: PositionFilter = _ANY,
    marking: Marking = Marking.MID,
) -> tuple[PositionRow, ...]:
    """Show all that was ever traded or taken over: what is flat keeps its profit in sight."""
    return tuple(
        _row(state, strategy, position, ledger.instruments[instrument_id], quotes, marking)
        for account_id, state in ledger.accounts.items()
        if only.account in ("", account_id)
        for strategy, instrument_id, position in _held(state, only)
        if only.instrument in ("", instrument_id)
        and (position.last_px is not None or position.adjusted)
    )


def _held(
    state: AccountState, only: PositionFilter
) -> Iterator[tuple[StrategyId, InstrumentId, Position]]:
    if not only.by_strategy and not only.strategy:
        for instrument_id, position in state.positions.items():
            yield "", instrument_id, position
        return
    for strategy, held in state.strategies.items():
        if only.strategy in ("", strategy):
            for instrument_id, position in held.items():
                yield strategy, instrument_id, position


def _row(
    state: AccountState,
    strategy: StrategyId,
    position: Position,
    instrument: Instrument,
    quotes: Mapping[InstrumentId, Quote],
    marking: Marking,
) -> PositionRow:
    price = mark(quotes.get(instrument.id), position.qty, marking)
    value = ZERO if not position.qty else None
    if price is not None:
        value = position.qty * price * instrument.multiplier
    return PositionRow(
        account=state.account.id,
        strategy=strategy,
        instrument=instrument.id,
        currency=instrument.currency,
        qty=position.qty,
        avg_px=position.avg_px(instrument.multiplier),
        cost=trimmed(position.cost),
        market_price=price,
        market_value=None if value is None else trimmed(value),
        unrealised=None if value is None else trimmed(value - position.cost),
        realised=trimmed(position.realised),
        fees=trimmed(position.fees),
        last_px=position.last_px,
    )

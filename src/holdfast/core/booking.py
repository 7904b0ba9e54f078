"""Book a fill: position, cash, realised profit and fees, all exact.

Average-cost accounting. Closing moves a share of the cost (rounded once to 1E-12, the rest
stays) into realised profit, so that always realised - cost = the sum of signed cash flows.
"""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from holdfast.core.adjusted import after as adjusted
from holdfast.core.adjusted import history, split_price
from holdfast.core.ledger import AccountState, Ledger
from holdfast.core.memory import Carried
from holdfast.core.position import Position
from holdfast.core.scoped import Tally
from holdfast.core.tally import busted, flow_of, revalue
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.differences import PositionAdjusted, SplitApplied
from holdfast.messages.events import OrderFilled
from holdfast.model.instrument import Instrument
from holdfast.model.numbers import ONE, ZERO, share_of
from holdfast.model.order import Side

_BUY = Side.BUY


def book_fill(  # noqa: PLR0915  (hot: a call would cost more than it explains)
    account: AccountState, terms: SubmitOrder, instrument: Instrument, fill: OrderFilled
) -> None:
    """Let a fill reach the account's cash, its position, and its strategy's share of it."""
    is_buy = terms.side is _BUY
    fee = fill.fee
    multiplier = instrument.multiplier
    unit_price = fill.price if multiplier == ONE else fill.price * multiplier
    signed = fill.qty if is_buy else -fill.qty
    position = account.positions.get(terms.instrument)
    if position is None:
        position = account.positions[terms.instrument] = Position()
    before = position.cost
    flow = signed * unit_price
    held = position.qty
    _trade(position, signed, unit_price, flow)
    position.fees += fee
    position.last_px = fill.price
    tally = account.scope.tally
    tally.fills += 1
    if held:
        _revalue(tally, position, held, fill.price, multiplier)
    else:
        position.mark = fill.price
        tally.net_value += flow
        tally.gross_value += flow if is_buy else -flow
    after = position.cost
    moved = after - before
    account.net_cost += moved
    is_long = before >= ZERO and after >= ZERO
    account.gross_cost += moved if is_long else abs(after) - abs(before)
    cash = account.cash
    currency = instrument.currency
    if fill.fee_currency == currency:
        paid = flow + fee
        cash[currency] = cash.get(currency, ZERO) - paid
        tally.flow -= paid
    else:
        cash[currency] = cash.get(currency, ZERO) - flow
        tally.flow -= flow
        cash[fill.fee_currency] = cash.get(fill.fee_currency, ZERO) - fee
    if is_buy:
        position.bought += fill.qty
    else:
        position.sold += fill.qty
    if terms.strategy:
        _book_share(account, terms, fill, signed, unit_price)


def _book_share(
    account: AccountState,
    terms: SubmitOrder,
    fill: OrderFilled,
    signed: Decimal,
    unit_price: Decimal,
) -> None:
    own = account.strategies.setdefault(terms.strategy, {})
    mine = own.get(terms.instrument)
    if mine is None:
        mine = own[terms.instrument] = Position()
    _trade(mine, signed, unit_price, signed * unit_price)
    mine.fees += fill.fee
    mine.last_px = fill.price


def _revalue(
    tally: Tally, position: Position, held: Decimal, mark: Decimal, multiplier: Decimal
) -> None:
    """Let a position that was `held` count at the price of its fill."""
    value = held * position.mark if multiplier == ONE else held * position.mark * multiplier
    tally.net_value -= value
    tally.gross_value -= value if held > ZERO else -value
    position.mark = mark
    qty = position.qty
    if qty:
        value = qty * mark if multiplier == ONE else qty * mark * multiplier
        tally.net_value += value
        tally.gross_value += value if qty > ZERO else -value


def unbook_fill(
    ledger: Ledger, account: AccountState, terms: SubmitOrder, fill: OrderFilled
) -> None:
    """Give back what a busted fill paid, and let the position be what the other fills make it.

    Taking it back by an opposite trade would leave a profit or loss that nobody made. All of
    the account's fills are read again, which a bust is rare enough for, behind what those that
    were forgotten have made.
    """
    instrument = ledger.instruments[terms.instrument]
    signed = fill.qty if terms.side is _BUY else -fill.qty
    cash = account.cash
    cash[instrument.currency] += signed * fill.price * instrument.multiplier
    cash[fill.fee_currency] += fill.fee
    before = account.positions[terms.instrument]
    carried = ledger.memory.accounts.get(account.account.id, Carried())
    after = replace(
        carried.positions.get(terms.instrument, Position()),
        buy_open=before.buy_open,
        sell_open=before.sell_open,
        mark=before.mark,
        buy_free=before.buy_free,
        sell_free=before.sell_free,
    )
    own = replace(carried.strategies.get(terms.strategy, {}).get(terms.instrument, Position()))
    _replay(ledger, account, terms, after, own)
    if before.mark == fill.price and after.last_px is not None:
        # what did not happen is no mark
        after.mark = after.last_px
    account.positions[terms.instrument] = after
    account.net_cost += after.cost - before.cost
    account.gross_cost += abs(after.cost) - abs(before.cost)
    paid = flow_of(terms, instrument, fill)
    tally = account.scope.tally
    revalue(tally, before, after.qty, after.mark, instrument.multiplier)
    tally.flow += paid
    if ledger.scopes:
        busted(ledger, terms, fill, paid)
    if terms.strategy:
        own.bought = own.sold = ZERO  # counted for the account alone
        account.strategies[terms.strategy][terms.instrument] = own


def _replay(
    ledger: Ledger, account: AccountState, terms: SubmitOrder, after: Position, own: Position
) -> None:
    """Book what stands of the account in an instrument, and of one strategy's own, once more."""
    name = terms.instrument
    multiplier = ledger.instruments[name].multiplier
    for each in history(ledger, terms.account):
        if not isinstance(each, OrderFilled):
            if each.instrument == name:
                change(after, each, multiplier)
                if isinstance(each, SplitApplied):
                    change(own, each, multiplier)
            continue
        theirs = ledger.orders[each.order_id].terms
        if theirs.instrument == name and each.exec_id not in account.busted:
            _again(after, theirs, multiplier, each)
            if theirs.strategy == terms.strategy:
                _again(own, theirs, multiplier, each)


def _again(position: Position, terms: SubmitOrder, multiplier: Decimal, fill: OrderFilled) -> None:
    signed = fill.qty if terms.side is _BUY else -fill.qty
    unit_price = fill.price * multiplier
    _trade(position, signed, unit_price, signed * unit_price)
    position.fees += fill.fee
    position.last_px = fill.price
    if signed > 0:
        position.bought += fill.qty
    else:
        position.sold += fill.qty


def change(position: Position, event: PositionAdjusted | SplitApplied, multiplier: Decimal) -> None:
    """Let what is no fill reach a position: an adjustment at its price, a split at no cost."""
    before = position.qty
    if isinstance(event, PositionAdjusted):
        unit_price = event.price * multiplier
        _trade(position, event.qty, unit_price, event.qty * unit_price)
    else:
        position.qty = adjusted(before, event)
        if position.last_px is not None:
            position.last_px = split_price(position.last_px, event)
    position.adjusted += position.qty - before


def _trade(position: Position, signed: Decimal, unit_price: Decimal, flow: Decimal) -> None:
    """Move a position by a signed quantity; `flow` is signed x unit_price, already at hand."""
    held = position.qty
    if not held or (held > 0) == (signed > 0):
        position.qty = held + signed
        position.cost += flow
        return
    after = held + signed
    position.qty = after
    if not after:
        # closed whole: all cost becomes realised, without a division
        position.realised -= flow + position.cost
        position.cost = ZERO
        return
    closing = signed if (after > 0) == (held > 0) else -held
    closed_cost = share_of(position.cost, -closing, held)
    position.realised -= closing * unit_price + closed_cost
    position.cost -= closed_cost
    if closing != signed:
        position.cost += after * unit_price

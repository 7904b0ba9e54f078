"""What holdings are worth and what of an account is free, for gate, plans and views alike."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

from holdfast.core.ledger import AccountState
from holdfast.messages.commands import SubmitOrder
from holdfast.model.account import AccountKind
from holdfast.model.ids import InstrumentId
from holdfast.model.instrument import Instrument
from holdfast.model.numbers import ONE, ZERO, ratio, round_down
from holdfast.model.order import Side
from holdfast.model.quote import Quote

# the gate is hot, and an enum's member costs a look-up at each use
_MARGIN = AccountKind.MARGIN
_CASH = AccountKind.CASH
_REG_T = AccountKind.REG_T
_PORTFOLIO = AccountKind.PORTFOLIO
_SELL = Side.SELL

# Regulation T, 12 CFR 220.12: half of a purchase, and half of a short sale besides its proceeds.
REG_T_INITIAL = Decimal("0.5")
# FINRA rule 4210(c): what must stay
REG_T_LONG = Decimal("0.25")
REG_T_SHORT = Decimal("0.3")
# FINRA rule 4210(g) and OCC's TIMS: an equity is tried at moves of up to 15 % either way. Each
# instrument by itself: what is long in one never pays for what is short in another.
PORTFOLIO_MOVES = tuple(Decimal(each) for each in ("-0.15", "-0.1", "-0.05", "0.05", "0.1", "0.15"))
_WORST_MOVE = max(abs(move) for move in PORTFOLIO_MOVES)
_HALF = Decimal("0.5")
_CENT = Decimal("0.01")


class Marking(StrEnum):
    """At which price a holding is valued."""

    MID = "MID"
    EXIT = "EXIT"  # what closing it would meet: a long the bid, a short the ask


def mark(quote: Quote | None, qty: Decimal, marking: Marking = Marking.MID) -> Decimal | None:
    """Price a holding of this signed quantity; None where the quote lacks the side it takes."""
    if quote is None:
        return None
    if marking is Marking.EXIT:
        return (quote.bid if qty >= 0 else quote.ask) or None
    return quote.mid if quote.bid and quote.ask else None


def equity(
    state: AccountState,
    instruments: Mapping[InstrumentId, Instrument],
    quotes: Mapping[InstrumentId, Quote],
    marking: Marking = Marking.MID,
) -> Decimal | None:
    """Add base-currency cash and every position at its mark; None if one cannot be marked.

    Cash in other currencies is left out: no rate to the base currency is known.
    """
    total = state.cash.get(state.account.base_currency, ZERO)
    for instrument_id, position in state.positions.items():
        if not position.qty:
            continue
        price = mark(quotes.get(instrument_id), position.qty, marking)
        if price is None:
            return None
        total += position.qty * price * instruments[instrument_id].multiplier
    return total


def free_funds(state: AccountState, side: Side, open_value: Decimal) -> Decimal:
    """Say what an order that opens or adds on this side may be worth at most.

    Open orders count at `open_value`. A margin account may carry `leverage` times its equity,
    long and short together, positions at cost; a cash account pays in full and sells only what
    it holds. Of Regulation T and portfolio accounts positions count at their last marks.
    """
    account = state.account
    cash = state.cash.get(account.base_currency, ZERO)
    kind = account.kind
    if kind is _MARGIN:
        return (cash + state.net_cost) * account.leverage - state.gross_cost - open_value
    if kind is _CASH:
        return ZERO if side is _SELL else cash - open_value
    tally = state.scope.tally
    worth_now = cash + tally.net_value
    if kind is _REG_T:
        free = worth_now / REG_T_INITIAL - tally.gross_value - open_value
        # below maintenance nothing more is lent, whatever the initial margin says
        return free if worth_now >= maintenance_margin(state) else min(free, ZERO)
    carried = round_down(ratio(worth_now, _WORST_MOVE), _CENT)
    return carried - tally.gross_value - open_value


def maintenance_margin(state: AccountState) -> Decimal:
    """Say how much equity its positions need, at the last marks, lest the broker sells them.

    FINRA rule 4210(c) for Regulation T accounts: 25 % of longs and 30 % of shorts. (Its dollars
    a share for shorts below 17 dollars are not reckoned.) What a portfolio account's positions
    need is their worst of PORTFOLIO_MOVES; of other kinds nothing is lent against marks.
    """
    tally = state.scope.tally
    kind = state.account.kind
    if kind is _REG_T:
        longs = (tally.gross_value + tally.net_value) * _HALF
        return longs * REG_T_LONG + (tally.gross_value - longs) * REG_T_SHORT
    return tally.gross_value * _WORST_MOVE if kind is _PORTFOLIO else ZERO


def worst_price(
    order: SubmitOrder, quote: Quote | None, collar: Decimal | None, is_buy: bool
) -> Decimal | None:
    """Value an order without a limit at the ask plus the collar, one with it at its limit.

    A sale may do better than its limit, so it is worth at least the bid.
    """
    limit = order.limit_price
    if is_buy and limit is not None:
        return limit
    if limit is not None:
        touch = ZERO if quote is None else quote.bid
        return touch if touch > limit else limit
    touch = ZERO if quote is None else quote.ask or quote.bid
    stop = order.stop_price
    if stop is not None and stop > touch:
        touch = stop
    if not touch:
        return None
    return touch if collar is None else touch + touch * collar


def worth(qty: Decimal, price: Decimal, multiplier: Decimal) -> Decimal:
    """Say what so many units come to, in the instrument's currency."""
    value = qty * price
    return value if multiplier == ONE else value * multiplier

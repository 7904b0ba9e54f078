"""The gate: every order passes every check here, whoever sent it."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from holdfast.core.ledger import AccountState, Ledger, Order, Position
from holdfast.core.policy import Case, Policies
from holdfast.core.wellformed import malformed
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.refusals import Reason, Refusal
from holdfast.messages.stamp import Stamp
from holdfast.model.instrument import Instrument
from holdfast.model.numbers import ONE, ZERO
from holdfast.model.order import Side
from holdfast.model.quote import Quote

_BUY = Side.BUY
_EMPTY = Position()


class Verdict(msgspec.Struct, frozen=True, gc=False):
    """What the gate says: no refusals means go, reserving at `reserve_price`."""

    refusals: tuple[Refusal, ...]
    reserve_price: Decimal
    arrival_price: Decimal | None


def judge(
    ledger: Ledger,
    order: SubmitOrder,
    stamp: Stamp,
    policies: Policies,
    replaces: Order | None = None,
    freed: Decimal = ZERO,
) -> Verdict:
    """Run every check and report every breach; an order that makes no sense gets no further.

    A replacement is judged without what its old self reserves: the worse of the two counts.
    `freed` is what exits reserve that are cancelled with this order, which closes in their place.
    """
    state = ledger.accounts.get(order.account)
    if state is None:
        return _no(Reason.UNKNOWN_ACCOUNT, "account", f"no account {order.account!r}")
    refusals = malformed(ledger, state, order, policies)
    if refusals:
        return Verdict(refusals, ZERO, None)
    case = _case(ledger, state, order, stamp, replaces, freed)
    breaches: tuple[Refusal, ...] = ()
    for check in policies.checks:
        breach = check(case)
        if breach is not None:
            breaches = (*breaches, breach)
    price = case.value_price
    # what can only bring a position nearer to flat reserves no money
    reserve_price = ZERO if case.reduces or price is None else price
    return Verdict(breaches, reserve_price, case.reference)


def _no(code: Reason, field: str, detail: str) -> Verdict:
    return Verdict((Refusal(code, detail, field),), ZERO, None)


def _case(
    ledger: Ledger,
    state: AccountState,
    order: SubmitOrder,
    stamp: Stamp,
    replaces: Order | None,
    freed: Decimal,
) -> Case:
    name = order.instrument
    instrument = ledger.instruments[name]
    position = state.positions.get(name, _EMPTY)
    quote = stamp.quotes.get(name)
    is_buy = order.side is _BUY
    qty = order.qty
    buys, sells, open_value = position.buy_open, position.sell_open, state.open_value
    if order.parent_id or replaces is not None:
        qty, given, value_given = _given(ledger, order, replaces, instrument)
        open_value -= value_given
        if is_buy:
            buys -= given
        else:
            sells -= given
    price = _worst_price(order, quote, state.limits.price_collar, is_buy)
    value = None
    if price is not None:
        value = qty * price
        if instrument.multiplier != ONE:
            value *= instrument.multiplier
    others, held = (buys, -position.qty) if is_buy else (sells, position.qty)
    reduces = bool(order.exit_of) or qty + (others - freed if freed else others) <= held
    return Case(
        ledger,
        order,
        stamp,
        state,
        instrument,
        ledger.listings[order.venue or state.account.venue][name],
        state.limits,
        position,
        quote,
        quote.mid if quote is not None and quote.bid and quote.ask else None,
        qty,
        price,
        value,
        buys,
        sells,
        open_value,
        reduces,
    )


def _given(
    ledger: Ledger, order: SubmitOrder, replaces: Order | None, instrument: Instrument
) -> tuple[Decimal, Decimal, Decimal]:
    """Say what may trade of a child or replacement, and what its giver stops reserving for it.

    A parent gives up what its child takes over. An old self gives up all, but until the venue
    answers the worse of old and new counts; what it has filled is in the position already.
    """
    giver = ledger.orders[order.parent_id] if replaces is None else replaces
    given = giver.reserved_qty
    qty = order.qty
    if replaces is None:
        given = min(qty, given)
    else:
        qty = max(qty - replaces.cum_qty, given)
    return qty, given, given * giver.reserve_price * instrument.multiplier


def _worst_price(
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

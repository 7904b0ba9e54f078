"""Refuse, or clear the way for, an order that would trade with an own one of its trade group."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from holdfast.core.ledger import Order
from holdfast.core.levels import Levels
from holdfast.core.policy import PASSES, Case, Check, Finding, Prevention
from holdfast.core.resting import books_of
from holdfast.core.worked_by import AUCTION_TIMES, ON_CLOSE
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.combo import Combo, members
from holdfast.model.ids import InstrumentId, OrderId
from holdfast.model.numbers import ZERO, plain
from holdfast.model.order import OrderType, SelfTrade, Side, TimeInForce

_BUY = Side.BUY
_LIMIT = OrderType.LIMIT
_MARKET = OrderType.MARKET
_IOC = TimeInForce.IOC
_FOK = TimeInForce.FOK
_OPG = TimeInForce.OPG
_CLS = TimeInForce.CLS
_NONE = SelfTrade.NONE
_TAKER = SelfTrade.EXPIRE_TAKER
_MAKER = SelfTrade.EXPIRE_MAKER
_DECREMENT = SelfTrade.DECREMENT


def judge(case: Case) -> Finding:
    """Compare the order's price with the best own one on the other side, all accounts counted.

    What will not rest reaches no further than the quote's other side; what lies behind that is
    for the venue to keep apart. What waits for a trigger meets nobody yet, what waits for an
    auction only others for the same one, and a parent's slices are judged one by one. Legs of a
    combo have no price of their own, so they meet those of its mirror alone.
    """
    order = case.order
    if order.combo is not None:
        return _among_combos(case, order.combo)
    tif = order.time_in_force
    if tif is _CLS or tif is _OPG or order.type in ON_CLOSE:
        return PASSES if case.is_parent else _in_auction(case)
    resting = books_of(case.ledger, case.state).get(order.instrument)
    if resting is None:
        return PASSES
    is_buy = order.side is _BUY
    levels = resting.sells if is_buy else resting.buys
    prices = levels.prices
    if not prices or case.is_parent:
        return PASSES
    reach = order.limit_price
    if order.type is _MARKET or tif is _IOC or tif is _FOK:
        reach = _touched(case, is_buy)
    elif order.type is not _LIMIT:
        return PASSES
    if reach is not None and (prices[0] > reach if is_buy else prices[-1] < reach):
        return PASSES
    crossed = [each for each in _crossed(case, levels, reach) if _is_by_itself(each)]
    return _meeting(case, crossed) if crossed else PASSES


def _is_by_itself(order: Order) -> bool:
    return order.terms.combo is None and _auction_of(order.terms) is None


def _among_combos(case: Case, combo: Combo) -> Finding:
    """Compare a leg with the combos of just the other sides whose net price meets its own."""
    spread = case.ledger.spreads.spread_of(case.order.parent_id)
    if spread is None:
        return PASSES
    mirror = {(each.instrument, each.side.opposite, each.ratio) for each in spread.terms.legs}
    crossed = [each for each in _opposite(case) if _is_mirror(case, each, combo, mirror)]
    return _meeting(case, crossed) if crossed else PASSES


def _is_mirror(
    case: Case, order: Order, combo: Combo, mirror: set[tuple[InstrumentId, Side, int]]
) -> bool:
    other = order.terms.combo
    if other is None:
        return False
    found = map(case.ledger.orders.get, members(other.id))
    legs = {
        (each.terms.instrument, each.terms.side, each.terms.combo.ratio)
        for each in found
        if each is not None and each.terms.combo is not None
    }
    if legs != mirror:
        return False
    if combo.limit_price is None or other.limit_price is None:
        return True
    # what the one pays at most the other has to bring
    return combo.limit_price + other.limit_price >= ZERO


def _in_auction(case: Case) -> Finding:
    """Compare with what waits for the same auction, which has one price that no quote bounds.

    Orders without a price are in no book of those that rest, so all open ones are looked at:
    there are few orders for an auction, and one look at each of them.
    """
    auction = _auction_of(case.order)
    crossed = [each for each in _opposite(case) if _auction_of(each.terms) is auction]
    return _meeting(case, crossed) if crossed else PASSES


def _opposite(case: Case) -> Iterable[Order]:
    """Yield the open orders of the trade group whose price the order's meets, the oldest first."""
    ledger, asked, limit = case.ledger, case.order, case.order.limit_price
    group = case.account.trade_group
    for order_id in ledger.open_orders:
        order = ledger.orders[order_id]
        terms = order.terms
        if terms.instrument != asked.instrument or terms.side is asked.side:
            continue
        own = terms.account == asked.account
        if not own and (not group or ledger.accounts[terms.account].account.trade_group != group):
            continue
        is_met = asked.combo is not None or _meets(order, limit, is_buy=asked.side is _BUY)
        if order_id not in ledger.parents and is_met:
            yield order


def _meets(order: Order, limit: Decimal | None, *, is_buy: bool) -> bool:
    """Tell whether an order and one with this limit may trade, by the price that a change asks too.

    Without a limit they do at any price.
    """
    price = order.limit_price
    if limit is None or price is None:
        return True
    prices = [each for each in (price, order.pending_limit_price) if each is not None]
    return min(prices) <= limit if is_buy else max(prices) >= limit


def _auction_of(terms: SubmitOrder) -> TimeInForce | None:
    if terms.type in ON_CLOSE:
        return _CLS
    tif = terms.time_in_force
    return tif if tif in AUCTION_TIMES else None


def _touched(case: Case, is_buy: bool) -> Decimal | None:
    """Say how far an order reaches that takes what there is; without that side, its own limit."""
    limit, quote = case.order.limit_price, case.quote
    touch = None if quote is None else (quote.ask if is_buy else quote.bid) or None
    if limit is None or touch is None:
        return limit if touch is None else touch
    return min(limit, touch) if is_buy else max(limit, touch)


def _crossed(case: Case, levels: Levels, reach: Decimal | None) -> Iterable[Order]:
    ids = levels.up_to(reach) if case.order.side is _BUY else levels.down_to(reach)
    return map(case.ledger.orders.__getitem__, ids)


def _meeting(case: Case, crossed: Iterable[Order]) -> Finding:
    """Settle which mode holds: that of the order, else of the account.

    An order may say how it is kept apart, and not that it need not be: NONE is the account's
    alone to say. What only reduces is never refused for the account's mode: then what rests
    gives way. Exits never give way, and what rests gives way to them.
    """
    order = case.order
    own = case.account.self_trade
    asked = None if order.self_trade is _NONE else order.self_trade
    mode = asked or own
    if case.reduces and asked is None and mode is not _NONE:
        mode = _MAKER
    if mode is _NONE:
        return PASSES
    if order.exit_of:
        # two exits that meet are the venue's to keep apart: neither may be missing
        ordinary = [each for each in crossed if not each.terms.exit_of]
        return _expires_makers(case, ordinary) if ordinary else PASSES
    if mode is _MAKER:
        makers = list(crossed)
        if not any(each.terms.exit_of for each in makers):
            return _expires_makers(case, makers)
        return _refused(case, _TAKER, makers)
    met = list(_met(case, crossed))
    if any(each.terms.exit_of for each in met) or case.replaces is not None:
        mode = _TAKER
    if mode is _DECREMENT:
        return _decrements(case, met)
    return _refused(case, mode, met)


def _expires_makers(case: Case, makers: list[Order]) -> Finding:
    # all of them: which of two at one price comes first is the venue's secret
    met = tuple((each.id, min(_leaves(each), case.qty)) for each in makers)
    return Finding(trip=Prevention(_MAKER, met, case.qty))


def _decrements(case: Case, met: list[Order]) -> Finding:
    shared = _shared(case, met)
    left = case.order.qty - sum((qty for _, qty in shared), ZERO)
    if left > ZERO and left >= case.listing.qty_min and case.order.time_in_force is not _FOK:
        return Finding(trip=Prevention(_DECREMENT, shared, left))
    refusal = _refusal(case, met)
    return Finding(refusal=refusal, trip=Prevention(_DECREMENT, shared, ZERO))


def _refused(case: Case, mode: SelfTrade, met: list[Order]) -> Finding:
    prevention = Prevention(mode, _shared(case, met), ZERO)
    return Finding(refusal=_refusal(case, met), trip=prevention)


def _refusal(case: Case, met: list[Order]) -> Refusal:
    order, first = case.order, met[0]
    price = "" if first.limit_price is None else f" at {plain(first.limit_price)}"
    side = "buys" if first.is_buy else "sells"
    detail = f"it would trade with {first.id} of {first.terms.account}, which {side}{price}"
    field = "type" if order.limit_price is None else "limit_price"
    return Refusal(Reason.SELF_TRADE, detail, field)


def _met(case: Case, crossed: Iterable[Order]) -> Iterable[Order]:
    """Yield those that the order's quantity would reach, the best price first."""
    left = case.qty
    for each in crossed:
        if left <= ZERO:
            return
        left -= _leaves(each)
        yield each


def _shared(case: Case, met: Iterable[Order]) -> tuple[tuple[OrderId, Decimal], ...]:
    """Say how much of each would have traded."""
    left = case.qty
    shared: list[tuple[OrderId, Decimal]] = []
    for each in met:
        qty = min(left, _leaves(each))
        if qty > ZERO:
            shared.append((each.id, qty))
            left -= qty
    return tuple(shared)


def _leaves(order: Order) -> Decimal:
    """Say what may still trade of a resting order, by the larger side of a change in flight."""
    qty, pending = order.qty, order.pending_qty
    return (qty if pending is None or pending < qty else pending) - order.cum_qty


self_trade = Check("self_trade", ("RC18",), judge)

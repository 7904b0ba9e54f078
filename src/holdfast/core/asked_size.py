"""Orders that name no quantity: worth so much money, or as much as brings a holding to a target."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from holdfast.core.holding import open_in
from holdfast.core.ledger import Ledger
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.refusals import Reason, Refusal
from holdfast.messages.stamp import Stamp
from holdfast.model.instrument import Listing
from holdfast.model.numbers import ZERO, is_multiple, out_of_range, plain, ratio, round_down
from holdfast.model.order import Side


def names_no_qty(order: SubmitOrder) -> bool:
    """Tell whether an order asks for money or a target in place of a quantity."""
    return order.quote_qty is not None or order.target_position is not None


def sized(ledger: Ledger, order: SubmitOrder, stamp: Stamp) -> SubmitOrder | Refusal:
    """Write the quantity into an order that names none; what it names stays in its terms.

    Money is turned into units at the limit, else at the stop, else at what the quote asks of the
    order's side, rounded down to the lot. A target is met from what is held and what open orders
    may still do, exits left out; its side follows from that, whatever the order says.
    """
    instrument = ledger.instruments.get(order.instrument)
    account = ledger.accounts.get(order.account)
    if instrument is None or account is None:
        # the gate says which of them is not known
        return order
    listing = ledger.listings.get(ledger.venue_of(order), {}).get(order.instrument)
    if listing is None:
        return order
    asks = [each for each in ("quote_qty", "target_position") if getattr(order, each) is not None]
    if len(asks) > 1:
        return _no("quote_qty", order.quote_qty, "does not go with target_position")
    value = getattr(order, asks[0])
    if order.qty != ZERO:
        return _no(asks[0], value, f"takes the place of qty, which must be 0, not {order.qty}")
    if out_of_range(value):
        return _no(asks[0], value, "must be a number below 1E12")
    if asks[0] == "target_position":
        return _to_target(ledger, order, listing, value)
    return _for_money(order, listing, stamp, value, instrument.multiplier)


def as_asked(terms: SubmitOrder, asked: SubmitOrder) -> SubmitOrder:
    """Give terms the size that they were asked with, so that a repeat can be told."""
    if not names_no_qty(asked):
        return terms
    side = terms.side if asked.target_position is None else asked.side
    return replace(terms, qty=asked.qty, side=side)


def _for_money(
    order: SubmitOrder, listing: Listing, stamp: Stamp, money: Decimal, multiplier: Decimal
) -> SubmitOrder | Refusal:
    if money <= ZERO:
        return _no("quote_qty", money, "must be above 0")
    quote = stamp.quotes.get(order.instrument)
    touch = ZERO if quote is None else quote.ask if order.side is Side.BUY else quote.bid
    price = order.limit_price or order.stop_price or touch
    if not price.is_finite() or price <= ZERO:
        rule = f"needs a limit price or a quote of {order.instrument}, and there is none"
        return _no("quote_qty", money, rule, Reason.NO_REFERENCE)
    qty = round_down(ratio(money, price * multiplier), listing.lot)
    if qty <= ZERO:
        rule = f"is worth less than one lot of {listing.lot} at {plain(price)}"
        return _no("quote_qty", money, rule, Reason.LOT)
    return replace(order, qty=qty)


def _to_target(
    ledger: Ledger, order: SubmitOrder, listing: Listing, target: Decimal
) -> SubmitOrder | Refusal:
    if not is_multiple(target, listing.lot):
        rule = f"must be a multiple of the lot {listing.lot}"
        return _no("target_position", target, rule, Reason.LOT)
    held = ledger.position(order.account, order.instrument).qty
    difference = round_down(abs(target - held - _to_come(ledger, order)), listing.lot)
    if not difference:
        rule = f"is what is held ({plain(held)}) with what open orders may still do"
        return _no("target_position", target, rule, Reason.NOTHING_TO_DO)
    is_buy = target > held + _to_come(ledger, order)
    return replace(order, qty=difference, side=Side.BUY if is_buy else Side.SELL)


def _to_come(ledger: Ledger, order: SubmitOrder) -> Decimal:
    """Add up what open orders of the holding may still trade, sales below zero; exits wait."""
    total = ZERO
    for each in open_in(ledger, order.account, order.instrument):
        if not each.terms.exit_of:
            total += each.reserved_qty if each.is_buy else -each.reserved_qty
    return total


def _no(field: str, value: object, rule: str, code: Reason = Reason.INVALID_ORDER) -> Refusal:
    return Refusal(code, f"{field} {value} {rule}", field)

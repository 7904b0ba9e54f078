"""What the venue takes and what it rejects, each no with a stable code."""

from __future__ import annotations

from decimal import Decimal
from typing import Protocol

from holdfast.exchange.floor import Floor
from holdfast.exchange.kinds import PRICES, Takes, not_offered
from holdfast.exchange.rejects import No, RejectCode
from holdfast.exchange.session import SessionState
from holdfast.exchange.trailing import loosens
from holdfast.exchange.working import IMMEDIATE, WorkingOrder
from holdfast.messages.commands import SubmitOrder
from holdfast.model.abilities import Abilities
from holdfast.model.numbers import Nanos
from holdfast.model.order import OrderType, Side, TimeInForce


class Crossing(Protocol):
    """What admission needs to ask of a market."""

    def opposite(self, is_buy: bool) -> Decimal | None:
        """Return the best price that a buy or a sale could trade at, of ours or of others."""
        ...


# bound once: an enum's member costs a look-up at each use
_GTD = TimeInForce.GTD
_MARKET = OrderType.MARKET


def judge_order(
    terms: SubmitOrder, floor: Floor, market: Crossing, abilities: Abilities, at: Nanos
) -> No | None:
    """Return the first reason not to take an order whose words go together, or None."""
    if terms.type not in abilities.types or terms.time_in_force not in abilities.times:
        return not_offered(terms, abilities)
    no = judge_qty(terms.qty, floor) or _judge_prices(terms, floor)
    if no is not None:
        return no
    if terms.time_in_force is _GTD and not _lies_ahead(terms.expire_at, at):
        return RejectCode.EXPIRED, f"expire_at {terms.expire_at} must be after {at}"
    if not floor.is_open:
        no = _judge_session(terms, floor)
        if no is not None:
            return no
    if terms.post_only or terms.post_only_slide:
        return _judge_post_only(terms, market, abilities)
    return None


def judge_qty(qty: Decimal, floor: Floor) -> No | None:
    """A quantity is positive, a multiple of the lot, and at least the listing's minimum."""
    if not qty > 0:
        return RejectCode.INVALID_QTY, f"qty {qty} must be more than 0"
    listing = floor.listing
    if qty % listing.lot:
        return RejectCode.LOT, f"qty {qty} must be a multiple of the lot {listing.lot}"
    if qty < listing.qty_min:
        return RejectCode.INVALID_QTY, f"qty {qty} must be at least {listing.qty_min}"
    return None


def judge_amended(
    order: WorkingOrder, limit: Decimal | None, stop: Decimal | None, market: Crossing
) -> No | None:
    """Return why an open order cannot have these prices, or None."""
    takes_limit, takes_stop = PRICES[order.terms.type]
    no = _judge_price("limit_price", limit, takes_limit, order.floor)
    no = no or _judge_price("stop_price", stop, takes_stop, order.floor)
    if no is not None:
        return no
    if stop is not None and stop != order.stop_price and loosens(order, stop):
        return RejectCode.INVALID_PRICE, f"stop_price {stop} would loosen the stop {order.level}"
    if limit is None or not order.terms.post_only or order.terms.post_only_slide:
        return None
    if limit != order.limit_price and _would_cross(market, order.is_buy, limit):
        return RejectCode.POST_ONLY_WOULD_CROSS, f"limit_price {limit} would trade at once"
    return None


def _judge_prices(terms: SubmitOrder, floor: Floor) -> No | None:
    limit, stop = terms.limit_price, terms.stop_price
    if limit is None and stop is None and terms.type is _MARKET:
        return None
    takes_limit, takes_stop = PRICES[terms.type]
    no = _judge_price("limit_price", limit, takes_limit, floor)
    return no or _judge_price("stop_price", stop, takes_stop, floor)


def _judge_price(field: str, price: Decimal | None, takes: Takes, floor: Floor) -> No | None:
    if price is None:
        needed = takes is Takes.NEEDED
        return (RejectCode.INVALID_PRICE, f"{field} is required") if needed else None
    if takes is Takes.NEVER:
        return RejectCode.INVALID_PRICE, f"{field} {price} does not belong to this order type"
    if not price > 0:
        return RejectCode.INVALID_PRICE, f"{field} {price} must be more than 0"
    if price % floor.tick:
        return RejectCode.TICK, f"{field} {price} must be a multiple of the tick {floor.tick}"
    return None


def _judge_session(terms: SubmitOrder, floor: Floor) -> No | None:
    if floor.state is SessionState.HALTED:
        return RejectCode.HALTED, f"{terms.instrument} is halted"
    if terms.time_in_force in IMMEDIATE:
        return RejectCode.AUCTION, f"{terms.time_in_force} cannot wait for the auction's end"
    return None


def _judge_post_only(terms: SubmitOrder, market: Crossing, abilities: Abilities) -> No | None:
    no = not_offered(terms, abilities)
    if no is not None:
        return no
    if terms.type is not OrderType.LIMIT or terms.time_in_force in IMMEDIATE:
        return RejectCode.UNSUPPORTED, "post-only is for limit orders that may rest"
    limit = terms.limit_price
    if terms.post_only_slide or limit is None:
        return None
    if _would_cross(market, terms.side is Side.BUY, limit):
        return RejectCode.POST_ONLY_WOULD_CROSS, f"limit_price {limit} would trade at once"
    return None


def _would_cross(market: Crossing, is_buy: bool, price: Decimal) -> bool:
    opposite = market.opposite(is_buy)
    if opposite is None:
        return False
    return price >= opposite if is_buy else price <= opposite


def slid(market: Crossing, order: WorkingOrder, limit: Decimal) -> Decimal:
    """Return the limit price at which a post-only order rests: its own, or one tick off a cross.

    Below the lowest price there is nothing to slide to, so there the limit stays.
    """
    opposite, tick = market.opposite(order.is_buy), order.floor.tick
    if opposite is None or not _would_cross(market, order.is_buy, limit):
        return limit
    return max(opposite - tick, tick) if order.is_buy else opposite + tick


def _lies_ahead(expire_at: Nanos | None, at: Nanos) -> bool:
    return expire_at is not None and expire_at > at

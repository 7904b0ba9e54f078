"""Multi-leg orders that a venue works as one: whether it does, and what the legs then say."""

from __future__ import annotations

from decimal import Decimal
from math import gcd

from holdfast.core.emulating import lasting
from holdfast.core.holding import closable
from holdfast.core.protected import moved
from holdfast.core.working import LegSeen
from holdfast.messages.commands import SubmitOrder
from holdfast.model.combo import Combo
from holdfast.model.numbers import ZERO, floor
from holdfast.model.order import OrderRole, OrderStatus, OrderType, TimeInForce
from holdfast.model.spread import SpreadTerms

# how an order ends that has never been at its venue
NEVER_THERE = ("UNREACHABLE", "NEVER_ARRIVED")


def is_one_there(terms: SpreadTerms, legs: tuple[LegSeen, ...]) -> bool:
    """Tell whether all legs are at one venue that trades so many as one order.

    Its ratio is in the lowest terms, and its net price a price of one unit of each leg.
    """
    kind = OrderType.MARKET if _is_at_market(terms) else OrderType.LIMIT
    return (
        len({leg.listing.venue for leg in legs}) == 1
        and len({leg.multiplier for leg in legs}) == 1
        and gcd(*(leg.ratio for leg in terms.legs)) == 1
        and all(
            len(legs) <= leg.abilities.combos
            and kind in leg.abilities.types
            and time_there(terms, leg) in leg.abilities.times
            for leg in legs
        )
    )


def time_there(terms: SpreadTerms, leg: LegSeen) -> TimeInForce:
    """Return the time in force of what rests at the venue: the nearest that it has."""
    wanted, times = terms.time_in_force, leg.abilities.times
    if wanted in times and wanted is not TimeInForce.GTD:
        return wanted
    return lasting(times)


def combined(
    terms: SpreadTerms, legs: tuple[LegSeen, ...], touches: list[Decimal], units: Decimal
) -> tuple[SubmitOrder, ...]:
    """Return the legs' orders for so many units.

    Their own limits are the `touches`, where their legs trade now, by which they are reserved and
    judged: what binds is the net price, and of the legs' prices the venue hears nothing.
    """
    limit = _net_limit(terms, legs, touches)
    placed = sorted(
        zip(legs, terms.legs, touches, strict=True), key=lambda each: each[0].listing.symbol
    )
    kind = OrderType.MARKET if limit is None else OrderType.LIMIT
    return tuple(
        SubmitOrder(
            account=terms.account,
            instrument=leg.order.terms.instrument,
            side=leg.order.terms.side,
            qty=units * asked.ratio,
            type=kind,
            limit_price=None if limit is None else touch,
            time_in_force=time_there(terms, leg),
            strategy=terms.strategy,
            principal=terms.principal,
            parent_id=leg.order.id,
            role=OrderRole.SLICE,
            correlation_id=terms.correlation_id,
            short_sale=leg.order.terms.short_sale,
            combo=Combo(
                "",
                index,
                len(legs),
                asked.ratio,
                units,
                limit,
                _opens(leg, units * asked.ratio),
            ),
        )
        for index, (leg, asked, touch) in enumerate(placed)
    )


def outcome(legs: tuple[LegSeen, ...]) -> tuple[OrderStatus, str] | None:
    """Say how the combo that was sent last has ended: worst first, with its reason.

    None where none was at the venue, so that another may be tried.
    """
    last = [leg.last for leg in legs if leg.last is not None]
    names = {each.terms.combo.id if each.terms.combo else "" for each in last}
    if len(last) != len(legs) or len(names) != 1 or "" in names:
        return None
    for status in (OrderStatus.REJECTED, OrderStatus.CANCELED, OrderStatus.EXPIRED):
        for each in last:
            if each.status is status and not each.reason.startswith(NEVER_THERE):
                return status, each.reason
    return None


def _is_at_market(terms: SpreadTerms) -> bool:
    return terms.limit_price is None and terms.max_slippage_bps is None


def _net_limit(
    terms: SpreadTerms, legs: tuple[LegSeen, ...], touches: list[Decimal]
) -> Decimal | None:
    """Return the net price there: as asked, or what the legs may slip, on a tick on our side."""
    net = terms.limit_price
    if net is None and terms.max_slippage_bps is None:
        return None
    if net is None:
        net = ZERO
        for asked, touch in zip(terms.legs, touches, strict=True):
            worst = moved(touch, terms.max_slippage_bps or ZERO, asked.side)
            net += worst * asked.factor
    return floor(net, max(leg.listing.tick for leg in legs))


def _opens(leg: LegSeen, qty: Decimal) -> bool | None:
    """Tell whether it opens or closes a position, None where it may come to do both."""
    could = closable(leg.position, leg.order.is_buy)
    if not could:
        return True
    return False if could >= qty else None

"""Multi-leg orders: taken whole or not at all, ended together, and put right where they strand."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from msgspec.structs import replace

from holdfast.core.ledger import Ledger, Order
from holdfast.core.policy import Policies
from holdfast.core.refusing import id_conflict
from holdfast.core.rehearsal import light_copy, rehearse
from holdfast.core.spread_faults import faults_of
from holdfast.core.spreads import Spread, whole_units
from holdfast.core.submitting import place
from holdfast.core.winding_up import stop_legs
from holdfast.core.worked_by import LEGS
from holdfast.messages import events as e
from holdfast.messages import spreads as s
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.refusals import Refusal, codes_of
from holdfast.messages.stamp import Stamp
from holdfast.model.numbers import ZERO
from holdfast.model.order import OrderStatus, Side, TimeInForce
from holdfast.model.spread import SpreadLeg, SpreadStatus, SpreadTerms

_OVER = {
    OrderStatus.FILLED: SpreadStatus.FILLED,
    OrderStatus.CANCELED: SpreadStatus.CANCELED,
    OrderStatus.EXPIRED: SpreadStatus.EXPIRED,
}


def submit_spread(
    ledger: Ledger, command: s.SubmitSpread, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """Take every leg, if the gate lets all of them pass: found out on a copy first."""
    terms = command.terms
    known = ledger.spreads.client_ids.get(terms.account, {}).get(terms.client_order_id)
    if terms.client_order_id and known is not None:
        yield from _again(ledger, terms, known)
        return
    spread_id = f"{ledger.epoch}-S{ledger.spreads.made + 1}"
    refusals = faults_of(ledger, terms)
    if not refusals:
        refusals = tuple(_refused_legs(ledger, terms, stamp, policies))
    if refusals:
        yield s.SpreadRefused(spread_id, terms, refusals)
        return
    legs: list[str] = []
    for leg in terms.legs:
        for event in place(ledger, _leg_terms(terms, leg), stamp, policies, algo=LEGS):
            yield event
            if isinstance(event, e.OrderAccepted):
                legs.append(event.order_id)
    yield s.SpreadTaken(spread_id, terms, tuple(legs))


def settle(ledger: Ledger) -> Iterator[e.Event]:
    """End multi-leg orders that have nothing more to trade."""
    for spread_id in dict.fromkeys(ledger.spreads.of.values()):
        spread = ledger.spreads.all[spread_id]
        legs = [ledger.orders[leg] for leg in spread.legs]
        if any(leg.cancel_wanted or leg.status is OrderStatus.PENDING_CANCEL for leg in legs):
            # one that was cancelled by itself takes the others along
            yield from stop_legs(ledger, spread, OrderStatus.CANCELED, "a leg was canceled")
        over = [leg for leg in legs if not leg.is_open]
        if (
            over
            and len(over) < len(legs)
            and all(leg.status is not OrderStatus.FILLED for leg in over)
        ):
            yield from stop_legs(ledger, spread, OrderStatus.CANCELED, "a leg is over")
        if not any(leg.is_open for leg in legs):
            yield from _end(spread, legs)


def _end(spread: Spread, legs: list[Order]) -> Iterator[e.Event]:
    terms = spread.terms
    filled = tuple(leg.cum_qty for leg in legs)
    ratios = tuple(leg.ratio for leg in terms.legs)
    done = whole_units(filled, ratios)
    worst = next((leg for leg in legs if leg.status is not OrderStatus.FILLED), legs[0])
    status = _OVER.get(worst.status, SpreadStatus.CANCELED)
    yield s.SpreadEnded(spread.id, status, done, filled, worst.reason)


def unwind(
    ledger: Ledger, command: s.UnwindSpread, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """Close what stands alone, once; a person is told, whether the gate lets it or not."""
    spread = ledger.spreads.all.get(command.spread_id)
    if spread is None or not spread.alone:
        return
    sent: list[str] = []
    for leg, qty in zip(spread.terms.legs, spread.alone, strict=True):
        if qty <= ZERO:
            continue
        detail = f"{qty} {leg.instrument} stood alone"
        for event in place(ledger, _closing(spread.terms, leg, qty), stamp, policies):
            yield event
            if isinstance(event, e.OrderRefused):
                codes = codes_of(event.refusals)
                yield e.DiscrepancyFound(spread.id, f"{detail} and could not be closed", codes)
            elif isinstance(event, e.OrderSent | e.OrderAccepted):
                sent.append(event.order_id)
                yield e.DiscrepancyFound(spread.id, f"{detail} and is closed", event.order_id)
    yield s.SpreadUnwound(spread.id, tuple(sent))


def _refused_legs(
    ledger: Ledger, terms: SpreadTerms, stamp: Stamp, policies: Policies
) -> Iterator[Refusal]:
    copied = light_copy(ledger, terms.account, [leg.instrument for leg in terms.legs])
    for index, leg in enumerate(terms.legs):
        # a copy of the ledger knows each leg before the next is judged
        placed = place(copied, _leg_terms(terms, leg), stamp, policies, algo=LEGS)
        for event in rehearse(copied, placed):
            if isinstance(event, e.OrderRefused):
                for refusal in event.refusals:
                    field = f"legs[{index}].{refusal.field}".rstrip(".")
                    yield replace(refusal, field=field, block_id="")


def _again(ledger: Ledger, terms: SpreadTerms, known: str) -> Iterator[e.Event]:
    if ledger.spreads.all[known].terms == terms:
        return
    yield id_conflict(terms.client_order_id, known)


def _leg_terms(terms: SpreadTerms, leg: SpreadLeg) -> SubmitOrder:
    return SubmitOrder(
        account=terms.account,
        instrument=leg.instrument,
        side=leg.side,
        qty=terms.qty * leg.ratio,
        # the whole's own time is kept by the algo
        time_in_force=TimeInForce.GTC,
        strategy=terms.strategy,
        principal=terms.principal,
        max_slippage_bps=terms.max_slippage_bps,
        correlation_id=terms.correlation_id,
        short_sale=terms.short_sale and leg.side is Side.SELL,
    )


def _closing(terms: SpreadTerms, leg: SpreadLeg, qty: Decimal) -> SubmitOrder:
    opened = _leg_terms(terms, leg)
    return replace(
        opened,
        side=leg.side.opposite,
        qty=qty,
        time_in_force=TimeInForce.DAY,
        max_slippage_bps=None,
        short_sale=False,
    )

"""Which quotes an input needs as evidence in its stamp."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from holdfast.core.ledger import Ledger
from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages import reports as r
from holdfast.messages import spreads as s
from holdfast.messages import underway as u
from holdfast.model.ids import InstrumentId
from holdfast.model.numbers import ZERO
from holdfast.model.quote import Quote

Quotes = Mapping[InstrumentId, Quote]
_Answer = r.VenueReplaces | r.VenueRejectsReplace | r.VenueUnreachable | r.VenueStates
_Named = c.ReplaceOrder | c.ReachStop | u.AmendParent | _Answer
NO_QUOTES: dict[InstrumentId, Quote] = {}


def _sane(quotes: Quotes, instrument: InstrumentId) -> Quote | None:
    """Return the last quote, None where a feed told nonsense: no number, or less than nothing.

    Nothing of it may reach a check, since whatever is compared with NaN is not refused.
    """
    quote = quotes.get(instrument)
    if quote is None:
        return None
    bid, ask = quote.bid, quote.ask
    if not (bid.is_finite() and ask.is_finite()) or bid < ZERO or ask < ZERO:
        return None
    return quote


def _of_order(ledger: Ledger, command: c.SubmitOrder, quotes: Quotes) -> dict[str, Quote]:
    quote = _sane(quotes, command.instrument)
    return NO_QUOTES if quote is None else {command.instrument: quote}


def _of_list(ledger: Ledger, command: c.SubmitList, quotes: Quotes) -> dict[str, Quote]:
    wanted = dict.fromkeys(order.instrument for order in command.orders)
    return {name: quote for name in wanted if (quote := _sane(quotes, name)) is not None}


def _of_known(ledger: Ledger, command: _Named, quotes: Quotes) -> dict[str, Quote]:
    order = ledger.orders.get(command.order_id)
    if order is None:
        return NO_QUOTES
    quote = _sane(quotes, order.terms.instrument)
    return NO_QUOTES if quote is None else {order.terms.instrument: quote}


def _of_parent(ledger: Ledger, command: c.Wake | c.ReachBand, quotes: Quotes) -> dict[str, Quote]:
    """Find quotes of the parent's instrument and of whatever else its bands look at."""
    order = ledger.orders.get(command.order_id)
    state = ledger.parents.get(command.order_id)
    if order is None or state is None:
        return NO_QUOTES
    name = order.terms.instrument
    spread = ledger.spreads.spread_of(order.id)
    if spread is not None:
        names = [leg.instrument for leg in spread.terms.legs]
        return {each: quote for each in names if (quote := _sane(quotes, each)) is not None}
    if not state.bands:
        quote = _sane(quotes, name)
        return NO_QUOTES if quote is None else {name: quote}
    wanted = dict.fromkeys((name, *(band.instrument or name for band in state.bands)))
    return {each: quote for each in wanted if (quote := _sane(quotes, each)) is not None}


def _of_answer(ledger: Ledger, report: _Answer, quotes: Quotes) -> dict[str, Quote]:
    """Find the quote for a change that has waited for this answer, and may leave with it."""
    if report.order_id not in ledger.chains.waiting:
        return NO_QUOTES
    return _of_known(ledger, report, quotes)


def _of_plan(ledger: Ledger, command: c.SubmitPlan, quotes: Quotes) -> dict[str, Quote]:
    wanted = dict.fromkeys(decision.instrument for decision in command.plan.decisions)
    state = ledger.accounts.get(command.plan.account)
    if state is not None:
        # equity is marked with every position's quote
        wanted.update(dict.fromkeys(name for name, held in state.positions.items() if held.qty))
    return {name: quote for name in wanted if (quote := _sane(quotes, name)) is not None}


def _of_spread(ledger: Ledger, command: s.SpreadCommand, quotes: Quotes) -> dict[str, Quote]:
    if isinstance(command, s.SubmitSpread):
        terms = command.terms
    elif command.spread_id in ledger.spreads.all:
        terms = ledger.spreads.all[command.spread_id].terms
    else:
        return NO_QUOTES
    names = dict.fromkeys(leg.instrument for leg in terms.legs)
    return {each: quote for each in names if (quote := _sane(quotes, each)) is not None}


def _of_holdings(ledger: Ledger, command: k.MarkPositions, quotes: Quotes) -> dict[str, Quote]:
    wanted = dict.fromkeys(
        name
        for state in ledger.accounts.values()
        for name, held in state.positions.items()
        if held.qty
    )
    wanted.update(dict.fromkeys(name for book in ledger.unmapped.values() for name in book))
    return {name: quote for name in wanted if (quote := _sane(quotes, name)) is not None}


def _of_picture(ledger: Ledger, report: r.VenueSnapshot, quotes: Quotes) -> dict[str, Quote]:
    """Find quotes for what the desk has no price of: they value what is adopted or adjusted."""
    state = ledger.accounts.get(report.account)
    if state is None:
        return NO_QUOTES
    wanted = dict.fromkeys((*report.positions, *(each.instrument for each in report.orders)))
    positions = state.positions
    lacks = [
        name
        for name in wanted
        if (name not in positions or not positions[name].mark) and name not in ledger.marks
    ]
    # and for the changes that wait for what it tells
    waiting = [ledger.orders[each].terms.instrument for each in ledger.chains.waiting]
    return {
        name: quote for name in (*lacks, *waiting) if (quote := _sane(quotes, name)) is not None
    }


# each finder takes its own command type; inputs that are not here need no quote
EVIDENCE: dict[type, Callable[[Ledger, Any, Quotes], dict[str, Quote]]] = {
    c.SubmitOrder: _of_order,
    c.ReplaceOrder: _of_known,
    c.SubmitList: _of_list,
    u.AmendParent: _of_known,
    c.Wake: _of_parent,
    c.ReachBand: _of_parent,
    c.ReachStop: _of_known,
    c.SubmitPlan: _of_plan,
    s.SubmitSpread: _of_spread,
    s.UnwindSpread: _of_spread,
    k.MarkPositions: _of_holdings,
    r.VenueSnapshot: _of_picture,
    r.VenueReplaces: _of_answer,
    r.VenueRejectsReplace: _of_answer,
    r.VenueUnreachable: _of_answer,
    r.VenueStates: _of_answer,
}

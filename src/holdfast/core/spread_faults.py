"""What is wrong with a multi-leg order by its form, each fault named by its field."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.core.entitled import may_not_trade
from holdfast.core.ledger import Ledger
from holdfast.core.wellformed import not_known
from holdfast.messages.refusals import Reason, Refusal, fault
from holdfast.model.numbers import ZERO, out_of_range
from holdfast.model.order import TimeInForce
from holdfast.model.spread import SpreadTerms

LEGS_MIN, LEGS_MAX = 2, 8
RATIO_MAX = 1_000
PATIENCE_MAX_S = 3_600
_TIMES = (TimeInForce.DAY, TimeInForce.GTC, TimeInForce.GTD, TimeInForce.IOC)


def faults_of(ledger: Ledger, terms: SpreadTerms) -> tuple[Refusal, ...]:
    """List every fault; what is wrong with a leg as an order of its own the gate tells."""
    account = ledger.accounts.get(terms.account)
    if account is None:
        return (fault("account", terms.account, "is not known", Reason.UNKNOWN_ACCOUNT),)
    refusal = may_not_trade(ledger, terms.principal, terms.account)
    if refusal is not None:
        return (refusal,)
    return (*_faults_of_whole(terms), *_faults_of_legs(ledger, terms))


def _faults_of_whole(terms: SpreadTerms) -> Iterator[Refusal]:
    qty, limit = terms.qty, terms.limit_price
    if out_of_range(qty) or qty <= ZERO or qty != qty.to_integral_value():
        yield fault("qty", qty, "must be a whole number above 0 and below 1E12")
    if limit is not None and out_of_range(abs(limit)):
        yield fault("limit_price", limit, "must be a number between -1E12 and 1E12")
    if terms.time_in_force not in _TIMES:
        rule = f"must be one of {', '.join(_TIMES)}: legs trade one after another"
        yield fault("time_in_force", terms.time_in_force, rule, Reason.UNSUPPORTED)
    if (terms.time_in_force is TimeInForce.GTD) is (terms.expire_at is None):
        yield fault("expire_at", terms.expire_at, "is needed by GTD, and belongs to it alone")
    if not 0 <= terms.patience_s <= PATIENCE_MAX_S:
        yield fault("patience_s", terms.patience_s, f"must be 0 to {PATIENCE_MAX_S}")


def _faults_of_legs(ledger: Ledger, terms: SpreadTerms) -> Iterator[Refusal]:
    if not LEGS_MIN <= len(terms.legs) <= LEGS_MAX:
        yield fault("legs", len(terms.legs), f"must be {LEGS_MIN} to {LEGS_MAX}")
    seen: dict[str, None] = {}
    currencies: dict[str, None] = {}
    for index, leg in enumerate(terms.legs):
        path = f"legs[{index}]"
        instrument = ledger.instruments.get(leg.instrument)
        if instrument is None:
            rule, code = not_known(ledger), Reason.UNKNOWN_INSTRUMENT
            yield fault(f"{path}.instrument", leg.instrument, rule, code)
        else:
            currencies[instrument.currency] = None
        if leg.instrument in seen:
            yield fault(f"{path}.instrument", leg.instrument, "is a leg already")
        seen[leg.instrument] = None
        if not 1 <= leg.ratio <= RATIO_MAX:
            yield fault(f"{path}.ratio", leg.ratio, f"must be 1 to {RATIO_MAX}")
    if len(currencies) > 1:
        told = ", ".join(currencies)
        yield fault("legs", told, "must be in one currency, or no net price can be told")

"""Events of reconciliation as a story tells them, one line for each kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from holdfast.core.ledger import Ledger
from holdfast.messages import differences as d
from holdfast.model.numbers import plain

_Name = Callable[[str], str]


def _closed(it: d.DifferenceClosed, name: _Name, ledger: Ledger) -> str:
    found = ledger.reconciled.inbox.get(it.discrepancy_id)
    assert found is not None
    return f"{it.state.lower()} {found.kind} {name(found.subject)}"


def _adopted(it: d.OrderAdopted, name: _Name, ledger: Ledger) -> str:
    terms = it.terms
    price = f" at {plain(terms.limit_price)}" if terms.limit_price is not None else ""
    return f"adopted {it.order_id} {terms.side} {plain(terms.qty)}{price}"


# each teller takes its own event type; questions and what they compared go without saying
DIFFERENCES: dict[type, Callable[[Any, _Name, Ledger], str]] = {
    d.ReconcilePolicySet: lambda it, name, ledger: "",
    d.AccountQueried: lambda it, name, ledger: "",
    d.AccountCompared: lambda it, name, ledger: "",
    d.AccountUntold: lambda it, name, ledger: f"untold {it.account}",
    d.DifferenceFound: lambda it, name, ledger: f"differs {it.kind} {name(it.subject)}",
    d.DifferenceClosed: _closed,
    d.OrderAdopted: _adopted,
    d.StrayCancelSent: lambda it, name, ledger: (
        f"stray_cancel {name(it.order_id)} {it.venue_order_id}"
    ),
    d.PositionAdjusted: lambda it, name, ledger: (
        f"adjusted {it.account} {it.instrument} {plain(it.qty)} at {plain(it.price)}"
    ),
    d.CashAdjusted: lambda it, name, ledger: (
        f"adjusted {it.account} {it.currency} {plain(it.amount)}"
    ),
    d.SplitApplied: lambda it, name, ledger: (
        f"split {it.instrument} {it.numerator} for {it.denominator}"
    ),
}

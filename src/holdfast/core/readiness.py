"""Readiness: a desk that starts only reduces until its venues have answered and all tests pass.

Blockers are kept by name. Each that a self-test finds stays until a later one does not, or a
person answers for it; `reconciliation` ends with the last answer of a venue.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from holdfast.core.entitled import may_not_decide
from holdfast.core.ledger import Ledger
from holdfast.core.policy import Policies
from holdfast.messages import control as k
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages import rulings as g
from holdfast.messages.refusals import Reason, Refusal
from holdfast.messages.stamp import Stamp
from holdfast.model.ids import AccountId
from holdfast.model.principal import Role

DESK = "desk"
RECONCILIATION = "reconciliation"
DISCREPANCY = "discrepancy"
POSITION = "position "  # how the subject of a position's discrepancy begins
SELF_TEST = "self_test"
UNTESTED = "no self-test has passed since the start"
UNRECONCILED = "venues have not answered yet what became of all orders and positions"


def account_key(account: AccountId) -> str:
    """Name an account among what is awaited, apart from every order id."""
    return f"account {account}"


def unanswered(ledger: Ledger) -> tuple[str, ...]:
    """List the orders and accounts that no venue has told of since the start.

    An order that is over by now needs no answer.
    """
    return tuple(
        name for name in ledger.awaited if name not in ledger.orders or name in ledger.open_orders
    )


def blockers(ledger: Ledger) -> dict[str, str]:
    """Return what keeps the desk from being armed: its faults, less those answered for."""
    return {name: why for name, why in ledger.faults.items() if name not in ledger.overridden}


def own_faults(ledger: Ledger) -> dict[str, str]:
    """Return what the ledger itself knows to be in the way: answers that lack, or do not fit."""
    faults: dict[str, str] = {}
    if unanswered(ledger):
        faults[RECONCILIATION] = UNRECONCILED
    for subject, difference in ledger.unexplained.items():
        # one is told; all are in the list of discrepancies
        faults[DISCREPANCY] = f"{subject}: {difference}"
        break
    return faults


def self_test(
    ledger: Ledger, command: k.SelfTest, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Take what the surroundings look like, and arm the desk if nothing is in its way."""
    return _tested(ledger, dict(command.faults))


def _tested(ledger: Ledger, found: dict[str, str]) -> Iterator[e.Event]:
    faults = {**found, **own_faults(ledger)}
    # a fault whose words alone have changed, an age for one, is no news
    if faults.keys() != ledger.faults.keys():
        yield g.SelfTested(faults)
    if not ledger.is_armed and not blockers(ledger):
        yield g.DeskArmed(DESK, "reconciled, and every self-test passes")


def told(ledger: Ledger, name: str) -> Iterator[e.Event]:
    """Strike an order or account from what is awaited; the last one may arm the desk."""
    if ledger.is_armed or name not in ledger.awaited:
        return
    if name in ledger.orders:
        yield g.OrderTold(name)
    else:
        yield g.PositionsTold(name.removeprefix(account_key("")))
    yield from looked_at_again(ledger)


def looked_at_again(ledger: Ledger) -> Iterator[e.Event]:
    """Test what the ledger itself knows once more, beside what the last self-test found."""
    if not ledger.is_armed and SELF_TEST not in ledger.faults:
        own = (RECONCILIATION, DISCREPANCY)
        found = {name: why for name, why in ledger.faults.items() if name not in own}
        yield from _tested(ledger, found)


def held_all(
    ledger: Ledger, report: r.VenueHeldAll, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """The account's positions are told, so they need not be waited for."""
    return told(ledger, account_key(report.account))


def override(
    ledger: Ledger, command: k.OverrideBlocker, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Let a person answer for one blocker that is there now, with a reason."""
    refusal = _not_overridable(ledger, command)
    if refusal is not None:
        return (e.RequestRefused(command.blocker, (refusal,)),)
    return _overridden(ledger, command)


def _not_overridable(ledger: Ledger, command: k.OverrideBlocker) -> Refusal | None:
    if command.blocker not in blockers(ledger):
        known = ", ".join(blockers(ledger)) or "nothing does"
        detail = f"blocker {command.blocker} does not keep the desk from being armed ({known})"
        return Refusal(Reason.NOT_OVERRIDABLE, detail, "blocker")
    if not command.why.strip():
        return Refusal(Reason.INVALID_ORDER, "why must say a reason", "why")
    return may_not_decide(ledger, command.principal, Role.RISK, Role.TRADER)


def _overridden(ledger: Ledger, command: k.OverrideBlocker) -> Iterator[e.Event]:
    yield g.BlockerOverridden(command.blocker, command.principal, command.why)
    if not ledger.is_armed and not blockers(ledger):
        yield g.DeskArmed(command.principal, command.why)

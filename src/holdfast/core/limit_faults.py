"""What is wrong with a sheet of limits, by its path: a number, a name, a pair, a currency."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from holdfast.core.ledger import NEVER, Ledger
from holdfast.core.stopping import misnamed
from holdfast.messages.commands import SetLimits
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.limits import SPECS, Limits, has_money
from holdfast.model.numbers import ONE, Nanos, out_of_range
from holdfast.model.scope import Scope
from holdfast.model.times import rfc3339

NAMES_MAX = 10_000
COUNT_MAX = 10**12

# fractions of which more than this says nothing
_MOST = {"price_collar": ONE, "velocity_max": ONE, "drawdown_max": ONE, "spread_max": Decimal(2)}
# what a limit cannot be judged without, in the same sheet
_NEEDS = {
    "repeat_max": ("repeat_window_ns",),
    "velocity_max": ("velocity_window_ns", "velocity_pause_ns"),
    "order_fill_ratio_max": ("order_fill_min",),
}
# over no time at all nothing is ever too much
_ABOVE_ZERO = ("repeat_window_ns", "velocity_window_ns")


def sheet_fault(ledger: Ledger, command: SetLimits, at: Nanos) -> Refusal | None:
    """Return the first fault of what a command would set, None if there is none."""
    whose, limits = command.whose, command.limits
    unknown = misnamed(ledger, whose)
    if unknown is not None:
        return _in_words_of(command, unknown)
    for find in (_numbers, _pairs, _names):
        for fault in find(ledger, limits):
            return fault
    if whose.order_id:
        detail = f"scope.order_id {whose.order_id}: a single order is authorised, not limited"
        return Refusal(Reason.INVALID_LIMIT, detail, "scope.order_id")
    return _currency_fault(ledger, whose, limits) or _until_fault(command, at)


def _in_words_of(command: SetLimits, fault: Refusal) -> Refusal:
    """Name the field that the caller filled in: the account, where it gave no scope."""
    if command.scope is not None:
        return fault
    return Refusal(fault.code, f"no account {command.account!r}", "account")


def _numbers(ledger: Ledger, limits: Limits) -> Iterator[Refusal]:
    for name in SPECS:
        number = getattr(limits, name)
        rule = None if number is None else _rule_broken(name, number)
        if rule is not None:
            yield _fault(name, number, rule)


def _rule_broken(name: str, number: Decimal | int) -> str | None:
    if isinstance(number, Decimal):
        rule = out_of_range(number)
        if rule is not None:
            return rule
    elif number > (NEVER if name.endswith("_ns") else COUNT_MAX):
        return f"must be at most {NEVER if name.endswith('_ns') else COUNT_MAX}"
    if number < 0:
        return "must not be negative"
    if number == 0 and name in _ABOVE_ZERO:
        return "must be above 0"
    most = _MOST.get(name)
    return f"must be at most {most}" if most is not None and number > most else None


def _pairs(ledger: Ledger, limits: Limits) -> Iterator[Refusal]:
    for name, needed in _NEEDS.items():
        number = getattr(limits, name)
        for other in needed:
            if number is not None and getattr(limits, other) is None:
                yield _fault(name, number, f"needs limits.{other}")


def _names(ledger: Ledger, limits: Limits) -> Iterator[Refusal]:
    for field in ("restricted", "allowed"):
        names = getattr(limits, field) or ()
        if len(names) > NAMES_MAX:
            yield _fault(field, f"of {len(names)}", f"must have at most {NAMES_MAX} instruments")
        for place, name in enumerate(names):
            if name not in ledger.instruments:
                path = f"limits.{field}[{place}]"
                yield Refusal(Reason.UNKNOWN_INSTRUMENT, f"{path} {name} is not known", path)


def _currency_fault(ledger: Ledger, whose: Scope, limits: Limits) -> Refusal | None:
    """Hold amounts of money to one currency: that of every account in scope."""
    known = dict.fromkeys(
        state.account.base_currency
        for name, state in ledger.accounts.items()
        if whose.account in ("", name)
    )
    path, code = "limits.currency", Reason.LIMIT_CURRENCY
    if limits.currency:
        wrong = [each for each in known if each != limits.currency]
        if wrong:
            detail = f"{path} {limits.currency} must be {wrong[0]}, as the accounts in scope have"
            return Refusal(code, detail, path)
    elif len(known) > 1 and has_money(limits):
        detail = f"{path} is not said, and the accounts in scope have {', '.join(known)}"
        return Refusal(code, detail, path)
    return None


def _until_fault(command: SetLimits, at: Nanos) -> Refusal | None:
    until = command.until
    if until is None:
        return None
    if command.permanent:
        detail = f"until {_told(until)} and permanent exclude each other"
    elif until <= at:
        detail = f"until {_told(until)} must be in the future"
    elif until >= NEVER:
        detail = f"until {until} must be below {NEVER}"
    else:
        return None
    return Refusal(Reason.INVALID_LIMIT, detail, "until")


def _told(at: Nanos) -> str:
    """Write a time as it is asked for, or as it is where no calendar has it."""
    return rfc3339(at) if 0 <= at < NEVER else str(at)


def _fault(name: str, number: object, rule: str) -> Refusal:
    path = f"limits.{name}"
    return Refusal(Reason.INVALID_LIMIT, f"{path} {number} {rule}", path)

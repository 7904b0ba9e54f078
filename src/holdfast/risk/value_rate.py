"""Refuse what brings a scope over the value that it may order in one minute."""

from __future__ import annotations

from holdfast.core.flow import VALUE_WINDOW_NS
from holdfast.core.policy import PASSES, Case, Check, Finding
from holdfast.core.recent import total_after
from holdfast.messages.refusals import Reason
from holdfast.model.numbers import ZERO, plain


def judge(case: Case) -> Finding:
    """Add the order to what left in the last minute, whatever became of it; slices for parents.

    A change counts what it adds to the value of its order.
    """
    if case.limits.value_rate_max is None:
        return case.missing("value_rate_max")
    if case.is_parent:
        return PASSES
    value = case.value
    if value is None:
        return case.refused(Reason.NO_REFERENCE, "no price to value the order at", "instrument")
    old = case.replaces
    if old is not None:
        before = (old.qty - old.cum_qty) * old.reserve_price * case.instrument.multiplier
        value = max(value - before, ZERO)
    since = case.stamp.at - VALUE_WINDOW_NS
    finding = PASSES
    for scope in case.scopes:
        most = scope.limits.value_rate_max
        if most is None:
            continue
        values = scope.tally.values
        if not case.tells and values.times and values.amounts[-1] - values.total + value <= most:
            # all that is kept is within the limit, however old it is
            continue
        used = total_after(values, since)
        measured = used + value
        if measured > most:
            detail = f"{scope.key} has ordered {plain(used)} in the last minute"
            return case.over(Reason.VALUE_RATE_MAX, detail, "qty", measured, most, used, scope)
        if case.tells and (finding.limit is None or most - used < finding.limit - finding.used):
            finding = Finding(measured, most, used)
    return finding


value_rate = Check("value_rate", ("EV-2",), judge, lets_reducing=True)

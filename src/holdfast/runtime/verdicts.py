"""What every check says of an order that is only tried: kept by the order that it was for."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from holdfast.core.permits import permit_for
from holdfast.core.policy import Case, Check, Finding, Policies
from holdfast.messages.refusals import Reason
from holdfast.model.ids import ClientOrderId
from holdfast.model.limits import SPECS
from holdfast.model.numbers import trimmed
from holdfast.model.trading import RuleMode

PASSES_UNJUDGED = "an order like this passes it unjudged"


class CheckVerdict(msgspec.Struct, frozen=True):
    """What one check says of one order, in the limit's own unit.

    A check that had nothing to measure has no numbers. `headroom` is the most that this order
    could have added. A check in SHADOW does not refuse, whatever it says; `soft` may be
    acknowledged by a trader, one by one. `scope` is whose limit it is, where that is known.
    """

    check: str
    passed: bool
    mode: RuleMode = RuleMode.ENFORCED
    code: Reason | None = None
    detail: str = ""
    measured: Decimal | None = None
    limit: Decimal | None = None
    headroom: Decimal | None = None
    scope: str = ""
    soft: bool = False


class Seen(msgspec.Struct):
    """One order as the gate last judged it."""

    case: Case
    verdicts: dict[str, CheckVerdict]


class Watched:
    """A desk's policies, with each check's verdict kept by the order that it was for.

    An order may be judged more than once as its size is cut; the last time counts.
    """

    def __init__(self, policies: Policies) -> None:
        self._seen: dict[ClientOrderId, Seen] = {}
        self._names = tuple(check.name for check in policies.checks)
        checks = tuple(self._watch(check) for check in policies.checks)
        self.policies = Policies(checks, policies.sizers, policies.algos)

    def seen(self, client_order_id: ClientOrderId) -> Seen | None:
        """Return how an order was judged, None if it never got so far."""
        return self._seen.get(client_order_id)

    def verdicts(self, client_order_id: ClientOrderId) -> tuple[CheckVerdict, ...]:
        """List every check, those that let such an order pass unjudged too."""
        seen = self._seen.get(client_order_id)
        if seen is None:
            return ()
        return tuple(
            seen.verdicts.get(name) or CheckVerdict(name, passed=True, detail=PASSES_UNJUDGED)
            for name in self._names
        )

    def _watch(self, check: Check) -> Check:
        def watched(case: Case) -> Finding:
            case.tells = True
            finding = check.judge(case)
            key = case.order.client_order_id
            seen = self._seen.get(key)
            if seen is None or seen.case is not case:
                seen = self._seen[key] = Seen(case, {})
            seen.verdicts[check.name] = _verdict(check, case, finding)
            return finding

        # a rule that nobody has set, or that has nothing to measure, is told of too
        return msgspec.structs.replace(
            check, judge=watched, where=(), lets_calm=False, lets_bare=False, lets_unnamed=False
        )


def _verdict(check: Check, case: Case, finding: Finding) -> CheckVerdict:
    refusal = finding.refusal
    permit = ""
    if refusal is not None:
        permit = permit_for(case.ledger, case.order, check, refusal.code, case.stamp.at)
    passed = refusal is None or bool(permit)
    detail = "" if refusal is None else refusal.detail
    return CheckVerdict(
        check=check.name,
        passed=passed,
        mode=_mode(check, case),
        code=None if refusal is None else refusal.code,
        detail=f"{detail}; permit {permit} lets it pass" if permit else detail,
        measured=plain(finding.measured),
        limit=plain(finding.limit),
        headroom=plain(finding.headroom),
        scope=finding.scope or ("" if refusal is None else refusal.scope) or _whose(check, case),
        soft=check.is_soft and not passed,
    )


def _mode(check: Check, case: Case) -> RuleMode:
    setting = case.ledger.rule_modes.get(check.name)
    if setting is None or (setting.until is not None and case.stamp.at >= setting.until):
        return RuleMode.ENFORCED
    return setting.mode


def _whose(check: Check, case: Case) -> str:
    """Name the scope that sets the strictest limit of the check's own name, if it has one."""
    name = next((each for each in (check.name, f"{check.name}_max") if each in SPECS), "")
    wanted = getattr(case.limits, name) if name else None
    if wanted is None:
        return ""
    return next((each.key for each in case.scopes if getattr(each.limits, name) == wanted), "")


def plain(number: Decimal | None) -> Decimal | None:
    """Drop the zeros that sums leave behind."""
    return None if number is None else trimmed(number)

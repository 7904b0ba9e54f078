"""Which checks every order passes, the controls they hold, and which only record."""

from __future__ import annotations

import msgspec

from holdfast.api.context import Context
from holdfast.api.operation import Nothing, Operation, Scope
from holdfast.model.times import rfc3339
from holdfast.model.trading import RuleMode


class RuleRow(msgspec.Struct, frozen=True):
    """One check; `rows` are the controls it holds. In SHADOW it only records, until a time."""

    check: str
    rows: tuple[str, ...]
    mode: RuleMode
    until: str
    is_soft: bool
    yields: bool
    stands: bool


class RuleRows(msgspec.Struct, frozen=True):
    """In the order in which they are run."""

    rules: tuple[RuleRow, ...]


async def _rules(context: Context, request: Nothing) -> RuleRows:
    modes = context.ledger.rule_modes
    told = []
    for check in context.live.desk.engine.policies.checks:
        setting = modes.get(check.name)
        until = None if setting is None else setting.until
        told.append(
            RuleRow(
                check.name,
                check.rows,
                RuleMode.ENFORCED if setting is None else setting.mode,
                "" if until is None else rfc3339(until),
                check.is_soft,
                check.yields,
                check.stands,
            )
        )
    return RuleRows(tuple(told))


rules = Operation(
    name="rules",
    method="GET",
    path="/v1/rules",
    request=Nothing,
    reply=RuleRows,
    scope=Scope.READ,
    handler=_rules,
    summary="List the checks of the gate with their modes.",
)

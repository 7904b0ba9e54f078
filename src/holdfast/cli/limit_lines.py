"""Limits for people: a sheet with its units, and what a proposal would change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from msgspec.structs import asdict

from holdfast.api.operations.proposals import ProposalRow
from holdfast.cli.printing import amount, moment
from holdfast.core.proposed import proposed
from holdfast.messages.commands import SetLimits
from holdfast.model.limits import SPECS, Limits
from holdfast.views.limits import LimitsRow

_NAME_WIDTH = 24
_VALUE_WIDTH = 12
_MONEY = "money"
_NS_A_SECOND = 1_000_000_000


def sheet_lines(row: LimitsRow) -> Iterator[str]:
    """Write a scope's limits, one a line; a raise for a time names what comes back."""
    ends = f", until {moment(row.until)}" if row.until else ""
    yield f"{row.key}  (version {row.version}{ends})\n"
    before = row.before
    for name, value in asdict(row.limits).items():
        was = before is not None and getattr(before, name) != value
        told = _told(name, value, row.limits) or (_value(name, value) if was else "")
        if told:
            back = f", then {_value(name, getattr(before, name))}" if was else ""
            yield f"  {name:<{_NAME_WIDTH}}{told}{back}\n"


def proposal_lines(each: ProposalRow, rows: Iterable[LimitsRow]) -> Iterator[str]:
    """Write what a second person is asked for, with every limit that would change."""
    asked_by = f"by {each.principal}: {each.why}; lapses {moment(each.expires_at)}"
    yield f"{each.proposal_id}  {proposed(each.command)}, {asked_by}\n"
    if isinstance(each.command, SetLimits):
        whose = each.command.whose
        now = next((row.limits for row in rows if row.scope == whose), Limits())
        asked = each.command.limits
        for name, value in asdict(asked).items():
            if value != getattr(now, name):
                yield f"  {name:<{_NAME_WIDTH}}{_value(name, getattr(now, name))} -> "
                yield f"{_value(name, value)}\n"


def _told(name: str, value: object, sheet: Limits) -> str:
    """Write a limit with its unit, nothing where it is not set."""
    if value is None or (name == "restricted" and not value) or value == "":
        return ""
    told = _value(name, value)
    unit = "" if name not in SPECS or name.endswith("_ns") else SPECS[name].unit
    if unit.startswith(_MONEY):
        unit = unit.replace(_MONEY, sheet.currency or "in the account's currency", 1)
    return f"{told:>{_VALUE_WIDTH}}  {unit}".rstrip() if name in SPECS else told


def _value(name: str, value: object) -> str:
    match value:
        case None | "":
            return "not set"
        case bool():
            return str(value).lower()
        case tuple():
            return ", ".join(map(str, value)) or "empty"
        case int() if name.endswith("_ns"):
            return f"{amount(Decimal(value) / _NS_A_SECOND)} s"
        case int() | Decimal():
            return amount(Decimal(value))
        case _:
            return str(value)

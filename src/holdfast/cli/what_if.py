"""What a what-if answers, for people: decisions, rules not passed, cost, and what follows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from rich.console import Console
from rich.text import Text

from holdfast.cli.printing import amount, price
from holdfast.cli.refusals import refusal_line, refusal_lines
from holdfast.cli.sheet import Cell, Sheet, left, right
from holdfast.model.trading import RuleMode
from holdfast.runtime.outlook import Outlook, PositionOutlook
from holdfast.runtime.preview import DecisionVerdict, Preview
from holdfast.runtime.verdicts import CheckVerdict

_PLACES = 6
_NS_A_SECOND = Decimal(1_000_000_000)
_IN_NANOSECONDS = frozenset({"stale_reference", "look_alike"})
# what is held is no limit that an order comes near to, and a sale of all of it is at ease
_NO_BOUND = frozenset({"short_sale"})


def show(seen: Preview, screen: Console) -> None:
    """Print all of it; what has nothing to say is left out."""
    screen.print(verdicts_table(seen.decisions))
    screen.print(refusal_lines(seen.decisions, screen.width), end="", markup=False)
    for refusal in seen.refusals:
        screen.print(f"the plan {refusal_line(refusal)}", markup=False)
    rules = tuple(_rules(seen))
    if rules:
        screen.print(_rules_table(rules))
    if seen.repeated:
        screen.print("this was submitted before: nothing would happen")
        return
    if seen.positions:
        screen.print(_positions_table(seen.positions))
    if seen.before is not None and seen.after is not None:
        screen.print(_account_table(seen.before, seen.after))
    cost = seen.cost
    if cost is not None and seen.positions:
        screen.print(
            f"expected cost {amount(cost.total, 2)}: fees {amount(cost.fees, 2)},"
            f" half spread {amount(cost.half_spread, 2)} ({amount(cost.bps, 1)} bps)"
        )


def verdicts_table(rows: Sequence[DecisionVerdict]) -> Sheet:
    """One row a decision: what it would become, and what each check would say."""
    return Sheet(
        "Decisions",
        (
            *left("#", "instrument", "side", "type"),
            *right("qty", "at worst", "value", "cost"),
            *left("gate", "tightest check"),
        ),
        [
            (
                str(row.index),
                row.instrument,
                row.side or "–",
                row.type.lower() if row.type else "–",
                amount(row.qty),
                price(row.price),
                amount(row.value, 2),
                amount(row.cost.total if row.cost is not None else None, 2),
                Text("passes" if row.passed else "refuses", "" if row.passed else "red"),
                _note(row),
            )
            for row in rows
        ],
        spare=("type", "at worst", "side", "cost"),
        note="tightest check",
    )


def _note(row: DecisionVerdict) -> str:
    if not row.passed:
        return ", ".join(dict.fromkeys(refusal.code for refusal in row.refusals))
    return "; ".join(filter(None, (_tightest(row.checks), row.note)))


def _tightest(checks: Sequence[CheckVerdict]) -> str:
    """Name the check that leaves the smallest share of its limit."""
    left_over = [
        ((each.limit - each.measured) / each.limit, each.check)
        for each in checks
        if each.passed
        and each.measured is not None
        and each.limit is not None
        and each.limit > 0
        and each.check not in _NO_BOUND
    ]
    return "" if not left_over else "{1}, {0:.0%} left".format(*min(left_over))


# --- the rules ------------------------------------------------------------------------


def _rules(seen: Preview) -> Iterator[tuple[str, CheckVerdict]]:
    """Yield every rule that did not pass, and whose; in shadow it refuses nothing."""
    for verdict in seen.basket:
        if not verdict.passed:
            yield "plan", verdict
    for decision in seen.decisions:
        for verdict in decision.checks:
            if not verdict.passed:
                yield str(decision.index), verdict


def _rules_table(rules: Sequence[tuple[str, CheckVerdict]]) -> Sheet:
    return Sheet(
        "Rules that did not pass",
        (
            *left("#", "check"),
            *right("measured", "limit", "headroom"),
            *left("limit of", "what it does"),
        ),
        [
            (
                whose,
                rule.check,
                _number(rule, rule.measured),
                _number(rule, rule.limit),
                _number(rule, rule.headroom),
                rule.scope or "–",
                _does(rule),
            )
            for whose, rule in rules
        ],
        spare=("headroom", "limit of"),
    )


def _number(rule: CheckVerdict, number: Decimal | None) -> str:
    if number is None:
        return "–"
    if rule.check in _IN_NANOSECONDS:
        return f"{amount(round(number / _NS_A_SECOND, _PLACES))} s"
    return amount(round(number, _PLACES))


def _does(rule: CheckVerdict) -> Cell:
    if rule.mode is RuleMode.SHADOW:
        return Text("records only", "yellow")
    return Text("asks a trader" if rule.soft else "refuses", "red")


# --- what follows ---------------------------------------------------------------------


def _positions_table(rows: Sequence[PositionOutlook]) -> Sheet:
    return Sheet(
        "Positions, once all that passes has traded",
        (*left("instrument"), *right("before", "after", "value after")),
        [
            (row.instrument, amount(row.before), amount(row.after), amount(row.value_after, 2))
            for row in rows
        ],
    )


def _account_table(before: Outlook, after: Outlook) -> Sheet:
    names = ("equity", "gross", "net", "open_value", "buying_power")
    return Sheet(
        "Account",
        (*left(""), *right("before", "after")),
        [
            (
                name.replace("_", " "),
                amount(getattr(before, name), 2),
                amount(getattr(after, name), 2),
            )
            for name in names
        ],
    )

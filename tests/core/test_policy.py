"""What is left out of an order's way to the gate could not have said anything."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import product

import pytest
from msgspec.structs import replace

from holdfast.core.gate import Verdict, judge
from holdfast.core.policy import Policies
from holdfast.main import policies
from holdfast.messages import commands as c
from holdfast.messages.stamp import Stamp
from holdfast.model.order import OrderType, Side
from holdfast.model.quote import Move, Quote
from holdfast.risk import CHECKS
from tests.support.desks import PlayedDesk
from tests.support.limits import WIDE
from tests.support.people import TRADER

QUOTE = Quote("AAPL", Decimal(99), Decimal(101), Decimal(10), Decimal(10), 0)
CALM, RAN = {}, {"AAPL": Move("AAPL", Decimal(50), Decimal(20), Decimal(300), Decimal(60))}
INSISTED = tuple(dict.fromkeys(name for check in CHECKS for name in check.insists))


def everything() -> Policies:
    """Return the policies in force, but that no check lets an order pass for what it lacks."""
    force = policies()
    checks = tuple(
        replace(each, lets_calm=False, lets_bare=False, lets_unnamed=False) for each in force.checks
    )
    return Policies(checks, force.sizers, force.algos)


def orders() -> Iterator[c.SubmitOrder]:
    prices = (None, Decimal(100), Decimal(150))
    for side, limit, stop, strategy in product(Side, prices, prices, ("", "s")):
        kind = OrderType.MARKET if limit is None else OrderType.LIMIT
        order = c.SubmitOrder("A", "AAPL", side, Decimal(5), kind, limit, principal=TRADER)
        yield replace(order, stop_loss=stop, strategy=strategy)


@pytest.mark.parametrize("missing", ["", *INSISTED])
def test_the_verdict_is_that_of_all_checks(missing: str) -> None:
    desk = PlayedDesk()
    desk.account()
    desk.instrument()
    limits = replace(WIDE, velocity_max=Decimal("0.5"), repeat_max=1)
    desk.take(c.SetLimits("A", replace(limits, **{missing: None} if missing else {})))
    ledger = desk.ledger
    force, whole = policies(), everything()
    refused = 0
    for order, moves in product(orders(), (CALM, RAN)):
        stamp = Stamp(ledger.seq + 1, QUOTE.at, {"AAPL": QUOTE}, moves)
        told: list[Verdict] = []
        for each in (force, whole, force):
            ledger.forget_bounds()
            told.append(replace(judge(ledger, order, stamp, each), is_clean=False))
        assert told[0] == told[1] == told[2], (order, moves)
        refused += bool(told[0].refusals)
    assert refused, "some of them are refused"

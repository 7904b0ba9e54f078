"""Arm a desk whose venue a test plays by hand: a person answers for what it does not tell."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from holdfast.core.ledger import Ledger
from holdfast.core.readiness import blockers
from holdfast.messages import commands as c
from holdfast.messages import control as k

TRADER = "trader"


def arm(ledger: Ledger, take: Callable[[c.Command], object]) -> None:
    """Pass the self-test and override what else is in the way; `take` is how the desk is told."""
    for command in arming(ledger):
        take(command)


def arming(ledger: Ledger) -> Iterator[c.Command]:
    """Yield the commands, one by one, for desks that must be awaited."""
    yield k.SelfTest()
    for name in tuple(blockers(ledger)):
        yield k.OverrideBlocker(name, TRADER, "test")

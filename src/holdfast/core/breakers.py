"""What the desk knows of a breaker that is not closed, and the facts that turn it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from holdfast.messages import breakers as n
from holdfast.model.circuit import Circuit, LinkName
from holdfast.model.numbers import Nanos

if TYPE_CHECKING:
    from holdfast.core.ledger import Ledger


class Breaker(msgspec.Struct, array_like=True, frozen=True):
    """Since when and why a link is not trusted, and when it is tried again."""

    state: Circuit
    why: str
    since: Nanos
    until: Nanos


Breakers = dict[LinkName, Breaker]


def opened(ledger: Ledger, event: n.BreakerOpened) -> None:
    known = ledger.breakers.get(event.link)
    since = ledger.at if known is None else known.since
    ledger.breakers[event.link] = Breaker(Circuit.OPEN, event.why, since, event.until)


def half_opened(ledger: Ledger, event: n.BreakerHalfOpened) -> None:
    known = ledger.breakers[event.link]
    ledger.breakers[event.link] = msgspec.structs.replace(known, state=Circuit.HALF_OPEN)


def closed(ledger: Ledger, event: n.BreakerClosed) -> None:
    ledger.breakers.pop(event.link, None)

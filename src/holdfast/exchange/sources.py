"""The prices that touch a trigger, by its source."""

from __future__ import annotations

from decimal import Decimal

from holdfast.exchange.rules import StopTrigger
from holdfast.model.instructions import TriggerSource


def prices_of(
    source: TriggerSource | None,
    rule: StopTrigger,
    bid: Decimal,
    ask: Decimal,
    last: Decimal | None,
    *,
    is_buy: bool,
) -> tuple[Decimal, ...]:
    """Return a source's prices as a buy or a sale sees them; of None, those of the venue's rule.

    A side that is not quoted is zero and has no price. Nobody names a mark here, so that is
    the last price.
    """
    quoted = ask if is_buy else bid
    if source is None:
        found = (quoted,) if quoted and rule is not StopTrigger.LAST else ()
        return found if last is None or rule is StopTrigger.QUOTE else (*found, last)
    if source is TriggerSource.BID_ASK:
        return (quoted,) if quoted else ()
    if source is TriggerSource.MID:
        return ((bid + ask) / 2,) if bid and ask else ()
    return () if last is None else (last,)

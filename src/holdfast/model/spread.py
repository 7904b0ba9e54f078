"""Multi-leg orders: several instruments traded together, in a ratio, at a net price."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

import msgspec

from holdfast.model.ids import AccountId, ClientOrderId, InstrumentId, PrincipalId, StrategyId
from holdfast.model.numbers import Nanos
from holdfast.model.order import Side, TimeInForce


class OnStranded(StrEnum):
    """What becomes of legs that have traded while others have not, once patience is over.

    COMPLETE trades the missing legs at the market; UNWIND closes what is too much and ends.
    """

    COMPLETE = "COMPLETE"
    UNWIND = "UNWIND"


class SpreadLeg(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One leg: its side where the whole is bought, and its units for one unit of the whole."""

    instrument: InstrumentId
    side: Side
    ratio: int = 1

    @property
    def factor(self) -> int:
        """Its ratio as it counts in a net price: what is sold brings money."""
        return self.ratio if self.side is Side.BUY else -self.ratio


class SpreadTerms(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What is asked of a multi-leg order.

    `qty` is in units of the whole; a leg trades `qty` x `ratio`. `limit_price` is the most that
    a unit may cost net, below zero the least that it must bring: bought legs count for, sold
    legs against it, each ratio x price where all legs have one multiplier, and times their
    multipliers where they differ. Without it the legs go at the market. `patience_s` (seconds)
    is how long legs that are missing are tried at the touch before `on_stranded` holds.
    """

    account: AccountId
    legs: tuple[SpreadLeg, ...]
    qty: Decimal
    limit_price: Decimal | None = None
    time_in_force: TimeInForce = TimeInForce.DAY
    expire_at: Nanos | None = None
    on_stranded: OnStranded = OnStranded.COMPLETE
    patience_s: int = 5
    max_slippage_bps: Decimal | None = None  # of each leg's arrival mid, where it goes at market
    client_order_id: ClientOrderId = ""
    strategy: StrategyId = ""
    principal: PrincipalId = ""
    short_sale: bool = False
    correlation_id: str = ""


class SpreadStatus(StrEnum):
    """Where a multi-leg order stands."""

    WORKING = "WORKING"
    FILLED = "FILLED"
    CANCELED = "CANCELED"
    EXPIRED = "EXPIRED"

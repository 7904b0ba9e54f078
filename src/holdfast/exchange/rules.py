"""What a venue's rules are: the settings of an exchange, as one value."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

import msgspec

from holdfast.exchange.fees import FeeSchedule
from holdfast.exchange.slippage import Slippage
from holdfast.model.ids import VenueId
from holdfast.model.instrument import InstrumentKind
from holdfast.model.order import SelfTrade


class StopTrigger(StrEnum):
    """What touches a stop price: the last trade, the opposite quote, or whichever comes first."""

    LAST = "LAST"
    QUOTE = "QUOTE"
    EITHER = "EITHER"


class BeyondDisplay(StrEnum):
    """What a taker gets after the displayed size, where only the best quote is known.

    CANCEL: the rest of a market order is cancelled, of a limit order rests. REST: the rest of
    a market order waits for the next shares. WALK: more trades at a price that the slippage
    model makes worse, within the limit price and up to `beyond_display_max`.
    """

    CANCEL = "CANCEL"
    REST = "REST"
    WALK = "WALK"


class BarPath(StrEnum):
    """In which order a bar visits its extremes; BY_DIRECTION goes to the nearer one first."""

    HIGH_FIRST = "HIGH_FIRST"
    LOW_FIRST = "LOW_FIRST"
    BY_DIRECTION = "BY_DIRECTION"  # rising bars visit the low first, falling bars the high


class BarExits(StrEnum):
    """Which of an entry's exits trades first where one bar crosses a stop and a target of it.

    PATH: whichever the bar's path meets first. A gap at the open is no question: what it reaches
    trades there. Whatever comes first, one bar never fills both for the same units.
    """

    PATH = "PATH"
    STOP_FIRST = "STOP_FIRST"
    TARGET_FIRST = "TARGET_FIRST"


# an unchanged best is published again after this long, so that who looks knows it still stands
QUOTE_REFRESH_NS = 1_000_000_000


class ExchangeConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The rules of one venue. Ids are `id_prefix`, a letter and a counter without gap."""

    venue: VenueId = "PAPER"
    id_prefix: str = "X"
    fees: FeeSchedule = FeeSchedule()
    fees_by_kind: dict[InstrumentKind, FeeSchedule] = {}
    self_trade: SelfTrade = SelfTrade.EXPIRE_TAKER
    stop_trigger: StopTrigger = StopTrigger.EITHER
    slippage: Slippage = Slippage()
    beyond_display: BeyondDisplay = BeyondDisplay.WALK
    beyond_display_max: Decimal = Decimal(10)  # times the displayed size, until it refreshes
    maker_fills_in_full: bool = False  # a crossed quote fills a resting order whatever its size
    bar_path: BarPath = BarPath.BY_DIRECTION
    bar_exits: BarExits = BarExits.PATH
    bar_participation_max: Decimal = Decimal("0.1")  # of a bar's volume, all our orders together
    bar_touch_fills: bool = False  # a bar that only touches a limit price fills it
    open_orders_max: int = 1_000_000
    closed_orders_max: int = 10_000  # remembered to tell a late cancel from an unknown order
    market_backlog_max: int = 100_000  # public quotes and trades that wait to be drained
    flow_orders_max: int = 1_000_000  # generated or recorded orders in one book

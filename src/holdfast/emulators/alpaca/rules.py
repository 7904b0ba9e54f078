"""What a look-alike is told before it starts, and what may be turned while it runs."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

import msgspec

from holdfast.exchange import StopTrigger

STOCKS = ("AAPL", "MSFT", "SPY", "TSLA", "NVDA", "F")
CRYPTO = ("BTC/USD", "ETH/USD")


class Hours(StrEnum):
    """When shares trade: around the clock, or as New York does."""

    ALWAYS = "always"
    REGULAR = "regular"


class EmulatorRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The account, the market and the strictness of a look-alike.

    With `replace_counts_fills` the order that a replacement makes counts what the replaced one
    has traded; without, it begins at zero and its quantity is what it may trade from there.
    """

    key: str = "PK-TEST"
    secret: str = "secret"  # noqa: S105  # of a look-alike
    cash: Decimal = Decimal(100_000)
    multiplier: Decimal = Decimal(2)  # 1 is a cash account, 4 a day trader's
    shorting: bool = True
    options_level: int = 3
    day_trades: int = 0  # of the last five days, as the account begins
    day_trade_protection: bool = True
    stocks: tuple[str, ...] = STOCKS
    crypto: tuple[str, ...] = CRYPTO
    options: tuple[str, ...] = ()  # OCC symbols; one that is quoted by hand is listed by that
    options_quoted: bool = False  # by the look-alike itself, from their shares
    hours: Hours = Hours.ALWAYS
    stop_trigger: StopTrigger = StopTrigger.LAST
    replace_counts_fills: bool = False
    wash_trade_check: bool = True
    requests_per_minute: int = 200
    data_connections_max: int = 1  # of each feed
    data_symbols_max: int = 30  # of quotes and trades of shares
    seed: int = 1
    host: str = "127.0.0.1"
    port: int = 0  # 0 takes any that is free


class Knobs(msgspec.Struct, forbid_unknown_fields=True):
    """Faults: counts are used up, one by each that it spoils; the rest are switches.

    Counts of replies concern POST, PATCH and DELETE of trading alone.
    """

    drop_replies: int = 0  # done, and the connection is closed without a reply
    gateway_timeouts: int = 0  # done, and answered 504
    refuse_504: int = 0  # not done, and answered 504
    server_errors: int = 0  # not done, and answered 500
    rate_limited: int = 0  # not done, and answered 429: of every request
    unauthorized: int = 0  # not done, and answered 401: of every request
    silent_stream: bool = False  # pings go on, nothing is told
    silent_data: bool = False  # the same of market data
    duplicate_events: bool = False  # every trade update twice
    reorder_events: bool = False  # pairs of trade updates swapped
    drop_events: int = 0  # the next trade updates are never told
    malformed_frames: int = 0  # the next frames of the trading stream are garbage
    cut_stream: bool = False  # close every stream once, then it is off again
    latency_ms: int = 0  # before every reply
    cancel_delay_ms: int = 0  # a cancel is answered at once and decided later
    replace_delay_ms: int = 0  # a replace is answered at once and decided later
    reject_replaces: int = 0  # the next are answered 200 and then told as order_replace_rejected
    reject_orders: int = 0  # the next are answered 200 and then told as rejected

    def use(self, name: str) -> bool:
        """Use one of a count up; tell whether there was one."""
        left: int = getattr(self, name)
        if left <= 0:
            return False
        setattr(self, name, left - 1)
        return True

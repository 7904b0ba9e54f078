"""What venues allow, by name: each with the rule that it documents, and the lower pace we keep.

They are starting points. A venue tells its limits in headers and by account, and those win.
"""

from __future__ import annotations

from enum import StrEnum

from holdfast.runtime.guard.rules import SECOND_NS, GuardRules
from holdfast.transport.rate_limit import Limit

MINUTE_NS = 60 * SECOND_NS
HOUR_NS = 60 * MINUTE_NS


class Preset(StrEnum):
    """Whose rules hold."""

    PAPER = "paper"
    ALPACA = "alpaca"
    BINANCE = "binance"
    CCXT = "ccxt"
    IBKR = "ibkr"
    OANDA = "oanda"
    POLYMARKET = "polymarket"
    QUESTRADE = "questrade"


PRESETS: dict[Preset, GuardRules] = {
    # a market in a box takes all it gets
    Preset.PAPER: GuardRules(),
    # 200 requests a minute for each account, told in X-RateLimit headers
    Preset.ALPACA: GuardRules(limits=(Limit(200, MINUTE_NS, 200, by_key=True),)),
    # REQUEST_WEIGHT 6,000 a minute by IP: an order query weighs 4, the account 20; ORDERS 50 in
    # 10 s by account in the documented samples, counted until they fill
    Preset.BINANCE: GuardRules(
        limits=(
            Limit(20, SECOND_NS, 50, by_key=True),
            Limit(6_000, MINUTE_NS, 6_000, {"query": 4, "positions": 20, "account": 20}),
        )
    ),
    # its own leaky bucket counts within one instance; each exchange has other figures
    Preset.CCXT: GuardRules(limits=(Limit(5, SECOND_NS, 10, by_key=True),)),
    # 50 messages a second from a client; beyond that it warns, then disconnects
    Preset.IBKR: GuardRules(limits=(Limit(45, SECOND_NS, 45),)),
    # 120 requests a second on a connection; streams beat each 5 s
    Preset.OANDA: GuardRules(limits=(Limit(100, SECOND_NS, 100),), beat_ns=5 * SECOND_NS),
    # 3,500 orders in 10 s by IP, and since 2026 buckets of tiers by signer that allow far less
    Preset.POLYMARKET: GuardRules(limits=(Limit(10, SECOND_NS, 20, by_key=True),)),
    # 30 account calls a second and 30,000 an hour
    Preset.QUESTRADE: GuardRules(
        limits=(Limit(30, SECOND_NS, 30, by_key=True), Limit(30_000, HOUR_NS, 30_000, by_key=True))
    ),
}

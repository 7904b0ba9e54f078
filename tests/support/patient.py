"""A fast paper market whose quotes do not grow old when the machine halts for a moment."""

from msgspec.structs import replace

from holdfast.config import AccountSettings, MarketSettings, Settings
from holdfast.config.first_limits import FIRST_LIMITS

HOUR_NS = 3_600 * 10**9


def patient(speed: int) -> Settings:
    """Let a market run so many times as fast as the clock, with an hour for a quote to age.

    At fifty times its speed the ten seconds of the first limits pass in a fifth of a second.
    """
    limits = replace(FIRST_LIMITS, reference_age_max_ns=HOUR_NS)
    return Settings(
        market=MarketSettings(speed=speed),
        accounts=(AccountSettings("paper", limits=limits),),
    )

"""Children that came to nothing: how often in a row, for what reasons, and when to try again.

Only what provably came to nothing is counted, and so may be sent again: what the gate refused,
what never left, what the venue rejected. A child whose fate is unknown is still out, and its
parent gives out nothing in its place.
"""

from __future__ import annotations

import msgspec

from holdfast.model.numbers import Nanos
from holdfast.model.times import SECOND_NS

WAIT_MAX_NS: Nanos = 60 * SECOND_NS
# so many in a row end their parent: of what may pass next time, and of what will not
TRANSIENT_MAX, FINAL_MAX = 100, 4
CODES_MAX = 32
_OTHERS = "OTHERS"

# what may pass when it is sent again as it is; every other code is final
TRANSIENT: frozenset[str] = frozenset(
    {
        # it never left, provably
        "UNREACHABLE",
        "NEVER_ARRIVED",
        # venues': the market is not ready, or asks for patience
        "HALTED",
        "AUCTION",
        "TOO_MANY_ORDERS",
        "POST_ONLY_WOULD_CROSS",
        "RATE_LIMIT",
        # the gate's: what passes with time, or with the market
        "NO_REFERENCE",
        "STALE_REFERENCE",
        "PRICE_COLLAR",
        "TAPE_COLLAR",
        "COLLAR_WINDOW",
        "PASSIVE_PRICE",
        "VELOCITY",
        "SPREAD_MAX",
        "BUYING_POWER",
        "OPEN_VALUE_MAX",
        "OPEN_ORDERS_MAX",
        "ORDER_RATE_MAX",
        "VALUE_RATE_MAX",
        "LOOK_ALIKE",
        "SELF_TRADE",
        "INSTRUMENT_HALTED",
        "MARKET_ORDER_PHASE",
        "SESSION_CLOSED",
        "VENUE_DOWN",
        "CIRCUIT_OPEN",
        "NOT_ARMED",
    }
)


class Failures(msgspec.Struct, array_like=True, gc=False):
    """What came to nothing of one parent's children; a fill begins the row anew."""

    in_row: int = 0
    until: Nanos = 0  # no child before this
    is_final: bool = False  # the last for a reason that stays
    refused: dict[str, int] = {}  # by the gate, how often for each code
    rejected: dict[str, int] = {}  # by the venue, or it never left

    def failed(self, at: Nanos, codes: tuple[str, ...], *, by_gate: bool) -> None:
        """Count one; the second in a row waits a second, and each after that twice as long."""
        self.in_row += 1
        self.is_final = not all(code in TRANSIENT for code in codes)
        self.until = at + wait_ns(self.in_row)
        counts = self.refused if by_gate else self.rejected
        for code in codes:
            name = code if code in counts or len(counts) < CODES_MAX else _OTHERS
            counts[name] = counts.get(name, 0) + 1

    def copied(self) -> Failures:
        """Return one that counts by itself from here on."""
        return msgspec.structs.replace(
            self, refused=dict(self.refused), rejected=dict(self.rejected)
        )

    @property
    def is_enough(self) -> bool:
        """Tell whether trying again has become pointless."""
        return self.in_row >= (FINAL_MAX if self.is_final else TRANSIENT_MAX)

    @property
    def told(self) -> str:
        """Say what came to nothing, and why."""
        parts = [f"refused by the gate: {_counted(self.refused)}"] if self.refused else []
        parts += [f"rejected: {_counted(self.rejected)}"] if self.rejected else []
        return "; ".join(parts)


def wait_ns(in_row: int) -> Nanos:
    """Return how long to wait after so many failures in a row: 0, 1, 2, 4 ... 60 seconds."""
    if in_row < 2:
        return 0
    return min(SECOND_NS << min(in_row - 2, 10), WAIT_MAX_NS)


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{code} x{count}" if count > 1 else code for code, count in counts.items())

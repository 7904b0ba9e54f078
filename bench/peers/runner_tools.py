"""What every peer's runner measures in the same way: rates, percentiles and resident memory."""

from __future__ import annotations

import gc
import os
from collections.abc import Sequence


def percentile_us(samples_ns: Sequence[int], percent: float) -> float:
    """Take the nearest-rank percentile; no interpolation, so it is a time that was seen."""
    ordered = sorted(samples_ns)
    rank = min(len(ordered) - 1, int(len(ordered) * percent / 100))
    return round(ordered[rank] / 1_000, 2)


def summary(orders: int, elapsed_ns: int, latencies_ns: Sequence[int]) -> dict[str, object]:
    return {
        "orders": orders,
        "seconds": round(elapsed_ns / 1e9, 6),
        "orders_per_second": round(orders * 1e9 / elapsed_ns, 1),
        "p50_us": percentile_us(latencies_ns, 50),
        "p99_us": percentile_us(latencies_ns, 99),
    }


def resident_bytes() -> int:
    """Read what is resident now, after a collection, so that garbage is not charged to orders."""
    gc.collect()
    with open("/proc/self/statm", encoding="ascii") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

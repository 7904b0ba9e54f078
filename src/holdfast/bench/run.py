"""Every benchmark as a ratio against its limit, both measured in one run."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from statistics import median

import msgspec

from holdfast.bench import (
    algos_load,
    alpaca,
    floor,
    gate,
    journal_rate,
    kill,
    lifecycle,
    quotes,
    recovery,
    soak,
    startup,
    strategy,
    triggers,
)
from holdfast.config import DeskSettings

# a third of what NautilusTrader 1.221 keeps of an order and its events, by `make bench-peers`
MEMORY_LIMIT_BYTES = {"market": 1_773, "limit": 2_086}
IN_FLIGHT = 64
# of encoding and hashing alone; a limit order rests and takes one more commit and one more quote
BARE_SHARE = {"market": 0.1, "limit": 0.08}
# of a bare append; of large groups the chain's hash of each entry takes most, and no disk the rest
JOURNAL_SHARE = {1: 0.75, IN_FLIGHT: 0.6, 1_000: 0.3}


# to be ready from a snapshot, and without one
RECOVERY_S = (5.0, 60.0)
SOAK_MB_MAX = 300.0
FORGET_MS_MAX = 10.0
ARMED_US_MAX = 20.0
# nothing, as exactly as a shared machine can tell
NOTHING = 1.1
LOOP_SHARE_MAX = 0.5


class Counts(msgspec.Struct, frozen=True):
    """How much is measured; the median is taken of `rounds`, or of so many fresh processes."""

    orders: int = 50_000
    rounds: int = 3
    commits: tuple[tuple[int, int], ...] = ((1, 2_000), (IN_FLIGHT, 1_000), (1_000, 200))
    quotes: int = 500_000
    gate_orders: int = 20_000
    kills: int = 10
    venue_orders: int = alpaca.ORDERS
    processes: int = 5
    orders_few: int = 10_000
    orders_many: int = 1_000_000
    recovered_events: int = 100_000
    recovered_events_full: int = 1_000_000
    # a short soak is of a desk that remembers less, so that it comes to its steady state too
    soaked: tuple[int, int, int] = (30_000, 500, 2_500)
    soaked_full: int = 1_000_000
    armed: tuple[int, int] = (triggers.ARMED, triggers.QUOTES)
    algos: tuple[int, int] = (algos_load.PARENTS, algos_load.SECONDS)


FULL = Counts()


class Row(msgspec.Struct, frozen=True):
    """One figure. `ratio` is value over limit; it must reach `target`, or stay within it."""

    name: str
    value: float
    unit: str
    limit: float
    limit_is: str
    ratio: float
    target: float
    at_least: bool
    ok: bool


def rows(counts: Counts = FULL, *, full: bool = False) -> Iterator[Row]:
    """Measure one row after the other; `full` adds the runs of a million orders."""
    entries = floor.sample_entries()
    bare = floor.encode_and_chain(entries, counts.orders)
    yield from _in_memory(counts, bare)
    memory = _median_rate(counts, counts.orders, "memory", IN_FLIGHT)
    for level in ("none", "os", "fsync"):
        rate = _median_rate(counts, counts.orders, level, IN_FLIGHT)
        name = f"lifecycles, {level}, {IN_FLIGHT} in flight"
        yield _least(name, rate, "orders/s", memory, "the same in memory", 0.6)
    for group, commits in counts.commits:
        limit = floor.write_and_sync(entries, group, commits)
        rate = journal_rate.measure(entries, group, commits)
        name = f"journal fsync, {group} a commit"
        yield _least(
            name, rate, "entries/s", limit, "bare write + fdatasync", JOURNAL_SHARE.get(group, 0.6)
        )
    limit = floor.store_quotes(counts.quotes)
    rate = quotes.measure(counts.quotes)
    yield _least("quotes, 100 working orders", rate, "quotes/s", limit, "a dict", 0.01)
    yield from _parents(counts)
    told = strategy.measure(counts.quotes)
    yield _least("quotes told to a strategy class", told, "quotes/s", rate, "told to nobody", 0.5)
    cost, checks = gate.measure(counts.gate_orders)
    yield _most(f"gate of {checks} checks, p50", cost, "us", 25.0, "the limit", 1.0)
    for way in kill.WAYS:
        last_ms = max(each.last_byte_ms for each in kill.measure(way, counts.kills))
        name = f"kill to last byte, {way}, max"
        yield _most(name, last_ms, "ms", 50.0, "the limit, under full load", 1.0)
    yield from _venues(counts.venue_orders)
    yield _most("import holdfast", startup.import_s(counts.processes), "s", 0.2, "the limit", 1.0)
    yield _most("holdfast --help", startup.help_s(counts.processes), "s", 0.35, "the limit", 1.0)
    yield from _recovery(counts.recovered_events)
    orders, closed, packed = counts.soaked
    yield from _soak(orders, DeskSettings(closed_orders_max=closed, packed_orders_max=packed))
    if full:
        yield from _recovery(counts.recovered_events_full)
        yield from _soak(counts.soaked_full, DeskSettings())
        small = _median_rate(counts, counts.orders_few, "memory", 1)
        large = lifecycle.measure("market", counts.orders_many).orders_per_second
        name = f"lifecycles at {counts.orders_many:,} orders"
        yield _least(name, large, "orders/s", small, f"at {counts.orders_few:,} orders", 0.8)


def _venues(orders: int) -> Iterator[Row]:
    """Judge what an adapter adds on the way out and on the way in."""
    found, limit = alpaca.run(orders), alpaca.LIMIT_US
    out, back = found["first_byte_us_p50"], found["frame_to_report_us_p50"]
    yield _most("Alpaca, request to first byte, p50", out, "us", limit, "the limit", 1.0)
    yield _most("Alpaca, frame to report, p50", back, "us", limit, "the limit", 1.0)


def _parents(counts: Counts) -> Iterator[Row]:
    """Judge what waits at a price, and what works, by what they take of the loop."""
    armed, quoted = counts.armed
    found = triggers.measure(armed, quoted)
    name, bare = f"quote beside {armed:,} triggers", found.other_without_us
    yield _most(name, found.other_with_us, "us", bare, "with none armed", NOTHING)
    name = f"quote on {armed:,} triggers, more"
    yield _most(name, found.added_us, "us", ARMED_US_MAX, "the limit", 1.0)
    load = algos_load.measure(*counts.algos)
    name = f"{load.parents:,} running algos"
    yield _most(name, load.cpu_share, "of a core", LOOP_SHARE_MAX, "half a core", 1.0)


def _recovery(events: int) -> Iterator[Row]:
    """Judge a start by what one of a million events may take, and claim no more than it had."""
    found = recovery.measure(events)
    for name, start, most in (
        ("a snapshot", found.with_snapshot, RECOVERY_S[0]),
        ("no snapshot", found.without, RECOVERY_S[1]),
    ):
        yield _most(f"start, {events:,} events, {name}", start.ready_s, "s", most, "the limit", 1.0)


def _soak(orders: int, settings: DeskSettings) -> Iterator[Row]:
    found = soak.measure_apart(orders, settings)
    name = f"soak of {orders:,} orders"
    yield _most(f"{name}, peak", found.peak_mb, "MB", SOAK_MB_MAX, "the ceiling", 1.0)
    settled = found.settled_mb
    yield _most(f"{name}, after a fifth", found.later_mb, "MB", settled, "until a fifth", 1.2)
    pause = found.forget_max_ms
    yield _most(f"{name}, forgetting", pause, "ms", FORGET_MS_MAX, "the limit", 1.0)


def _in_memory(counts: Counts, bare: float) -> Iterator[Row]:
    for work in lifecycle.WORKS:
        runs = [lifecycle.measure(work, counts.orders) for _ in range(counts.rounds)]
        rate = median(run.orders_per_second for run in runs)
        floor_us = 1e6 / bare
        p50 = median(run.p50_us for run in runs)
        p99 = median(run.p99_us for run in runs)
        size = min(run.bytes_per_order for run in runs)
        is_bare = "bare encode + sha256"
        yield _least(
            f"lifecycles, {work} orders", rate, "orders/s", bare, is_bare, BARE_SHARE[work]
        )
        yield _most(f"latency p50, {work} orders", p50, "us", floor_us, is_bare, 10.0)
        yield _most(f"latency p99, {work} orders", p99, "us", floor_us, is_bare, 30.0)
        name = f"memory, {work} orders"
        yield _most(name, size, "bytes/order", MEMORY_LIMIT_BYTES[work], "a third of a peer's", 1.0)


def _median_rate(counts: Counts, orders: int, durability: str, in_flight: int) -> float:
    return median(
        lifecycle.measure("market", orders, durability, in_flight).orders_per_second
        for _ in range(counts.rounds)
    )


def _least(name: str, value: float, unit: str, limit: float, limit_is: str, target: float) -> Row:
    ratio = value / limit
    return Row(name, value, unit, limit, limit_is, ratio, target, True, ratio >= target)


def _most(name: str, value: float, unit: str, limit: float, limit_is: str, target: float) -> Row:
    ratio = value / limit
    return Row(name, value, unit, limit, limit_is, ratio, target, False, ratio <= target)


def main(*, as_json: bool = False, full: bool = False, counts: Counts = FULL) -> int:
    """Run, print and return how many rows miss their target."""
    found: list[Row] = []
    if not as_json:
        print(f"{'what':36} {'value':>12} {'unit':12} {'ratio':>7} {'target':>8}  limit")
    for row in rows(counts, full=full):
        found.append(row)
        if not as_json:
            sign = ">=" if row.at_least else "<="
            verdict = "" if row.ok else "  MISSED"
            print(
                f"{row.name:36} {_short(row.value):>12} {row.unit:12} {row.ratio:7.3f} "
                f"{sign}{row.target:6.2f}  {_short(row.limit)} {row.limit_is}{verdict}",
                flush=True,
            )
    if as_json:
        print(json.dumps(msgspec.to_builtins(found), indent=1))
    return sum(not row.ok for row in found)


def _short(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"


if __name__ == "__main__":
    sys.exit(1 if main(as_json="--json" in sys.argv, full="--full" in sys.argv) else 0)

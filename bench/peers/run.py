"""Run NautilusTrader and vnpy on the same work as Holdfast, in turn, and print ratios of medians.

usage: python3 bench/peers/run.py [--rounds 5] [--orders 50000] [--only nautilus|vnpy] [--json]

Every measurement is a fresh process, one at a time. Round after round each peer runs and ours
follows on the same work, so that a slow minute of the machine falls on both.
Exit 0 when everything was measured, 2 when a side could not be;
with --strict, 1 for a missed target.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from comparisons import COMPARISONS, judge, table
from environments import HERE, ROOT, peer_python

TIMEOUT_S = 1_800
PEERS = ("nautilus", "vnpy")
OUR_PYTHON = ROOT / ".venv" / "bin" / "python"
# Nautilus' top package imports nothing; its backtest engine is the least that can place an order.
# Ours is asked for its Desk for the same reason: a lazy front must not look like a fast one.
IMPORTED = {
    "nautilus": "import nautilus_trader.backtest.engine",
    "ours": "import holdfast; getattr(holdfast, 'Desk', None)",
}
TIME_AN_IMPORT = """
from time import perf_counter
begun = perf_counter()
{statement}
print('{{"import_s": %.6f}}' % (perf_counter() - begun))
"""

Sample = dict[str, object]
Series = dict[tuple[str, str], list[Sample]]


def main() -> int:
    asked = arguments()
    pythons = {peer: peer_python(peer) for peer in PEERS if asked.only in (None, peer)}
    theirs: Series = defaultdict(list)
    ours: Series = defaultdict(list)
    failures: set[str] = set()
    warm_imports(pythons)
    for number in range(1, asked.rounds + 1):
        for peer, work in works(tuple(pythons)):
            progress(f"round {number} of {asked.rounds}: {peer} {work}")
            command = peer_command(pythons[peer], peer, work, asked.orders)
            measure(command, f"{peer} {work}", theirs[peer, work], failures)
            command = our_command(work, asked.orders)
            measure(command, f"ours {work}", ours[peer, work], failures)
    judged = [
        judge(row, theirs[row.peer, row.work], ours[row.peer, row.work])
        for row in COMPARISONS
        if row.peer in pythons
    ]
    show(asked, judged, sorted(failures))
    if failures:
        return 2
    return int(asked.strict and not all(row["ok"] for row in judged))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=positive, default=5, help="at least 5 for medians to keep")
    parser.add_argument("--orders", type=positive, default=50_000)
    parser.add_argument("--only", choices=PEERS)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    parser.add_argument("--strict", action="store_true", help="exit 1 when a target is missed")
    return parser.parse_args()


def positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not at least 1")
    return number


def works(peers: tuple[str, ...]) -> list[tuple[str, str]]:
    seen = dict.fromkeys((row.peer, row.work) for row in COMPARISONS)
    return [(peer, work) for peer, work in seen if peer in peers]


def peer_command(python: Path, peer: str, work: str, orders: int) -> list[str]:
    if work == "import":
        return [str(python), "-c", TIME_AN_IMPORT.format(statement=IMPORTED[peer])]
    runner = [str(python), str(HERE / f"{peer}_runner.py")]
    if work == "market-open":
        return [*runner, "--work", "market", "--feed", "open", "--orders", str(orders)]
    return [*runner, "--work", work, "--orders", str(orders)]


def our_command(work: str, orders: int) -> list[str]:
    if work == "import":
        return [str(OUR_PYTHON), "-c", TIME_AN_IMPORT.format(statement=IMPORTED["ours"])]
    if work == "quotes":
        return [str(OUR_PYTHON), "-m", "holdfast.bench.quotes", "--json"]
    kind = work.removesuffix("-open")
    lifecycle = [str(OUR_PYTHON), "-m", "holdfast.bench.lifecycle"]
    return [*lifecycle, "--work", kind, "--orders", str(orders), "--json"]


def warm_imports(pythons: dict[str, Path]) -> None:
    """Import once unmeasured: the first import writes bytecode, which a user pays only once."""
    commands = [
        peer_command(pythons[peer], peer, "import", 0) for peer in pythons if peer in IMPORTED
    ]
    for command in [*commands, our_command("import", 0)]:
        measure(command, "", [], set())


def measure(command: list[str], name: str, into: list[Sample], failures: set[str]) -> None:
    """Run one process for its last line of JSON; a failure is remembered once and costs a row."""
    try:
        done = subprocess.run(
            command, cwd=ROOT, env=clean_environment(), capture_output=True, text=True,
            timeout=TIMEOUT_S, check=False,
        )  # fmt: skip
        if done.returncode:
            raise ValueError(last_line(done.stderr) or f"exit code {done.returncode}")
        sample = json.loads(last_line(done.stdout))
        if not isinstance(sample, dict):
            raise ValueError("its output is not a JSON object")
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        failures.add(f"{name}: {error}")
    else:
        into.append(sample)


def clean_environment() -> dict[str, str]:
    """Keep the caller's Python settings out of both sides."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


def last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1] if lines else ""


def progress(text: str) -> None:
    print(f"bench-peers: {text}", file=sys.stderr, flush=True)


def show(asked: argparse.Namespace, judged: list[Sample], failures: list[str]) -> None:
    if asked.json:
        conditions = {"rounds": asked.rounds, "orders": asked.orders, "cores": os.cpu_count()}
        print(json.dumps({**conditions, "rows": judged, "failures": failures}))
        return
    print(f"medians of {asked.rounds} rounds, {asked.orders:,} orders each, {os.cpu_count()} cores")
    print(table(judged))
    for failure in failures:
        print(f"not measured: {failure}")


if __name__ == "__main__":
    sys.exit(main())

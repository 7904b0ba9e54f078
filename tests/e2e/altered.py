"""The real command line in a process where something of the world, or of us, is otherwise."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import httpx

from tests.cli.terminal import holdfast

_RUN = "\nimport sys\nfrom holdfast.cli.run import run\nsys.exit(run(sys.argv[1:]))\n"

# the wall clock stands where a file says, in seconds from the true time
CLOCK = """
import time
from pathlib import Path

true_ns = time.time_ns

def set_ns():
    try:
        return true_ns() + int(float(Path("wall-clock").read_text()) * 1_000_000_000)
    except (FileNotFoundError, ValueError):
        return true_ns()

time.time_ns = set_ns
"""

# a rule with a bug that shows at some quantities: the desk is not to outlive it
RULE = """
from holdfast.core.policy import PASSES, Check
from holdfast.risk import CHECKS
import holdfast.main

def judge(case):
    qty = case.order.qty
    if qty == 13:
        raise ZeroDivisionError("thirteen")
    if qty == 14:
        return judge(case)
    if qty == 15:
        raise MemoryError
    if qty == 16:
        raise KeyError("sixteen")
    return PASSES

bug = Check("bug", ("RC01",), judge)
holdfast.main.CHECKS = (*CHECKS, bug)
"""


def altered(prelude: str) -> tuple[str, ...]:
    """Return the command of a process that runs this first."""
    return (sys.executable, "-c", prelude + _RUN)


def build(version: str) -> tuple[str, ...]:
    """Return the command of another build."""
    return altered(f"import holdfast\nholdfast.__version__ = {version!r}\n")


def configure(folder: Path, **limits: int) -> None:
    """Write the settings as they are by themselves, with these limits otherwise."""
    shown = holdfast("config", "show", cwd=folder).out
    for name, value in limits.items():
        shown, found = re.subn(rf"\b{name} = \d+", f"{name} = {value}", shown)
        assert found, name
    (folder / "holdfast.toml").write_text(shown, encoding="utf-8")


def set_wall_clock(folder: Path, seconds: float) -> None:
    """Move the wall clock of the processes of `CLOCK` in this folder."""
    new = folder / "wall-clock.new"
    new.write_text(str(seconds), encoding="utf-8")
    new.rename(folder / "wall-clock")


def post(url: str, name: str, qty: int = 5, **more: object) -> tuple[int, Any]:
    """Ask for an order that rests far from the market; return status and answer."""
    order = {
        "account": "paper",
        "instrument": "AAPL",
        "side": "BUY",
        "qty": str(qty),
        "type": "LIMIT",
        "limit_price": "182",
        "client_order_id": name,
        **more,
    }
    answer = httpx.post(f"{url}/v1/orders", json=order, timeout=20, trust_env=False)
    return answer.status_code, answer.json()


def get(url: str, path: str) -> Any:
    """Read something; the answer must be JSON, whatever it says."""
    return httpx.get(f"{url}{path}", timeout=20, trust_env=False).json()


def orders(url: str, standing: str = "all") -> dict[str, Any]:
    """Return the orders by our ids."""
    where = "&standing=open" if standing == "open" else ""
    rows = get(url, f"/v1/orders?limit=1000{where}")["orders"]
    return {row["client_order_id"]: row for row in rows}

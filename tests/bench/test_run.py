"""Every figure stands beside its limit, and the number of missed targets is the answer."""

import json

import pytest

from holdfast.bench import run
from holdfast.bench.run import Counts
from holdfast.risk import CHECKS

FEW = Counts(
    orders=40,
    rounds=1,
    commits=((1, 2), (4, 2)),
    quotes=100,
    gate_orders=20,
    kills=1,
    processes=1,
    orders_few=10,
    orders_many=20,
    recovered_events=60,
    recovered_events_full=90,
    soaked=(20, 2, 4),
    soaked_full=30,
    armed=(20, 100),
    algos=(4, 1),
)


def test_every_row_says_value_limit_and_ratio(capsys) -> None:
    missed = run.main(as_json=True, full=True, counts=FEW)
    rows = json.loads(capsys.readouterr().out)
    assert missed == sum(not row["ok"] for row in rows)
    names = [row["name"] for row in rows]
    assert len(set(names)) == len(names)
    for expected in (
        "lifecycles, market orders",
        "lifecycles, limit orders",
        "latency p50, market orders",
        "latency p99, limit orders",
        "memory, market orders",
        "lifecycles, none, 64 in flight",
        "lifecycles, os, 64 in flight",
        "lifecycles, fsync, 64 in flight",
        "journal fsync, 1 a commit",
        "journal fsync, 4 a commit",
        "quotes, 100 working orders",
        f"gate of {len(CHECKS)} checks, p50",
        "kill to last byte, library, max",
        "kill to last byte, socket, max",
        "import holdfast",
        "holdfast --help",
        "lifecycles at 20 orders",
        "quote beside 20 triggers",
        "quote on 20 triggers, more",
        "4 running algos",
        "start, 60 events, a snapshot",
        "start, 90 events, no snapshot",
        "soak of 20 orders, peak",
        "soak of 30 orders, after a fifth",
        "soak of 20 orders, forgetting",
    ):
        assert expected in names
    for row in rows:
        assert row["ratio"] == pytest.approx(row["value"] / row["limit"])
        met = row["ratio"] >= row["target"] if row["at_least"] else row["ratio"] <= row["target"]
        assert row["ok"] is met


def test_people_get_a_line_a_row_and_see_what_was_missed(capsys, monkeypatch) -> None:
    told = (
        run._least("fast enough", 2_000.0, "orders/s", 1_000.0, "a limit", 1.5),
        run._least("too slow", 1_000.0, "orders/s", 1_000.0, "a limit", 1.5),
        run._most("small enough", 0.05, "s", 0.2, "the limit", 1.0),
    )
    monkeypatch.setattr(run, "rows", lambda counts, *, full: iter(told))
    assert run.main() == 1
    head, fast, slow, small = capsys.readouterr().out.splitlines()
    assert head.split()[:4] == ["what", "value", "unit", "ratio"]
    assert "2,000 orders/s" in fast
    assert "MISSED" not in fast + small
    assert slow.endswith("a limit  MISSED")
    assert "0.250" in small

"""What is written down as a run goes: samples that are bounded, and every no by its code."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.support.backtests import Scripted, run_on, seconds, told_of, write_quotes


def test_samples_are_thinned_to_every_second_one_when_they_are_too_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("holdfast.backtest.recorder.POINTS_MAX", 10)
    write_quotes(tmp_path, seconds(50))
    told = told_of(run_on(tmp_path, Scripted({}), sample_ns=1_000_000_000))
    assert len(told.curve) <= 12
    assert told.what.sample_s == 8
    inner = [int(point.at[17:19]) for point in told.curve[1:-1]]
    assert all(second % 8 == 0 for second in inner)


def test_nights_in_which_nothing_happens_are_no_samples(tmp_path: Path) -> None:
    write_quotes(tmp_path, [("14:30:00", "99", "101"), ("14:30:30", "99", "101"),
                            ("19:30:00", "99", "101"), ("19:30:30", "99", "101")])  # fmt: skip
    told = told_of(run_on(tmp_path, Scripted({})))
    times = [point.at[11:16] for point in told.curve]
    assert times == ["14:30", "14:31", "19:30"]


def test_refusals_and_rejections_are_counted_by_code(tmp_path: Path) -> None:
    write_quotes(tmp_path, seconds(30))
    script = {
        n: lambda ctx, n=n: ctx.buy("ABC", 20_000 + n) for n in (2, 4, 6)
    }  # fmt: skip
    script[8] = lambda ctx: ctx.buy("ABC", 1, limit_price="100.01", post_only=True)
    told = told_of(run_on(tmp_path, Scripted(script)))
    found = {(no.who, no.code): no for no in told.refused}
    assert found["desk", "ORDER_QTY_MAX"].times == 3
    assert found["desk", "ORDER_QTY_MAX"].example
    assert found["venue", "POST_ONLY_WOULD_CROSS"].times == 1


def test_extremes_are_those_while_something_was_held(tmp_path: Path) -> None:
    mids = ("100", "100", "99", "100", "101", "100", "98", "100")
    tenth = Decimal("0.1")
    steps = [
        (f"14:30:0{n}", str(Decimal(mid) - tenth), str(Decimal(mid) + tenth))
        for n, mid in enumerate(mids)
    ]
    write_quotes(tmp_path, steps)
    # bought after the dip to 99, sold before that to 98
    script = {4: lambda ctx: ctx.buy("ABC", 10), 6: lambda ctx: ctx.close("ABC")}
    (trip,) = told_of(run_on(tmp_path, Scripted(script))).trips
    assert (trip.mae, trip.mfe) == (-2, 9)

"""What is plotted of a report: equity, drawdown, prices with fills, and what orders cost."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from holdfast.backtest.report import Backtest, Booked
from holdfast.backtest.svg import Frame, Line, Mark, bounds, histogram, plot
from holdfast.model.numbers import ZERO, plain
from holdfast.model.order import Side
from holdfast.model.times import parse_rfc3339

INSTRUMENTS_DRAWN_MAX = 8
MARKS_MAX = 2_000
BINS = 24


def equity(told: Backtest) -> str:
    """The equity from sample to sample, with the opening cash as a dashed line."""
    heights = [float(point.equity) for point in told.curve]
    opening = float(told.result.opening)
    frame = Frame(
        (0, max(len(heights) - 1, 1)),
        bounds([*heights, opening]),
        _moments([point.at for point in told.curve]),
        _money(heights),
    )
    flat = Line([(0, opening), (len(heights) - 1, opening)], "flat")
    points = list(enumerate(heights))
    return plot(frame, [Line(points, "main", frame.y[0]), flat], title="equity over time")


def drawdowns(told: Backtest) -> str:
    """How far below its peak the equity was, in per cent."""
    peak = ZERO
    heights: list[float] = []
    for point in told.curve:
        peak = max(peak, point.equity)
        heights.append(float((point.equity - peak) * 100 / peak) if peak > ZERO else 0.0)
    low = min(heights, default=0.0)
    frame = Frame(
        (0, max(len(heights) - 1, 1)),
        (low * 1.08 or -1.0, 0.0),
        _moments([point.at for point in told.curve]),
        lambda height: f"{height:.3g} %" if height else "0 %",
        height=180,
    )
    points = list(enumerate(heights))
    return plot(frame, [Line(points, "fall", 0.0)], title="drawdown over time")


def prices(told: Backtest) -> Iterator[tuple[str, str]]:
    """Yield the mids of each instrument that was traded, with its fills, by name."""
    times = [point.at for point in told.curve]
    traded = dict.fromkeys(fill.instrument for fill in told.fills)
    for name in [each for each in told.prices if each in traded][:INSTRUMENTS_DRAWN_MAX]:
        found = [
            (float(place), float(mid))
            for place, mid in enumerate(told.prices[name])
            if mid is not None
        ]
        marks = [_mark(fill, times) for fill in told.fills if fill.instrument == name]
        marks = marks[:MARKS_MAX]
        heights = [y for _, y in found] + [mark.y for mark in marks]
        frame = Frame(
            (0, max(len(times) - 1, 1)), bounds(heights), _moments(times), _money(heights)
        )
        yield name, plot(frame, [Line(found, "main")], marks, title=f"{name} over time")


def costs(told: Backtest) -> str:
    """How many orders had which slippage; what lies further out than a hundredth is cut off."""
    found = sorted(float(row.slippage_bps) for row in told.cost if row.slippage_bps is not None)
    cut = len(found) // 100
    kept = found[cut : len(found) - cut]
    low, high = min(kept[0], 0.0), max(kept[-1], 0.0)
    if high - low < 0.02:
        low, high = low - 0.5, high + 0.5
    step = (high - low) / BINS
    # an edge at zero parts gains from costs
    below = round(-low / step)
    edges = [(place - below) * step for place in range(BINS + 2)]
    counts = [0] * (len(edges) - 1)
    for cost in kept:
        counts[min(max(bisect_right(edges, cost) - 1, 0), len(counts) - 1)] += 1
    frame = Frame(
        (edges[0], edges[-1]),
        (0.0, max(counts) * 1.08),
        lambda x: f"{x:.3g}" if abs(x) > step / 100 else "0",
        lambda y: f"{y:.0f}" if y == round(y) else "",
        height=200,
    )
    return histogram(frame, edges, counts, title="orders by slippage in basis points")


def _mark(fill: Booked, times: Sequence[str]) -> Mark:
    """Stand where its time lies between the samples before and after."""
    is_buy = fill.side is Side.BUY
    text = (
        f"{fill.at[:19].replace('T', ' ')}  {fill.side.lower()} {plain(fill.qty)} at "
        f"{plain(fill.price)}  {fill.liquidity.lower()}  {fill.order_id}"
    )
    return Mark(_place(fill.at, times), float(fill.price), fill.side.lower(), text, up=is_buy)


def _place(at: str, times: Sequence[str]) -> float:
    """Find a time among samples, as a fraction of the way; times of one form sort as text."""
    after = bisect_right(times, at)
    if not 0 < after < len(times):
        return float(max(after - 1, 0))
    moment, low, high = (parse_rfc3339(each) or 0 for each in (at, times[after - 1], times[after]))
    return after - 1 + (moment - low) / max(high - low, 1)


def _moments(times: Sequence[str]) -> Callable[[float], str]:
    """Write the time of a sample: its day too, where there are several."""
    several = len({at[:10] for at in times}) > 1
    long = several and len({at[:10] for at in times}) > 40

    def say(place: float) -> str:
        if not times:
            return ""
        at = times[min(max(round(place), 0), len(times) - 1)]
        if long:
            return at[:10]
        return f"{at[5:10]} {at[11:16]}" if several else at[11:16]

    return say


def _money(heights: Sequence[float]) -> Callable[[float], str]:
    span = max(heights, default=1.0) - min(heights, default=0.0)
    places = 0 if span >= 50 else 2 if span >= 0.5 else 5
    return lambda height: f"{Decimal(str(round(height, places))):,.{places}f}"

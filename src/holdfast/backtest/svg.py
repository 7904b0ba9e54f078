"""Plots as inline SVG: lines, areas, marks and bars over axes with round numbers.

Colours are classes, so that the page's style gives them in light and dark.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from html import escape

import msgspec

WIDTH, HEIGHT = 960, 260
LEFT, RIGHT, TOP, BOTTOM = 78, 14, 12, 28
TICKS = 5
# more points than pixels only make the page larger
POINTS_DRAWN_MAX = 1_200

Say = Callable[[float], str]


class Line(msgspec.Struct, frozen=True):
    """A line through points; `kind` is its class, `fill_to` draws the area to that height."""

    points: Sequence[tuple[float, float]]
    kind: str
    fill_to: float | None = None


class Mark(msgspec.Struct, frozen=True):
    """A triangle at a point, up or down, with a text that shows when it is pointed at."""

    x: float
    y: float
    kind: str
    text: str
    up: bool = True


class Frame(msgspec.Struct, frozen=True):
    """Which stretch of x and y a plot shows, and how its ticks are written."""

    x: tuple[float, float]
    y: tuple[float, float]
    say_x: Say
    say_y: Say
    height: int = HEIGHT

    def px(self, x: float) -> float:
        low, high = self.x
        return LEFT + (x - low) / ((high - low) or 1) * (WIDTH - LEFT - RIGHT)

    def py(self, y: float) -> float:
        low, high = self.y
        span = self.height - TOP - BOTTOM
        return TOP + span - (y - low) / ((high - low) or 1) * span


def plot(frame: Frame, lines: Sequence[Line], marks: Sequence[Mark] = (), title: str = "") -> str:
    """Draw lines, and marks over them."""
    body = [_area(frame, line) for line in lines if line.fill_to is not None]
    body += [_line(frame, line) for line in lines]
    body += [_mark(frame, mark) for mark in marks]
    return _svg(frame, [*_axes(frame, time_ticks(*frame.x)), *body], title)


def histogram(frame: Frame, edges: Sequence[float], counts: Sequence[int], title: str = "") -> str:
    """Draw a bar from each edge to the next."""
    body = []
    for low, high, count in zip(edges, edges[1:], counts, strict=False):
        x, to = frame.px(low), frame.px(high)
        y, ground = frame.py(count), frame.py(0)
        kind = "bar gain" if high <= 0 else "bar loss" if low >= 0 else "bar"
        said = f"{frame.say_x(low)} to {frame.say_x(high)}: {count}"
        body.append(
            f'<rect class="{kind}" x="{x + 1:.1f}" y="{y:.1f}" width="{max(to - x - 2, 1):.1f}" '
            f'height="{max(ground - y, 0):.1f}"><title>{escape(said)}</title></rect>'
        )
    return _svg(frame, [*_axes(frame, round_ticks(*frame.x)), *body], title)


def bounds(values: Sequence[float], margin: float = 0.06) -> tuple[float, float]:
    """Leave some room above and below; a flat line lies in the middle."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    room = (high - low) * margin or max(abs(high) * 0.001, 0.5)
    return low - room, high + room


def sparse(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Keep of each pixel's points the first, the lowest, the highest and the last."""
    if len(points) <= POINTS_DRAWN_MAX:
        return list(points)
    size = math.ceil(len(points) / (POINTS_DRAWN_MAX // 4))
    kept: list[tuple[float, float]] = []
    for begin in range(0, len(points), size):
        part = points[begin : begin + size]
        by_height = sorted(part, key=lambda each: each[1])
        kept += sorted({part[0], by_height[0], by_height[-1], part[-1]})
    return kept


def round_ticks(low: float, high: float) -> list[float]:
    """Choose about five round numbers in a stretch."""
    span = high - low
    if span <= 0:
        return [low]
    raw = span / TICKS
    power = 10.0 ** math.floor(math.log10(raw))
    step = next((m * power for m in (1, 2, 2.5, 5) if m * power >= raw), 10 * power)
    first = math.ceil(low / step)
    return [place * step for place in range(first, math.floor(high / step) + 1)]


def time_ticks(low: float, high: float) -> list[float]:
    """Choose about six moments, evenly apart; x may be a place in a list as well as a time."""
    return [low + (high - low) * part / 6 for part in range(7)]


def _svg(frame: Frame, body: Sequence[str], title: str) -> str:
    told = f"<title>{escape(title)}</title>" if title else ""
    return (
        f'<svg viewBox="0 0 {WIDTH} {frame.height}" role="img" '
        f'xmlns="http://www.w3.org/2000/svg">{told}{"".join(body)}</svg>'
    )


def _axes(frame: Frame, x_ticks: Sequence[float]) -> list[str]:
    drawn = []
    for tick in round_ticks(*frame.y):
        y = frame.py(tick)
        drawn.append(
            f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
            f'<text class="tick" x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">'
            f"{escape(frame.say_y(tick))}</text>"
        )
    ground = frame.height - BOTTOM
    for place, tick in enumerate(x_ticks):
        x = frame.px(tick)
        anchor = "start" if place == 0 else "end" if place == len(x_ticks) - 1 else "middle"
        drawn.append(
            f'<line class="grid faint" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{ground}"/>'
            f'<text class="tick" x="{x:.1f}" y="{ground + 18}" text-anchor="{anchor}">'
            f"{escape(frame.say_x(tick))}</text>"
        )
    drawn.append(
        f'<line class="axis" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{ground}" y2="{ground}"/>'
    )
    return drawn


def _path(frame: Frame, points: Sequence[tuple[float, float]]) -> str:
    return "L".join(f"{frame.px(x):.1f} {frame.py(y):.1f}" for x, y in sparse(points))


def _line(frame: Frame, line: Line) -> str:
    if not line.points:
        return ""
    return f'<path class="line {line.kind}" d="M{_path(frame, line.points)}"/>'


def _area(frame: Frame, line: Line) -> str:
    if not line.points or line.fill_to is None:
        return ""
    floor = frame.py(line.fill_to)
    first, last = frame.px(line.points[0][0]), frame.px(line.points[-1][0])
    path = f"M{first:.1f} {floor:.1f}L{_path(frame, line.points)}L{last:.1f} {floor:.1f}Z"
    return f'<path class="area {line.kind}" d="{path}"/>'


def _mark(frame: Frame, mark: Mark) -> str:
    x, y = frame.px(mark.x), frame.py(mark.y)
    tip, foot = (y + 3, y + 12) if mark.up else (y - 3, y - 12)
    points = f"{x:.1f},{tip:.1f} {x - 5:.1f},{foot:.1f} {x + 5:.1f},{foot:.1f}"
    return (
        f'<polygon class="mark {mark.kind}" points="{points}">'
        f"<title>{escape(mark.text)}</title></polygon>"
    )

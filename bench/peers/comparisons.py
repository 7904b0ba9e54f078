"""Say what is compared with what, which target each comparison has, and judge the medians."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

Samples = Sequence[Mapping[str, object]]


@dataclass(frozen=True)
class Comparison:
    """One row: a measure of ours against a peer's on the same work.

    ``limit`` bounds the ratio ours/peer, or our own value where ``absolute`` is set;
    from above if ``at_most``, else from below.
    """

    name: str
    peer: str
    work: str
    unit: str
    ours: str
    theirs: str
    limit: float
    at_most: bool = False
    absolute: bool = False

    def target(self) -> str:
        sign = "<=" if self.at_most else ">="
        return f"{sign} {self.limit:.3g} {self.unit if self.absolute else 'x'}"

    def meets(self, value: float) -> bool:
        return value <= self.limit if self.at_most else value >= self.limit


def _against_nautilus(work: str) -> tuple[Comparison, ...]:
    def row(what: str, unit: str, ours: str, theirs: str, limit: float) -> Comparison:
        return Comparison(
            f"{work}: {what}", "nautilus", work, unit, ours, theirs, limit, at_most=limit < 1
        )

    return (
        row("lifecycles", "/s", "orders_per_second", "orders_per_second", 12),
        # The peer's closing orders are its faster half: the stricter of its two medians.
        row("p50, peer's closing", "us", "p50_us", "closing_p50_us", 1 / 10),
        row("p99", "us", "p99_us", "p99_us", 1 / 8),
        row("memory per order", "B", "bytes_per_order", "bytes_per_order", 1 / 3),
    )


def _against_vnpy(name: str, work: str) -> Comparison:
    rate = "orders_per_second"
    return Comparison(name, "vnpy", work, "/s", rate, rate, 5)


COMPARISONS = (
    *_against_nautilus("market"),
    *_against_nautilus("limit"),
    Comparison(
        "quotes, 100 working", "nautilus", "quotes", "/s", "quotes_per_second",
        "quotes_per_second", 1,
    ),
    Comparison(
        "import", "nautilus", "import", "s", "import_s", "import_s", 0.2,
        at_most=True, absolute=True,
    ),
    _against_vnpy("market: lifecycles", "market"),
    _against_vnpy("limit: lifecycles", "limit"),
    _against_vnpy("market: lifecycles, open feed", "market-open"),
)  # fmt: skip


def judge(row: Comparison, theirs: Samples, ours: Samples) -> dict[str, object]:
    """Compare the medians; where a side is missing nothing is claimed and ``ok`` is None."""
    their_values = _values(theirs, row.theirs)
    our_values = _values(ours, row.ours)
    peer_value = median(their_values) if their_values else None
    our_value = median(our_values) if our_values else None
    ratio = our_value / peer_value if our_value is not None and peer_value else None
    judged = our_value if row.absolute else ratio
    return {
        "name": f"{row.peer} {row.name}",
        "unit": row.unit,
        "peer": peer_value,
        "value": our_value,
        "ratio": ratio,
        "target": row.target(),
        "ok": None if judged is None else row.meets(judged),
        "peer_samples": their_values,
        "samples": our_values,
    }


def table(judged: Sequence[Mapping[str, object]]) -> str:
    head = ("what", "unit", "peer", "peer min..max", "ours", "ours/peer", "target", "ok")
    verdicts = {True: "yes", False: "NO", None: "?"}
    lines = [head]
    for row in judged:
        samples = row["peer_samples"]
        assert isinstance(samples, list)
        spread = f"{_short(min(samples))}..{_short(max(samples))}" if samples else "-"
        verdict = row["ok"]
        assert verdict is None or isinstance(verdict, bool)
        lines.append(
            (
                str(row["name"]),
                str(row["unit"]),
                _short(row["peer"]),
                spread,
                _short(row["value"]),
                _short(row["ratio"]),
                str(row["target"]),
                verdicts[verdict],
            )
        )
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in lines
    )


def _values(samples: Samples, field: str) -> list[float]:
    found = (sample.get(field) for sample in samples)
    return [float(value) for value in found if isinstance(value, int | float)]


def _short(value: object) -> str:
    if not isinstance(value, int | float):
        return "-"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"

"""What the account has been worth: one sample a minute, put together as it is asked for."""

from __future__ import annotations

from collections import deque
from decimal import Decimal

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from holdfast.emulators.alpaca.asked import guarded, moment_of, told
from holdfast.emulators.alpaca.board import MINUTE_NS
from holdfast.emulators.alpaca.broker import Broker
from holdfast.emulators.alpaca.errors import invalid
from holdfast.emulators.alpaca.shapes import timeframe
from holdfast.model.numbers import Nanos, ratio
from holdfast.model.times import SECOND_NS

SAMPLES_MAX = 100_000
TIMEFRAMES = {"1Min": "1Min", "5Min": "5Min", "15Min": "15Min", "1H": "1Hour", "1D": "1Day"}
DAY_NS = 86_400 * SECOND_NS
PERIODS = {"D": 1, "W": 7, "M": 30, "A": 365}


class History:
    """`/v2/account/portfolio/history`."""

    def __init__(self, broker: Broker) -> None:
        self._broker = broker
        self._samples: deque[tuple[Nanos, Decimal]] = deque(maxlen=SAMPLES_MAX)
        self.routes = [
            Route("/v2/account/portfolio/history", guarded(self.history), methods=["GET"])
        ]
        self.sample()

    def sample(self) -> None:
        """Take a sample, of which the last of a minute counts."""
        at = self._broker.now
        begins = at - at % MINUTE_NS
        if self._samples and self._samples[-1][0] == begins:
            self._samples.pop()
        self._samples.append((begins, self._broker.books.equity))

    async def history(self, request: Request) -> Response:
        self.sample()
        query = request.query_params
        frame = query.get("timeframe") or "1D"
        if frame not in TIMEFRAMES:
            raise invalid(f"invalid timeframe {frame}")
        begins = timeframe(TIMEFRAMES[frame])
        end = moment_of(request, "end") or self._broker.now
        start = moment_of(request, "start") or end - _length(query.get("period") or "1M")
        found: dict[Nanos, Decimal] = {}
        for at, equity in self._samples:
            if start <= at <= end:
                found[begins(at)] = equity
        base = self._broker.books.opening
        gains = [equity - base for equity in found.values()]
        return told(
            {
                "timestamp": [at // SECOND_NS for at in found],
                "equity": [*found.values()],
                "profit_loss": gains,
                "profit_loss_pct": [round(ratio(gain, base), 6) for gain in gains],
                "base_value": base,
                "timeframe": frame,
                "cashflow": {},
            }
        )


def _length(period: str) -> int:
    count, unit = period[:-1], period[-1:]
    if unit not in PERIODS or not count.isdecimal():
        raise invalid(f"invalid period {period}")
    return int(count) * PERIODS[unit] * DAY_NS

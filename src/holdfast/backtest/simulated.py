"""How the fills of a backtest came about, and what its tape cannot tell: read this first."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.config import PaperSettings
from holdfast.exchange.rules import ExchangeConfig
from holdfast.market.recording import Detail, Stream
from holdfast.market.tape import Tape

_RULES = ExchangeConfig()

_BY_STREAM = {
    Stream.ORDERS: (
        "order by order: a taker takes what was displayed, order by order; a resting order stands "
        "behind what was there and fills as the tape trades through its place in the queue",
        "the tape never answers: nobody would have cancelled, followed or traded differently "
        "because of our orders, so large sizes look cheaper than they are",
    ),
    Stream.QUOTES: (
        "best bid and offer: a taker takes what was displayed, then more at worse prices by the "
        f"slippage model, at most {_RULES.beyond_display_max} times the displayed size; a resting "
        "order fills as quotes cross it or prints use up what stood before it",
        "depth behind the best prices and the queue before a resting order are not recorded: "
        "both are assumed",
    ),
    Stream.TRADES: (
        "prints alone: what is bid and asked is not recorded",
        "no spread is recorded, so a taker's cost is assumed",
    ),
    Stream.BARS: (
        "bars: a taker trades after the bar it saw, at its close or the next open, and pays "
        f"slippage by the bar's range and volume; all of ours get at most "
        f"{_RULES.bar_participation_max:%} of a bar's volume; a limit or a stop trades where the "
        "bar's path reaches it, a rising bar visiting its low first and a falling one its high",
        "the order of prices inside a bar, the spread and the queue are not recorded: the path "
        "is assumed, and a stop and a target inside one bar may have come the other way round",
    ),
}


def simulated(tape: Tape, paper: PaperSettings) -> tuple[str, ...]:
    """Say it in sentences, for this tape and these settings."""
    return tuple(_told(tape, paper))


def _told(tape: Tape, paper: PaperSettings) -> Iterator[str]:
    streams = {each.stream for each in tape.recordings}
    # prints beside bars or quotes only say how fast those are used up
    used = streams - {Stream.TRADES} or streams
    if Stream.QUOTES in used:
        # a best quote is finer than a bar of prints beside it, and takes over
        used -= {Stream.BARS}
    for stream in sorted(used):
        how, unknown = _BY_STREAM[stream]
        yield f"Filled by {how}."
        yield f"Not told by the tape: {unknown}."
    if Stream.QUOTES in used and min(each.detail for each in tape.recordings) is Detail.MINUTES:
        yield "Quotes are those at each minute's end: what was quoted in between is not known."
    yield (
        f"An order takes {paper.latency_us} µs and up to {paper.latency_jitter_us} µs more to the "
        f"venue, and a report as long back; fees are those of the schedule {paper.fees}."
    )
    yield (
        "Not charged: borrowing of shares sold short, margin interest, dividends; splits and "
        "symbol changes are not applied."
    )

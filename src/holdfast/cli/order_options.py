"""The options of `holdfast order` that say how an order is to be worked."""

from __future__ import annotations

from typing import Annotated

import typer

Trigger = Annotated[
    str, typer.Option("--trigger", help="Which price sets it off: last, bid_ask, mid or mark.")
]
Touch = Annotated[bool, typer.Option("--touch", help="--stop is a better price, not a worse one.")]
Trailing = Annotated[
    str, typer.Option("--trail", help="A stop that follows: 1%, 50t (ticks) or 0.50 (price).")
]
Activate = Annotated[
    str | None, typer.Option("--activate", help="The price from which --trail follows.")
]
Offset = Annotated[
    str | None,
    typer.Option("--offset", help="Price units: of --trail's limit, or added to --peg's price."),
]
Pegged = Annotated[str, typer.Option("--peg", help="A limit that follows: primary, mid or market.")]
Display = Annotated[str | None, typer.Option("--display", help="How many units it shows.")]
Variance = Annotated[
    str | None, typer.Option("--variance", help="By which share --display varies, below 1.")
]
MaxSlippage = Annotated[
    str | None,
    typer.Option("--max-slippage", help="Bps from the mid at its arrival that it may cost."),
]
QtyMin = Annotated[str | None, typer.Option("--min-qty", help="The least its first fill may be.")]
PostOnly = Annotated[
    bool, typer.Option("--post-only", help="Reject it where it would trade at once.")
]
Slide = Annotated[
    bool, typer.Option("--slide", help="Where it would trade at once, rest one tick away.")
]
ReduceOnly = Annotated[bool, typer.Option("--reduce-only", help="Never open or turn a position.")]
AllOrNone = Annotated[bool, typer.Option("--aon", help="Fill whole or not at all.")]
AtOpen = Annotated[bool, typer.Option("--at-open", help="Trade in the opening auction.")]
AtClose = Annotated[bool, typer.Option("--at-close", help="Trade in the closing auction.")]
ExtendedHours = Annotated[
    bool, typer.Option("--extended-hours", help="Trade before the open and after the close, too.")
]
QuoteQty = Annotated[
    str | None, typer.Option("--quote-qty", help="For so much money, in place of units.")
]
ToPosition = Annotated[
    str | None,
    typer.Option("--to-position", help="To hold so many units: sends the difference."),
]
When = Annotated[
    str, typer.Option("--when", help="Only once this is so: 'AAPL >= 100 and order o1 is FILLED'.")
]

"""What the market is: recorded and live sources of quotes, prints, bars and order-by-order books.

A feed is a function of a path that claims the file or says None; what it claims it reads as a
generator of `model.quote` events in time order, holding a row at a time. Adding a feed is one file
and one line here. `tape.open_tape` asks each of them in turn and merges what they claim;
`last.LastQuotes` is what the desk remembers of the events that went by.

A live feed (`live.LiveFeed`) tells events as they come, to hearers on the loop; it is a folder and
a line in LIVE_FEEDS, by the name of its source.
"""

from holdfast.market.alpaca.feed import AlpacaFeed
from holdfast.market.binance import binance
from holdfast.market.dbn import dbn
from holdfast.market.lean import lean
from holdfast.market.live import LiveFeed
from holdfast.market.lobster import lobster
from holdfast.market.plain_csv import plain_csv
from holdfast.market.recording import Feed

FEEDS: tuple[Feed, ...] = (lobster, dbn, binance, lean, plain_csv)
LIVE_FEEDS: dict[str, type[LiveFeed]] = {"alpaca": AlpacaFeed}

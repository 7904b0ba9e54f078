"""The order stream's greeting: keys, then what is wanted of it."""

from __future__ import annotations

import msgspec

from holdfast.transport.stream import Line, StreamRefused
from holdfast.venues.alpaca.access import AlpacaAccess
from holdfast.venues.alpaca.wire import Control, frame_of


async def greet(access: AlpacaAccess, line: Line) -> None:
    """Log in and listen to the updates of orders."""
    keys = {"key_id": access.key, "secret_key": access.secret}
    await line.say(msgspec.json.encode({"action": "authenticate", "data": keys}).decode())
    told = frame_of(await line.answer())
    if not isinstance(told, Control) or told.status != "authorized":
        raise StreamRefused("the order stream does not take these keys")
    streams = {"streams": ["trade_updates"]}
    await line.say(msgspec.json.encode({"action": "listen", "data": streams}).decode())
    while True:
        told = frame_of(await line.answer())
        if isinstance(told, Control) and told.stream == "listening":
            break
    if "trade_updates" not in told.streams:
        raise StreamRefused("the order stream has no trade_updates")

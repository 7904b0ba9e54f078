"""Messages of Alpaca's data streams on the documented shapes, and frames in both tongues."""

from __future__ import annotations

import json
from typing import Any

import msgspec

NAMES = {"AMD": "AMD", "BTC/USD": "BTC", "AAPL250620C00100000": "AAPL250620C00100000"}
OPTION = "AAPL250620C00100000"
T = "2021-02-22T15:51:44.208123456Z"
AT = 1_614_009_104_208_123_456
MINUTE = 60 * 10**9

Message = dict[str, Any]
QUOTE: Message = {
    "T": "q",
    "S": "AMD",
    "bx": "U",
    "bp": 87.66,
    "bs": 1,
    "ax": "Q",
    "ap": 87.68,
    "as": 4,
    "t": T,
    "c": ["R"],
    "z": "C",
}
TRADE: Message = {
    "T": "t",
    "S": "AMD",
    "i": 96921,
    "x": "D",
    "p": 126.55,
    "s": 1,
    "t": T,
    "c": ["@", "I"],
    "z": "C",
}
BAR: Message = {
    "T": "b",
    "S": "AMD",
    "o": 388.985,
    "h": 389.13,
    "l": 388.975,
    "c": 389.12,
    "v": 49378,
    "n": 461,
    "vw": 389.062639,
    "t": "2021-02-22T19:15:00Z",
}
BAR_BEGAN = 1_614_021_300 * 10**9
COIN_TRADE: Message = {
    "T": "t",
    "S": "BTC/USD",
    "i": 9,
    "p": 64000.5,
    "s": 0.001,
    "t": T,
    "tks": "S",
}
OPTION_QUOTE: Message = {
    "T": "q",
    "S": OPTION,
    "bx": "A",
    "bp": 1.5,
    "bs": 10,
    "ax": "C",
    "ap": 1.6,
    "as": 20,
    "t": T,
    "c": "A",
}


def frame(*messages: Message) -> bytes:
    return json.dumps(messages).encode()


def packed(*messages: Message) -> bytes:
    """Write a frame as MessagePack, its times as MessagePack's own."""
    said = [
        {key: stamp(value) if key == "t" else value for key, value in each.items()}
        for each in messages
    ]
    return msgspec.msgpack.encode(said)


def stamp(text: str) -> msgspec.msgpack.Ext:
    nanos = AT if text == T else BAR_BEGAN
    seconds, rest = divmod(nanos, 10**9)
    return msgspec.msgpack.Ext(-1, (rest << 34 | seconds).to_bytes(8, "big"))

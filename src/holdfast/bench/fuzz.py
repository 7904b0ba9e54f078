"""Decoders of venues and feeds under spoilt inputs: each is an event, a fault, and never an error.

Run it as `python -m holdfast.bench.fuzz --inputs 1000000`. Every input follows from the seed.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable
from functools import partial
from random import Random

import msgspec

from holdfast.market.alpaca.decode import read
from holdfast.market.alpaca.replies import latest_of, page_of, snapshots_of
from holdfast.market.alpaca.symbols import Family
from holdfast.model.numbers import use_exact_context
from holdfast.venues.alpaca.wire import (
    SaidAccount,
    SaidAsset,
    SaidError,
    SaidFill,
    SaidOrder,
    SaidPosition,
    decoded,
    frame_of,
)

INPUTS = 1_000_000
SPOILS_MAX = 6
INSERTED_MAX = 5
CUT_MAX = 12
# what is meant to hurt: no numbers, huge ones, other types, other bytes
ODD = (b"NaN", b"1e999999999", b"-1", b"null", b"[]", b"{}", b'""', b"\xff", b"\xc1", b"9" * 40)
VALUES = (
    *(b'"NaN"', b'"-Infinity"', b"1e999999999", b"1e-30", b"-1", b"0", b"null", b"true", b"[]"),
    *(b"{}", b'""', b'"9E+40"', b"0.1234567890123456789", b"99999999999999999999", b'"sNaN"'),
    *(b'"2024-13-01T00:00:00Z"', b'"9999-12-31T23:59:59Z"', b'"0001-01-01T00:00:00+23:59"'),
)
SHARE = 0.15  # of the values of an input that are replaced
_VALUE = re.compile(rb':("[^"]*"|[\w.+-]+)')

Decode = Callable[[bytes], object]

_TIME = "2024-06-03T14:31:07.120115Z"
_QUOTE = {"T": "q", "S": "A", "bp": 87.66, "bs": 1, "ap": 87.68, "as": 4, "t": _TIME, "c": ["R"]}
_TRADE = {"T": "t", "S": "A", "p": 126.55, "s": 1, "t": _TIME, "c": ["@", "I"], "z": "C"}
_BAR = {"T": "b", "S": "A", "o": 1.5, "h": 2, "l": 1, "c": 1.75, "v": 49378, "t": _TIME}
_WORDS = {"T": "subscription", "quotes": ["A"], "trades": ["A"]}, {"T": "error", "code": 402}
_ORDER = {
    "id": "7b08df51",
    "client_order_id": "o-1",
    "symbol": "A",
    "status": "new",
    "qty": "2",
    "filled_qty": "1",
    "limit_price": "150",
    "type": "limit",
    "side": "buy",
    "replaces": None,
    "created_at": _TIME,
    "submitted_at": _TIME,
    "time_in_force": "gtc",
    "order_class": "",
}
_UPDATE = {"event": "fill", "execution_id": "e", "timestamp": _TIME, "price": "1.5", "qty": "1"}
_FILL = {"id": "1", "order_id": "2", "symbol": "A", "side": "buy", "qty": "1", "price": "1.5"}
_SNAPSHOT = {"latestQuote": _QUOTE, "latestTrade": _TRADE, "minuteBar": _BAR, "dailyBar": _BAR}
_GREEKS = {"delta": 0.5, "gamma": 0.1, "theta": -0.2, "vega": 0.3, "rho": 0.01}
_ACCOUNT = {"cash": "122086.5", "buying_power": "1.123456789012", "currency": "USD"}
_ASSET = {"symbol": "BTC/USD", "class": "crypto", "min_order_size": "0.0001", "tradable": True}


class Target(msgspec.Struct, frozen=True):
    """A decoder, and sound inputs of it."""

    name: str
    decode: Decode
    sound: tuple[bytes, ...]


def _json(said: object) -> bytes:
    return msgspec.json.encode(said)


_FRAME = [_QUOTE, _TRADE, _BAR, *_WORDS]
_PAGE = {kind: {"A": [said]} for kind, said in (("quotes", _QUOTE), ("bars", _BAR))}
_STAMP = msgspec.msgpack.Ext(-1, (1_700_000_000).to_bytes(8, "big"))

TARGETS: tuple[Target, ...] = (
    Target(
        "alpaca data stream",
        lambda frame: read(frame, {"A": "A"}),
        (
            _json(_FRAME),
            msgspec.msgpack.encode(_FRAME),
            msgspec.msgpack.encode([{**_QUOTE, "t": _STAMP}, {**_TRADE, "t": _STAMP}]),
        ),
    ),
    Target("alpaca latest", lambda body: latest_of(body, {}), (_json({"quotes": {"A": _QUOTE}}),)),
    Target("alpaca page", lambda body: page_of(body, {}), (_json(_PAGE),)),
    Target(
        "alpaca snapshots",
        lambda body: snapshots_of(body, {}, Family.OPTIONS),
        (_json({"snapshots": {"A240426C00162500": {**_SNAPSHOT, "greeks": _GREEKS}}}),),
    ),
    Target(
        "alpaca order stream",
        frame_of,
        (
            _json({"stream": "trade_updates", "data": {**_UPDATE, "order": _ORDER}}),
            _json({"stream": "authorization", "data": {"status": "authorized"}}),
        ),
    ),
    Target("alpaca order", partial(decoded, SaidOrder), (_json(_ORDER),)),
    Target(
        "alpaca fills",
        partial(decoded, list[SaidFill]),
        (_json([{**_FILL, "cum_qty": "1", "transaction_time": _TIME}]),),
    ),
    Target(
        "alpaca positions",
        partial(decoded, list[SaidPosition]),
        (_json([{"symbol": "A", "qty": "-3", "side": "short"}]),),
    ),
    Target("alpaca account", partial(decoded, SaidAccount), (_json(_ACCOUNT),)),
    Target("alpaca asset", partial(decoded, SaidAsset), (_json(_ASSET),)),
    Target("alpaca refusal", partial(decoded, SaidError), (_json({"code": 1, "message": "no"}),)),
)


class Broken(msgspec.Struct, frozen=True):
    """An input that a decoder raised an error for."""

    target: str
    number: int
    error: str
    bytes: str  # in hexadecimal


def fuzz(inputs: int = INPUTS, seed: int = 1) -> list[Broken]:
    """Give every decoder its share of spoilt inputs; return those that it raised an error for."""
    rng = Random(seed)
    broken = []
    for number in range(inputs):
        target = TARGETS[number % len(TARGETS)]
        spoil = spoilt if rng.random() < 0.5 else otherwise
        given = spoil(rng.choice(target.sound), rng)
        try:
            target.decode(given)
        except Exception as error:  # any error is what this looks for
            broken.append(Broken(target.name, number, repr(error), given.hex()))
    return broken


def spoilt(sound: bytes, rng: Random) -> bytes:
    """Change, cut out and put in some bytes."""
    made = bytearray(sound)
    for _ in range(rng.randint(1, SPOILS_MAX)):
        at = rng.randrange(len(made) + 1)
        match rng.randrange(4):
            case 0:
                made[at : at + 1] = bytes([rng.randrange(256)])
            case 1:
                del made[at : at + rng.randint(1, CUT_MAX)]
            case 2:
                made[at:at] = rng.randbytes(rng.randint(1, INSERTED_MAX))
            case _:
                made[at:at] = rng.choice(ODD)
    return bytes(made)


def otherwise(sound: bytes, rng: Random) -> bytes:
    """Put something odd in the place of some values, so that the rest stays what it was."""

    def told(found: re.Match[bytes]) -> bytes:
        return b":" + rng.choice(VALUES) if rng.random() < SHARE else found.group()

    return _VALUE.sub(told, sound)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=INPUTS)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    use_exact_context()
    broken = fuzz(asked.inputs, asked.seed)
    for each in broken[:10]:
        print(json.dumps(msgspec.to_builtins(each)))
    print(f"{asked.inputs} inputs, seed {asked.seed}: {len(broken)} raised an error")
    raise SystemExit(1 if broken else 0)


if __name__ == "__main__":
    main()

"""Decoders fed with what nobody would send: each answers with what it says, or Malformed.

Inputs are made of real frames that are cut, spliced and written over, from a seed. Run it as
`python -m holdfast.bench.fuzz --inputs 1000000`; an input that raises is printed, and the exit
code is 1.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from random import Random

import msgspec

from holdfast.bench.alpaca import SAID, fill_frame
from holdfast.market.alpaca.decode import read
from holdfast.market.alpaca.replies import latest_of, page_of, snapshots_of
from holdfast.market.alpaca.said import Malformed as MalformedData
from holdfast.market.alpaca.symbols import Family
from holdfast.venues.alpaca.chains import Chains
from holdfast.venues.alpaca.wire import (
    Malformed,
    SaidAccount,
    SaidAsset,
    SaidClock,
    SaidFill,
    SaidOrder,
    SaidPosition,
    Update,
    decoded,
    frame_of,
)

KINDS = (SaidOrder, SaidFill, SaidPosition, SaidAccount, SaidClock, SaidAsset)
QUOTE = b'[{"T":"q","S":"AMD","bp":87.66,"bs":1,"ap":87.68,"as":4,"t":"2021-02-22T15:51:44.208Z"}]'
FILL = (
    b'[{"id":"2024::1","order_id":"x","symbol":"AAPL","side":"buy","qty":"1","price":"2",'
    b'"cum_qty":"1","transaction_time":"2024-06-03T14:31:07Z"}]'
)
TRADE = b'{"T":"t","S":"AMD","p":1.5,"s":1,"t":"2021-02-22T15:51:44Z","c":["I"],"z":"C"}'
BAR = b'{"T":"b","S":"AMD","o":1.5,"h":2,"l":1,"c":1.75,"v":9,"t":"2021-02-22T19:15:00Z"}'
PAGE = b'{"quotes":{"AMD":%b},"trades":{"AMD":[%b]},"bars":{"AMD":[%b]}}' % (QUOTE, TRADE, BAR)
LATEST = PAGE.replace(b"[{", b"{").replace(b"}]", b"}")
CHAIN = (
    b'{"snapshots":{"A240426C00162500":{"latestTrade":%b,"dailyBar":%b,"impliedVolatility":0.5,'
    b'"greeks":{"delta":0.5,"gamma":0.1,"theta":-0.2,"vega":0.3,"rho":0.01}}}}' % (TRADE, BAR)
)
# times are an extension of MessagePack there
PACKED = msgspec.msgpack.encode(
    [
        {**each, "t": msgspec.msgpack.Ext(-1, (1_700_000_000).to_bytes(8, "big"))}
        for each in (*json.loads(QUOTE), json.loads(TRADE), json.loads(BAR))
    ]
)
NAMES = {"AMD": "AMD"}
SEEDS = (
    *(json.dumps(SAID).encode(), fill_frame(1), QUOTE, FILL, b"[]", b"null", b""),
    *(PACKED, PAGE, LATEST, CHAIN),
)
SPICE = (
    b"1e999999",
    b"NaN",
    b"-",
    b"null",
    b"[[[[",
    b"\xff\xfe",
    b'"\\ud800"',
    b"{}",
    b"0.0000000001",
)


def inputs(count: int, seed: int) -> Iterator[bytes]:
    """Make inputs, each from one that makes sense."""
    rng = Random(seed)
    for _ in range(count):
        made = bytearray(rng.choice(SEEDS))
        for _ in range(rng.randrange(4)):
            _spoil(made, rng)
        yield bytes(made)


def _spoil(made: bytearray, rng: Random) -> None:
    at = rng.randrange(len(made) + 1)
    match rng.randrange(4):
        case 0:
            del made[at:]
        case 1:
            made[at : at + rng.randrange(8)] = rng.choice(SPICE)
        case 2:
            other = rng.choice(SEEDS)
            made[at:] = other[rng.randrange(len(other) + 1) :]
        case _:
            made[at : at + 1] = bytes([rng.randrange(256)])


def decode_all(raw: bytes, chains: Chains) -> Iterator[object]:
    """Have every decoder look at one input, and the orders hear what is an update."""
    told = frame_of(raw)
    yield told
    if isinstance(told, Update):
        yield from chains.update(told)
    for kind in KINDS:
        yield decoded(kind, raw)
    yield decoded(list[SaidFill], raw)
    yield from read(raw, NAMES)
    yield from (latest_of(raw, NAMES), page_of(raw, NAMES))
    yield from (snapshots_of(raw, NAMES, family) for family in Family)


def run(count: int, seed: int, say: Callable[[str], None]) -> Counter[str]:
    """Return what came of the inputs, by kind; what raised is said, and counted as `raised`."""
    found: Counter[str] = Counter()
    chains = Chains(kept_max=100)
    for raw in inputs(count, seed):
        try:
            for told in decode_all(raw, chains):
                found["malformed" if isinstance(told, Malformed | MalformedData) else "read"] += 1
        except Exception as error:
            found["raised"] += 1
            say(f"{type(error).__name__}: {error}: {raw!r}")
        if len(chains.of) > 1_000:
            chains = Chains(kept_max=100)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    began = time.monotonic()
    found = run(asked.inputs, asked.seed, lambda text: print(text, file=sys.stderr))
    spent = round(time.monotonic() - began)
    print(json.dumps({"inputs": asked.inputs, "seconds": spent, **dict(sorted(found.items()))}))
    sys.exit(1 if found["raised"] else 0)


if __name__ == "__main__":
    main()

"""Frames of the data stream: each message is an event, a word of the stream, or Malformed."""

from __future__ import annotations

import json
from decimal import Decimal as D

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.market.alpaca.decode import Control, Ignored, Malformed, Revised, Told, read
from holdfast.model.order import Side
from holdfast.model.quote import Bar, Quote, Trade
from tests.market.alpaca.stream_frames import (
    AT,
    BAR,
    BAR_BEGAN,
    COIN_TRADE,
    MINUTE,
    NAMES,
    OPTION,
    OPTION_QUOTE,
    QUOTE,
    TRADE,
    Message,
    T,
    frame,
    packed,
)

KINDS = Told.__args__  # type: ignore[attr-defined]  # a union's


def one(message: Message) -> Told:
    (told,) = read(frame(message), NAMES)
    return told


@pytest.mark.parametrize("written", [frame, packed])
def test_both_tongues_say_the_same_exactly(written: object) -> None:
    assert callable(written)
    told = read(written(QUOTE, TRADE, BAR, COIN_TRADE, OPTION_QUOTE), NAMES)
    assert told == [
        Quote("AMD", D("87.66"), D("87.68"), D(1), D(4), AT),
        Trade("AMD", D("126.55"), D(1), AT),
        Bar(
            *("AMD", D("388.985"), D("389.13"), D("388.975"), D("389.12"), D(49378)),
            *(BAR_BEGAN + MINUTE, MINUTE),
        ),
        Trade("BTC", D("64000.5"), D("0.001"), AT, Side.SELL),
        Quote(OPTION, D("1.5"), D("1.6"), D(10), D(20), AT),
    ]


def test_json_may_come_as_text_and_numbers_as_text() -> None:
    text = json.dumps([{**QUOTE, "bp": "87.66", "bs": "1"}])
    assert read(text, NAMES) == read(frame(QUOTE), NAMES)


@pytest.mark.parametrize("gone", [{"ap": 0}, {"as": 0}, {"ap": 0, "as": 0}])
def test_a_side_that_nobody_quotes_is_zero(gone: Message) -> None:
    told = one({**QUOTE, **gone})
    assert told == Quote("AMD", D("87.66"), D(0), D(1), D(0), AT)


def test_a_bar_that_is_told_anew_is_no_bar_that_is_over() -> None:
    day, late = one({**BAR, "T": "d"}), one({**BAR, "T": "u"})
    assert isinstance(day, Revised)
    assert isinstance(late, Revised)
    assert (day.bar.span_ns, late.bar.span_ns) == (1440 * MINUTE, MINUTE)


def test_words_of_the_stream() -> None:
    subscribed = {"trades": ["AMD"], "quotes": [], "bars": None, "statuses": ["*"]}
    words = frame(
        {"T": "success", "msg": "connected"},
        {"T": "error", "code": 402, "msg": "auth failed"},
        {"T": "subscription", **subscribed},
    )
    assert read(words, NAMES) == [
        Control("success", "connected"),
        Control("error", "auth failed", 402),
        Control("subscription", trades=("AMD",)),
    ]


def test_what_nobody_needs_is_ignored_by_its_kind() -> None:
    others = frame(
        {"T": "l", "S": "AMD", "t": T, "u": 1, "d": 2},
        {"T": "a kind of a hundred letters " * 4},
        {**QUOTE, "S": "MSFT"},
        {**TRADE, "S": "MSFT"},
        {**BAR, "S": "MSFT"},
    )
    kinds = ["l", "a kind of a hundred ", "q", "t", "b"]
    assert read(others, NAMES) == [Ignored(kind) for kind in kinds]


def test_one_message_without_sense_leaves_the_others_theirs() -> None:
    first, bad, last = read(frame(QUOTE, {**TRADE, "p": "cheap"}, TRADE), NAMES)
    assert isinstance(first, Quote)
    assert isinstance(bad, Malformed)
    assert isinstance(last, Trade)


@pytest.mark.parametrize(
    "bad",
    [
        b"",
        b"{}",
        b"[1]",
        b'[{"S":"AMD"}]',
        b'[{"T":1}]',
        b'[{"T":"q","S":"AMD","t":"2021-02-22T15:51:44Z"}]',
        b"[" * 5_000,
        b"\x91" * 5_000,
        b"\xff\xfe",
        b"\xdd\xff\xff\xff\xff",
        b'[{"T":"q","S":"\xff"}]',
    ],
)
def test_what_makes_no_sense_is_malformed(bad: bytes) -> None:
    (told,) = read(bad, NAMES)
    assert isinstance(told, Malformed)


@pytest.mark.parametrize(
    ("message", "why"),
    [
        ({**QUOTE, "t": "soon"}, "t soon is no time"),
        ({**QUOTE, "t": "9999-01-01T00:00:00Z"}, "t 9999-01-01T00:00:00Z is no time"),
        ({**QUOTE, "bp": -1}, "bp -1 must not be negative"),
        ({**QUOTE, "as": -1}, "as -1 must not be negative"),
        ({**TRADE, "p": "NaN"}, "p NaN must be a finite number"),
        ({**TRADE, "s": "Infinity"}, "s Infinity must be a finite number"),
        ({**TRADE, "p": 0}, "p 0 must be more than zero"),
        ({**TRADE, "p": "1e400"}, "p 1E+400 must have at most 12 digits before the point"),
        ({**TRADE, "p": "0.0000062495"}, "p 0.0000062495 must have at most 9 decimal digits"),
        ({**BAR, "h": 1}, "o 388.985, h 1, l 388.975, c 389.12 are no bar"),
    ],
)
def test_a_fault_is_named(message: Message, why: str) -> None:
    assert one(message) == Malformed(why)


MESSAGES = st.dictionaries(
    st.sampled_from([*"TStpsohlcvnzu", "bp", "bs", "ap", "as", "msg", "code", "tks", "quotes"]),
    st.one_of(
        st.sampled_from([*"qtbdu", "AMD", "BTC/USD", T, "NaN", "-1", "error", "success", "B"]),
        st.none(),
        st.booleans(),
        st.integers(-(2**63), 2**64 - 1),
        st.floats(),
        st.text(max_size=9),
        st.lists(st.integers(0, 9), max_size=2),
        st.lists(st.text(max_size=2), max_size=2),
    ),
)
EXTENSIONS = st.builds(msgspec.msgpack.Ext, st.integers(-128, 127), st.binary(max_size=13))
ALIKE = st.fixed_dictionaries(
    {"T": st.sampled_from("qtbdu"), "S": st.sampled_from(["AMD", "BTC/USD", "MSFT"])},
    optional={
        key: st.one_of(st.floats(), st.decimals().map(str), st.integers(-9, 10**13), EXTENSIONS)
        for key in ("bp", "bs", "ap", "as", "p", "s", "o", "h", "l", "c", "v", "t")
    },
)


def spoilt(good: bytes, where: int, byte: int) -> bytes:
    where %= len(good)
    return good[:where] + bytes([byte]) + good[where + 1 :]


FRAMES = st.one_of(
    st.binary(max_size=60),
    st.text(max_size=60),
    st.lists(MESSAGES, max_size=4).map(json.dumps),
    st.lists(st.one_of(MESSAGES, ALIKE), max_size=4).map(msgspec.msgpack.encode),
    st.builds(
        spoilt,
        st.sampled_from([packed(QUOTE, TRADE, BAR), frame(QUOTE, TRADE, BAR)]),
        st.integers(0, 10**6),
        st.integers(0, 255),
    ),
)


@given(FRAMES)
def test_whatever_comes_is_read_without_an_error(bad: bytes | str) -> None:
    for told in read(bad, NAMES):
        assert isinstance(told, KINDS)
        if isinstance(told, Quote):
            assert min(told.bid, told.ask, told.bid_size, told.ask_size) >= 0

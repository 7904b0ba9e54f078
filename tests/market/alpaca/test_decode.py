"""Frames of the data stream: each message is an event, a word of the stream, or Malformed."""

from __future__ import annotations

import json
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.market.alpaca.decode import Control, Malformed, read
from holdfast.model.quote import Bar, Quote, Trade

NAMES = {"AMD": "AMD", "BTC/USD": "BTC"}
T = "2021-02-22T15:51:44.208123456Z"
AT = 1_614_009_104_208_123_456
QUOTE = {"T": "q", "S": "AMD", "bx": "U", "bp": 87.66, "bs": 1, "ax": "Q", "ap": 87.68, "as": 4}


def frame(*messages: dict[str, object]) -> bytes:
    return json.dumps(messages).encode()


def test_a_quote_is_exact() -> None:
    told = read(frame({**QUOTE, "t": T, "c": ["R"], "z": "C"}), NAMES)
    assert told == [Quote("AMD", D("87.66"), D("87.68"), D(1), D(4), AT)]


def test_a_side_that_nobody_quotes_is_zero() -> None:
    (told,) = read(frame({**QUOTE, "ap": 0, "as": 0, "t": T}), NAMES)
    assert isinstance(told, Quote)
    assert (told.ask, told.ask_size, told.bid) == (0, 0, D("87.66"))


def test_prints_bars_and_pairs_have_our_names() -> None:
    trade = {"T": "t", "S": "BTC/USD", "i": 9, "p": 64000.5, "s": 0.001, "t": T, "c": ["@"]}
    bar = {"T": "b", "S": "AMD", "o": 1, "h": 2.5, "l": 0.5, "c": 2, "v": 100, "n": 3, "t": T}
    assert read(frame(trade, bar), NAMES) == [
        Trade("BTC", D("64000.5"), D("0.001"), AT),
        Bar("AMD", D(1), D("2.5"), D("0.5"), D(2), D(100), AT + 60 * 10**9, 60 * 10**9),
    ]


def test_words_of_the_stream_and_what_nobody_needs() -> None:
    words = frame(
        {"T": "success", "msg": "connected"},
        {"T": "error", "code": 402, "msg": "auth failed"},
        {"T": "subscription", "quotes": ["AMD"]},
        {"T": "l", "S": "AMD", "t": T, "u": 1, "d": 2},
        {**QUOTE, "S": "MSFT", "t": T},
    )
    assert read(words, NAMES) == [
        Control("success", "connected"),
        Control("error", "auth failed", 402),
        Control("subscription"),
    ]


@pytest.mark.parametrize(
    "bad",
    [
        b"",
        b"{}",
        b"[1]",
        b'[{"S":"AMD"}]',
        b'[{"T":"q","S":"AMD","t":"soon"}]',
        b'[{"T":"t","S":"AMD","p":"NaN","s":1,"t":"2021-02-22T15:51:44Z"}]',
        b'[{"T":"t","S":"AMD","p":-1,"s":1,"t":"2021-02-22T15:51:44Z"}]',
        b'[{"T":"t","S":"AMD","p":1e400,"s":1,"t":"2021-02-22T15:51:44Z"}]',
        b"[" * 5_000,
        b"\xff\xfe",
    ],
)
def test_what_makes_no_sense_is_malformed(bad: bytes) -> None:
    (told,) = read(bad, NAMES)
    assert isinstance(told, Malformed)


MESSAGES = st.dictionaries(
    st.sampled_from([*"TStpsohlcvn", "bp", "bs", "ap", "as", "msg", "code"]),
    st.one_of(
        st.sampled_from(["q", "t", "b", "d", "AMD", T, "NaN", "-1", "error", "success"]),
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=9),
        st.lists(st.integers(), max_size=2),
    ),
)


@given(st.one_of(st.binary(max_size=60), st.lists(MESSAGES, max_size=4).map(json.dumps)))
def test_whatever_comes_is_read_without_an_error(bad: bytes | str) -> None:
    for told in read(bad, NAMES):
        assert isinstance(told, Quote | Trade | Bar | Control | Malformed)

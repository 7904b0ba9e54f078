"""Numbers, times and conditions as Alpaca says them."""

from __future__ import annotations

from decimal import Decimal as D

import msgspec
import pytest

from holdfast.market.alpaca.said import (
    SaidTrade,
    Unsound,
    is_off_market,
    moment,
    price,
    size,
    trade_of,
)

TIME = "2024-06-03T14:31:07.120115Z"


def sold(**more: object) -> SaidTrade:
    return SaidTrade(TIME, D(10), D(1), **more)  # type: ignore[arg-type]  # any of its fields


def test_dust_of_binary_floats_is_rounded_off_and_meant_digits_never() -> None:
    assert str(price("p", D("126.55000000000001"))) == "126.55"
    assert str(price("p", D("0.30000000000000004"))) == "0.3"
    with pytest.raises(Unsound, match="at most 9 decimal digits"):
        price("p", D("0.0000062495"))


def test_sizes_are_cut_to_nine_decimals() -> None:
    assert str(size("s", D("0.12345678999"))) == "0.123456789"
    assert str(size("s", D("1E-12"))) == "0"
    with pytest.raises(Unsound):
        size("s", D("1E+13"))


@pytest.mark.parametrize(
    ("data", "at"),
    [
        ((1_700_000_000).to_bytes(4, "big"), 1_700_000_000 * 10**9),
        (((5 << 34) | 1_700_000_000).to_bytes(8, "big"), 1_700_000_000 * 10**9 + 5),
        ((7).to_bytes(4, "big") + (-1).to_bytes(8, "big", signed=True), 7 - 10**9),
    ],
)
def test_the_three_forms_of_a_timestamp(data: bytes, at: int) -> None:
    assert moment(msgspec.msgpack.Ext(-1, data)) == at


@pytest.mark.parametrize(
    ("code", "data"),
    [(-1, b""), (5, bytes(4)), (-1, b"\xff" * 8), (-1, bytes(4) + b"\x7f" * 8)],
)
def test_other_extensions_are_no_time(code: int, data: bytes) -> None:
    with pytest.raises(Unsound):
        moment(msgspec.msgpack.Ext(code, data))


@pytest.mark.parametrize(
    ("said", "is_off"),
    [
        (sold(c=["@", "I"], z="C"), False),
        (sold(c=["@", "F", "T"], z="A"), False),
        (sold(c=[" "], z="B"), False),
        (sold(c=["B"], z="C"), False),
        (sold(c=["B"], z="A"), True),
        (sold(c=["@", "4"], z="C"), True),
        (sold(c=["@", "Z"], z="C"), True),
        (sold(c=["M"], z="C"), True),
        (sold(c="A"), True),
        (sold(c="I"), False),
        (sold(u="canceled"), True),
        (sold(u="corrected"), False),
        (sold(tks="B"), False),
    ],
)
def test_prints_at_whose_price_nobody_could_trade_are_passed_over(
    said: SaidTrade, is_off: bool
) -> None:
    assert is_off_market(said) is is_off
    assert (trade_of("AMD", said) is None) is is_off

"""Lines of a capture are a time and a message, or refused by their row."""

import gzip
from decimal import Decimal
from pathlib import Path

import pytest

from holdfast.market.binance_lines import lines, many, one, price, qty
from holdfast.market.unreadable import BadField, UnreadableTape

AT = 1_723_161_254_000_000_000


def test_a_line_says_when_and_what(tmp_path: Path) -> None:
    path = tmp_path / "btcusdt_20240808"
    path.write_text(
        f'{AT} {{"stream":"btcusdt@depth@100ms","data":{{"U":1,"u":2,"b":[["1","2"]],"a":[]}}}}\n'
        f'{AT} {{"lastUpdateId":7,"bids":[["1","2"]],"asks":[]}}\n'
        f'{AT} {{"stream":"btcusdt@trade","data":{{"p":"1.50","q":"2.0","m":true,"x":1}}}}\n'
    )
    told = [line for _, _, line in lines(path)]
    assert [each.kind for each in told] == ["depth", "", "trade"]
    assert (told[0].data.u, many(told[0].data.b)) == (2, [("1", "2")])
    assert (told[1].lastUpdateId, told[1].bids) == (7, [("1", "2")])
    assert (told[2].data.p, told[2].data.m) == ("1.50", True)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (f"{AT} {{}}\n{AT - 1} {{}}\n", "must not go back in time"),
        (f"{AT} {{}}\n12345 {{}}\n", "must be nanoseconds of 19 digits"),
        (f"{AT} {{}}\n{AT} [\n", "must be a message of Binance"),
    ],
)
def test_what_is_no_line_is_refused_by_its_row(tmp_path: Path, text: str, rule: str) -> None:
    path = tmp_path / "x_20240808.gz"
    path.write_bytes(gzip.compress(text.encode()))
    with pytest.raises(UnreadableTape, match=rule) as refused:
        list(lines(path))
    assert refused.value.row == 2


def test_numbers_are_told_without_the_zeros_that_fill_them_up() -> None:
    assert str(price("61837.63000000", "b")) == "61837.63"
    assert str(price("100.00000000", "b")) == "100"
    assert str(price("100", "b")) == "100"
    assert str(qty("0.00000000", "B")) == "0"
    assert qty("0.00400000", "B") == Decimal("0.004")


def test_one_price_and_many_levels_are_told_apart() -> None:
    assert one("1.0") == "1.0"
    with pytest.raises(BadField, match="one price"):
        one([("1", "2")])
    with pytest.raises(BadField, match="a list of prices"):
        many("1.0")

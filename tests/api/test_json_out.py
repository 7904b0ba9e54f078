"""Replies as JSON."""

import json
from decimal import Decimal

import msgspec

from holdfast.api.json_out import encode


class Row(msgspec.Struct):
    amount: Decimal
    note: str
    inner: tuple[dict[str, Decimal], ...] = ()


def test_decimals_are_text_without_exponents_and_texts_stay_as_they_are():
    row = Row(Decimal("1E+3"), "1E+3", ({"a": Decimal("1E-8")},))
    assert json.loads(encode(row)) == {
        "amount": "1000",
        "note": "1E+3",
        "inner": [{"a": "0.00000001"}],
    }


def test_a_plain_number_is_told_with_the_digits_it_has():
    assert encode(Row(Decimal("1.50"), "")) == b'{"amount":"1.50","note":"","inner":[]}'

"""Shares and contracts are units already."""

from decimal import Decimal

import pytest

from holdfast.messages.plan import SizeUnit
from tests.sizing.sized import sized


@pytest.mark.parametrize("unit", [SizeUnit.SHARES, SizeUnit.CONTRACTS])
def test_the_asked_number_is_the_answer_whatever_the_market(unit: SizeUnit) -> None:
    assert sized("12.5", unit) == Decimal("12.5")
    assert sized("12.5", unit, price=None, equity=None) == Decimal("12.5")


def test_a_contract_stays_one_whatever_it_multiplies() -> None:
    assert sized("3", SizeUnit.CONTRACTS, multiplier="100") == 3

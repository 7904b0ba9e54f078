"""A quote's middle is exact."""

from decimal import Decimal

from holdfast.model.quote import Quote

SIZE = Decimal(100)


def test_the_mid_lies_half_way_and_is_not_rounded() -> None:
    assert Quote("X", Decimal("99.99"), Decimal("100.00"), SIZE, SIZE, 1).mid == Decimal("99.995")

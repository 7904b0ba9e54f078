"""No entry whose stop or target the market has passed: it would close at once."""

from decimal import Decimal

import pytest

from holdfast.messages.refusals import Reason
from tests.risk.f0 import F0, PASSED


@pytest.mark.parametrize(
    ("side", "exits", "field"),
    [
        ("buy", {"stop_loss": "95"}, ""),
        ("buy", {"take_profit": "105"}, ""),
        ("buy", {"stop_loss": "95", "take_profit": "105"}, ""),
        ("sell", {"stop_loss": "105", "take_profit": "95"}, ""),
        ("buy", {"stop_loss": "100.00"}, "stop_loss"),
        ("buy", {"stop_loss": "900"}, "stop_loss"),
        ("buy", {"take_profit": "1"}, "take_profit"),
        ("sell", {"stop_loss": "1"}, "stop_loss"),
        ("sell", {"take_profit": "100.00"}, "take_profit"),
    ],
)
def test_stop_and_target_of_a_market_order_lie_on_their_sides_of_the_mid(
    side: str, exits: dict[str, str], field: str
) -> None:
    prices = {name: Decimal(price) for name, price in exits.items()}
    refused = getattr(F0(), side)("10", **prices)
    if field:
        assert list(refused) == [Reason.BRACKET_SIDE]
        assert refused[Reason.BRACKET_SIDE].field == field
    else:
        assert refused == PASSED


def test_an_entry_with_a_price_of_its_own_is_judged_by_that() -> None:
    assert F0().buy("10", "97", stop_loss=Decimal(96), take_profit=Decimal(99)) == PASSED

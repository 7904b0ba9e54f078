"""What an order says beside type and prices, as it is typed."""

import pytest

from holdfast.cli.exits import Stop
from holdfast.cli.order_terms import _at_auction


@pytest.mark.parametrize("option", ["at_open", "at_close"])
def test_an_auction_says_how_long_an_order_works(option) -> None:
    given = {"at_open": False, "at_close": False, "tif": "day", option: True}
    assert _at_auction(given)["time_in_force"] in ("OPG", "CLS")
    with pytest.raises(Stop, match="--tif ioc does not go"):
        _at_auction({**given, "tif": "ioc"})

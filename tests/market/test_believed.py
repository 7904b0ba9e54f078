"""Quotes as evidence: what has a fault is not there."""

from decimal import Decimal as D

import pytest

from holdfast.market.believed import Believed
from holdfast.market.health import FeedHealth, FeedRules
from holdfast.model.quote import Quote


def test_a_quote_with_a_fault_is_not_there_and_comes_back_with_the_next() -> None:
    quotes: dict[str, Quote] = {}
    feed = FeedHealth("PAPER")
    believed = Believed(quotes, (feed,), lambda: 0)
    for bid, is_there in (("99", True), ("101", False), ("99", True)):
        told = Quote("AAPL", D(bid), D(100), D(1), D(1), 0)
        quotes["AAPL"] = told
        feed.on_quote(told, 0)
        assert ("AAPL" in believed, len(believed), list(believed) == ["AAPL"]) == (
            is_there,
            is_there,
            is_there,
        )
        assert believed.get("AAPL") == (told if is_there else None)


def test_it_gets_too_old_without_anything_happening() -> None:
    told = Quote("AAPL", D(99), D(100), D(1), D(1), 0)
    feed = FeedHealth("PAPER", FeedRules(stale_ns=5))
    feed.on_quote(told, 0)
    clock = [5]
    believed = Believed({"AAPL": told}, (feed,), lambda: clock[0])
    assert believed["AAPL"] is told
    clock[0] = 6
    with pytest.raises(KeyError):
        believed["AAPL"]

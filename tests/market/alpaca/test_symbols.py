"""Symbols at Alpaca say to which family they belong."""

from __future__ import annotations

from decimal import Decimal as D

from holdfast.market.alpaca.symbols import Contract, Family, by_family, contract_of, family_of


def test_a_symbol_says_its_family() -> None:
    symbols = ("AAPL", "BRK.B", "BTC/USD", "AAPL250620C00100000")
    stocks, crypto, options = Family.STOCKS, Family.CRYPTO, Family.OPTIONS
    assert [family_of(each) for each in symbols] == [stocks, stocks, crypto, options]


def test_an_options_symbol_says_what_it_is() -> None:
    told = contract_of("SPXW240920P01234500")
    assert told == Contract("SPXW", "2024-09-20", "PUT", D("1234.500"))
    assert contract_of("AAPL") is None


def test_a_pair_that_has_two_names_is_asked_for_once() -> None:
    names = {"BTC/USD": "BTC", "BTCUSD": "BTC", "AMD": "AMD"}
    assert by_family(names) == {Family.STOCKS: {"AMD": "AMD"}, Family.CRYPTO: {"BTC/USD": "BTC"}}

"""Where Alpaca's market data is follows from the address of one stream."""

from __future__ import annotations

from holdfast.market.alpaca.source import AlpacaSource
from holdfast.market.alpaca.symbols import Family


def test_alpacas_own_hosts() -> None:
    source = AlpacaSource("wss://stream.data.alpaca.markets/v2/sip", "K", "S")
    assert source.feed == "sip"
    assert source.stream(Family.CRYPTO) == "wss://stream.data.alpaca.markets/v1beta3/crypto/us"
    options = "wss://stream.data.alpaca.markets/v1beta1/indicative"
    assert source.stream(Family.OPTIONS) == options
    assert source.questions() == "https://data.alpaca.markets"
    sandbox = AlpacaSource("wss://stream.data.sandbox.alpaca.markets/v2/iex")
    assert sandbox.questions() == "https://data.sandbox.alpaca.markets"


def test_a_look_alike_has_one_address_for_all() -> None:
    source = AlpacaSource("ws://127.0.0.1:5000/v2/iex")
    assert source.stream(Family.STOCKS) == "ws://127.0.0.1:5000/v2/iex"
    assert source.questions() == "http://127.0.0.1:5000"


def test_nothing_can_be_asked_of_the_test_feed_and_no_secret_is_shown() -> None:
    source = AlpacaSource("wss://stream.data.alpaca.markets/v2/test", "K", "secret")
    assert source.questions() == ""
    assert "secret" not in repr(source)

"""Alpaca's market data: streams and replies read, questions over HTTP, and a live feed of both."""

from holdfast.market.alpaca.feed import AlpacaFeed, AlpacaFeedRules
from holdfast.market.alpaca.rest import AlpacaData, DataRules, NoData
from holdfast.market.alpaca.source import AlpacaSource

__all__ = ["AlpacaData", "AlpacaFeed", "AlpacaFeedRules", "AlpacaSource", "DataRules", "NoData"]

"""Alpaca's market data: quotes and prints of its data stream, as a live feed of the house."""

from holdfast.market.alpaca.feed import AlpacaFeed, AlpacaSource

__all__ = ["AlpacaFeed", "AlpacaSource"]

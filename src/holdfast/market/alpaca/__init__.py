"""Alpaca's market data: streams and replies read, questions over HTTP, and a live feed of both."""

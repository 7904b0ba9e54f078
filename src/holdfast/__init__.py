"""Holdfast: the execution server between a decision and the market."""

__version__ = "0.1.0"

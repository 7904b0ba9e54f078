"""All cards, in the order of their numbers."""

from tests.conformance import cards, more_cards
from tests.conformance.deck import CARDS, Card

assert CARDS[-1].play.__module__ == more_cards.__name__ != cards.__name__

__all__ = ["CARDS", "Card"]

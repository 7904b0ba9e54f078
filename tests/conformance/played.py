"""All cards, in the order of their numbers."""

from tests.conformance import cards, more_cards, several_legs_cards
from tests.conformance.deck import CARDS, Card

_FILES = [each.__name__ for each in (cards, more_cards, several_legs_cards)]
assert list(dict.fromkeys(each.play.__module__ for each in CARDS)) == _FILES

__all__ = ["CARDS", "Card"]

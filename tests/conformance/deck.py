"""What a card is, and the deck that they are put in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from tests.conformance.rig import Rig, Trouble

Play = Callable[[Rig], Awaitable[None]]


class Card(NamedTuple):
    """One thing that is shown, and what goes wrong meanwhile."""

    number: str
    title: str
    trouble: Trouble | None
    play: Play


CARDS: list[Card] = []


def card(title: str, trouble: Trouble | None = None) -> Callable[[Play], Play]:
    """Add a card to the list."""

    def added(play: Play) -> Play:
        CARDS.append(Card(f"V{len(CARDS) + 1:02}", title, trouble, play))
        return play

    return added

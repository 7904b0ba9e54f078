"""The page of venues: drawn from the cards, and each venue with its rig."""

from __future__ import annotations

from holdfast.venues import VENUES
from tests.conformance.played import CARDS
from tests.conformance.rigs import RIGS
from tests.docs.venues_page import MARK, PAGE, page

# a line on which things go wrong, and no venue of its own
NO_VENUE = {"faulty"}


def test_the_page_of_venues_is_up_to_date() -> None:
    drawn = PAGE.read_text(encoding="utf-8").partition(MARK)[2]
    assert drawn.strip() == page().strip(), "draw it anew: python -m tests.docs.venues_page"


def test_every_venue_plays_the_cards() -> None:
    assert set(RIGS) == set(VENUES) - NO_VENUE


def test_what_a_rig_does_not_play_is_a_card() -> None:
    known = {card.number for card in CARDS} | {str(card.trouble) for card in CARDS}
    for rig in RIGS.values():
        assert set(rig.unsupported) <= known

"""Every card over every venue: it is played, or declared unsupported with the reason."""

from __future__ import annotations

import asyncio

import pytest

from holdfast.model.numbers import use_exact_context
from tests.conformance.played import CARDS, Card
from tests.conformance.rig import Rig
from tests.conformance.rigs import RIGS


@pytest.mark.parametrize("name", RIGS)
@pytest.mark.parametrize("card", CARDS, ids=[f"{each.number} {each.title}" for each in CARDS])
def test_card(name: str, card: Card) -> None:
    rig = RIGS[name]
    if rig.why_not(card.number, card.trouble):
        return
    asyncio.run(_play(rig(card.trouble), card))


async def _play(rig: Rig, card: Card) -> None:
    use_exact_context()
    async with asyncio.timeout(30), rig:
        await card.play(rig)

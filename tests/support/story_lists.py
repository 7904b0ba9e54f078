"""The lines of a story about lists of contingent orders."""

from __future__ import annotations

from decimal import Decimal

from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.model.contingency import Contingency, TriggerMode
from holdfast.model.order import Side
from tests.support.desks import PlayedDesk
from tests.support.story_sentences import sentence
from tests.support.story_terms import order_terms


class ListLines:
    """`A lists OCO as l1: sells 10 AAPL at 110 as t; sells 10 AAPL when 95 as s`."""

    played: PlayedDesk

    @sentence(
        r"(?P<who>\w+) lists (?P<kind>OCO|OTO|OUO)(?P<full> in full)?( as (?P<name>\w+))?"
        r": (?P<text>.+)"
    )
    def _list(
        self, who: str, kind: str, full: str | None, name: str | None, text: str
    ) -> list[e.Event]:
        orders = tuple(_member(who, part) for part in text.split("; "))
        mode = TriggerMode.FULL if full else TriggerMode.PARTIAL
        return self.played.take(c.SubmitList(orders, Contingency(kind), mode, name or ""))


def _member(who: str, text: str) -> c.SubmitOrder:
    way, qty, instrument, *terms = text.split()
    side = Side.BUY if way == "buys" else Side.SELL
    return c.SubmitOrder(who, instrument, side, Decimal(qty), **order_terms(" ".join(terms)))

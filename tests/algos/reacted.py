"""A parent under an algo that reacts: a test moves its market, and the venue obeys at once."""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.ledger import Order
from holdfast.core.working import Algo, Step
from holdfast.messages import commands as c
from holdfast.messages.refusals import Reason
from holdfast.model.band import BandSource
from holdfast.model.quote import Quote
from tests.algos.worked import LISTING, Worked

D = Decimal


class Reacted(Worked):
    """A parent whose children take every change, and what each step gave out in words."""

    def __init__(self, algo: Algo, terms: c.SubmitOrder, **kept: object) -> None:
        super().__init__(algo, terms, **kept)  # type: ignore[arg-type]  # by name
        self.moves: list[str] = []

    def step(self) -> Step:
        before = len(self.made)
        step = super().step()
        self.moves += [f"{each.qty} at {each.limit_price}" for each in self.made[before:]]
        for amend in step.amends:
            child = next(each for each in self.open if each.id == amend.order_id)
            assert amend.qty is None
            assert amend.limit_price != child.limit_price, "an amend changes something"
            child.limit_price = amend.limit_price
            self.moves.append(f"to {amend.limit_price}")
        assert len(self.open) <= 1, "one child at a time"
        for child in self.open:
            limit = self.order.limit_price
            if limit is not None and child.limit_price is not None:
                is_within = child.limit_price <= limit
                assert is_within if self.order.is_buy else child.limit_price >= limit
        return step

    def market(self, bid: str, ask: str, bid_size: int = 500, ask_size: int = 500) -> Reacted:
        self.quote = Quote("AAPL", D(bid), D(ask), D(bid_size), D(ask_size), self.at)
        return self

    def bands(self, step: Step) -> list[tuple[BandSource, str | None, str | None]]:
        """Tell the bands of a step, their ends as text."""
        return [(each.source, _text(each.low), _text(each.high)) for each in step.bands]

    @property
    def child(self) -> Order:
        return self.open[0]

    @property
    def note(self) -> str:
        return str(self.state.memory.get("note", ""))


def faults_of(algo: Algo, terms: c.SubmitOrder) -> list[tuple[str, str]]:
    """Name the parameters that are wrong, with the rule that each breaks."""
    refusals = algo.check(terms, LISTING)
    assert all(each.code is Reason.INVALID_TACTIC for each in refusals)
    named = [each.field.removeprefix("tactic.params").lstrip(".") for each in refusals]
    rules = [each.detail.partition(": ")[2] for each in refusals]
    return list(zip(named, rules, strict=True))


def _text(price: Decimal | None) -> str | None:
    return None if price is None else str(price)

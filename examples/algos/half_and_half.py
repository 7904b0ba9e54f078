"""An algo of one's own: half now at the other side, the other half at its own, for the day.

[[algos.custom]]
name = "halves"
file = "examples/algos/half_and_half.py:HalfAndHalf"
"""

from msgspec.structs import replace

from holdfast.core.working import Step
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.numbers import round_down
from holdfast.model.order import OrderRole, OrderType

WAIT_NS = 1_000_000_000


class HalfAndHalf:
    """What it has done is told by its children alone, so it needs no memory."""

    on_child = False

    def check(self, terms, listing):
        """Refuse what it cannot work; each refusal names the field."""
        if terms.tactic.params:
            rule = "tactic.params: there are none"
            return (Refusal(Reason.INVALID_TACTIC, rule, "tactic.params"),)
        return ()

    def start_at(self, terms, at):
        """Begin at once."""
        return at

    def step(self, parent):
        """Give out one half after the other."""
        terms, quote = parent.order.terms, parent.quote
        if len(parent.state.children) >= 2:
            return Step()
        if quote is None:
            return Step(wake_at=parent.at + WAIT_NS)
        child = SubmitOrder(
            terms.account,
            terms.instrument,
            terms.side,
            parent.order.qty - parent.state.committed,
            OrderType.LIMIT,
            quote.bid if parent.order.is_buy else quote.ask,
            strategy=terms.strategy,
            principal=terms.principal,
            venue=terms.venue,
            parent_id=parent.order.id,
            role=OrderRole.SLICE,
            correlation_id=terms.correlation_id,
            short_sale=terms.short_sale,
            locate_id=terms.locate_id,
            self_trade=terms.self_trade,
        )
        if not parent.state.children:
            half = round_down(parent.order.qty / 2, parent.listing.lot) or parent.order.qty
            other = quote.ask if parent.order.is_buy else quote.bid
            child = replace(child, qty=half, limit_price=other)
        return Step((child,), wake_at=parent.at + WAIT_NS)

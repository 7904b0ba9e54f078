"""Parents that react to the market: what traders ask of them, and the laws that they keep."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from random import Random

import msgspec
from msgspec.structs import replace

from holdfast.core.ledger import Ledger
from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages.entry import Entry
from holdfast.model.order import OrderType, Param, Side, Tactic
from holdfast.simulation.broken import hold

CENT = Decimal("0.01")
Params = dict[str, Param]


def _peg(rng: Random) -> Params:
    return {
        "to": rng.choice(("PRIMARY", "MID", "MARKET")),
        "offset_ticks": rng.randint(-2, 0),
        "slice_qty_max": str(rng.randint(3, 10)),
        "cross_after_s": rng.choice((0, 20)),
        "duration_s": rng.choice((30, 600)),
        "at_end": rng.choice(("cancel", "cross")),
    }


def _iceberg(rng: Random) -> Params:
    return {"display_qty": str(rng.randint(1, 6)), "peg": rng.random() < 0.5}


def _sniper(rng: Random) -> Params:
    return {"size_min": str(rng.choice((20, 100, 150))), "cool_down_s": str(rng.randint(1, 5))}


def _adaptive(rng: Random) -> Params:
    return {
        "duration_s": rng.randint(10, 120),
        "slices": rng.randint(2, 6),
        "urgency": rng.choice(("low", "medium", "high")),
    }


TACTICS: dict[str, Callable[[Random], Params]] = {
    "peg": _peg,
    "iceberg": _iceberg,
    "sniper": _sniper,
    "adaptive": _adaptive,
}


def reacting(terms: c.SubmitOrder, price: Decimal, rng: Random) -> c.SubmitOrder:
    """Have an order worked by an algo that reacts, with a limit near the price."""
    name = rng.choice(list(TACTICS))
    limit = price + Decimal(rng.randint(-10, 30)) * (CENT if terms.side is Side.BUY else -CENT)
    tactic = Tactic(name, TACTICS[name](rng))
    return replace(terms, type=OrderType.LIMIT, limit_price=limit, tactic=tactic)


class Reacting:
    """The parents of these algos that the journal has told of, and what their children may be."""

    def __init__(self) -> None:
        self._parents: dict[str, c.SubmitOrder] = {}

    def durable(self, entry: Entry) -> None:
        """Hold each child to its parent's limit, and a sniper's to what it waits for."""
        for event in entry.events:
            if isinstance(event, e.OrderAccepted):
                tactic = event.terms.tactic
                if tactic is not None and tactic.name in TACTICS:
                    self._parents[event.order_id] = event.terms
            elif isinstance(event, e.OrderSent):
                parent = self._parents.get(event.terms.parent_id)
                if parent is not None:
                    _judge(event, parent, entry)

    def look(self, ledger: Ledger) -> None:
        """Hold each parent to its one child."""
        for parent_id in self._parents:
            state = ledger.parents.get(parent_id)
            if state is not None:
                told = f"{parent_id} has {list(state.open_children)} in the market"
                hold("I33", len(state.open_children) <= 1, told)


def _judge(event: e.OrderSent, parent: c.SubmitOrder, entry: Entry) -> None:
    terms, tactic = event.terms, parent.tactic
    if tactic is None or tactic.name != "sniper":
        return
    quotes = {each.instrument: each for each in entry.quotes}
    quote = quotes.get(terms.instrument)
    if quote is None:
        hold("I34", False, f"{event.order_id} shoots at nothing that is seen")
        return
    size = quote.ask_size if terms.side is Side.BUY else quote.bid_size
    least = msgspec.convert(tactic.params["size_min"], Decimal)
    hold("I34", size >= least, f"{event.order_id} shoots at {size}, and waits for {least}")

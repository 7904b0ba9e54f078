"""What traders do with orders that algos work: any of them, paused, resumed and amended."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from random import Random

from msgspec.structs import replace

from holdfast.messages import commands as c
from holdfast.messages import underway as u
from holdfast.model.order import OrderType, Param, Side, Tactic
from holdfast.model.times import SECOND_NS, rfc3339
from holdfast.simulation.setting import TRADER
from holdfast.simulation.world import World

CENT = Decimal("0.01")

Params = dict[str, Param]


def parent(world: World, rng: Random, base: c.SubmitOrder) -> None:
    """Ask for an order by an algo, at the market or at a limit."""
    if rng.random() < 0.5:
        price = world.price[base.instrument] + Decimal(rng.randint(-40, 40)) * CENT
        base = replace(base, type=OrderType.LIMIT, limit_price=price)
    name = "twap" if rng.random() < 0.3 else rng.choice(list(DRAWN))
    terms = replace(base, tactic=Tactic(name, DRAWN[name](world, rng, base)))
    world.asked[terms.client_order_id] = terms
    world.ask(terms)


def pause(world: World, rng: Random) -> None:
    order_id = _parent(world, rng)
    if order_id:
        cancel = rng.random() < 0.5
        world.ask(u.PauseOrder(order_id, TRADER, cancel_children=cancel))


def resume(world: World, rng: Random) -> None:
    """Resume a parent, most often one that is paused."""
    ledger = world.alive.desk.ledger
    paused = [name for name in ledger.open_orders if _is_paused(world, name)]
    order_id = rng.choice(paused) if paused else _parent(world, rng)
    if order_id:
        world.ask(u.ResumeOrder(order_id, TRADER))


def amend(world: World, rng: Random) -> None:
    """Make a parent larger, smaller, longer, or move its limit; some of that is refused."""
    order_id = _parent(world, rng)
    if not order_id:
        return
    order = world.alive.desk.ledger.orders[order_id]
    qty = Decimal(rng.randint(1, 30)) if rng.random() < 0.6 else None
    limit = None
    if order.limit_price is not None and rng.random() < 0.4:
        limit = world.price[order.terms.instrument] + Decimal(rng.randint(-60, 60)) * CENT
    params: Params | None = None
    if order.terms.tactic is not None and "duration_s" in order.terms.tactic.params:
        if rng.random() < 0.5:
            params = {"duration_s": rng.randint(5, 120)}
    world.ask(u.AmendParent(order_id, qty, limit, params=params, principal=TRADER))


def _is_paused(world: World, order_id: str) -> bool:
    state = world.alive.desk.ledger.parents.get(order_id)
    return state is not None and state.paused


def _parent(world: World, rng: Random) -> str:
    ledger = world.alive.desk.ledger
    working = [name for name in ledger.open_orders if name in ledger.parents]
    return rng.choice(working) if working else ""


# --- parameters, drawn ----------------------------------------------------------------


def _common(world: World, rng: Random, base: c.SubmitOrder) -> Params:
    """Draw parameters that all scheduled algos take; a third have none but a duration."""
    params: Params = {"duration_s": rng.randint(5, 60)}
    if rng.random() < 0.3:
        return params
    if rng.random() < 0.2:
        params["start"] = rng.randint(1, 10)
    if rng.random() < 0.3:
        way = 1 if base.side is Side.BUY else -1
        price = world.price[base.instrument] if base.limit_price is None else base.limit_price
        params["would_price"] = str(price - way * Decimal(rng.randint(0, 20)) * CENT)
    if rng.random() < 0.2:
        params["slice_qty_max"] = str(rng.randint(2, 8))
    elif rng.random() < 0.2:
        params["slice_qty_min"] = str(rng.randint(1, 4))
    if rng.random() < 0.2:
        params["participation_max"] = rng.choice(("0.1", "0.5", "1"))
    params["catch_up"] = rng.choice(("burst", "spread", "skip"))
    params["style"] = rng.choice(("aggressive", "passive", "mixed"))
    params["at_end"] = rng.choice(("cancel", "cross", "continue"))
    if params["at_end"] == "continue":
        params["continue_s"] = rng.randint(1, 30)
    return params


def _sliced(world: World, rng: Random, base: c.SubmitOrder) -> Params:
    return {**_common(world, rng, base), "slices": rng.randint(2, 6)}


def _plain(world: World, rng: Random, base: c.SubmitOrder) -> Params:
    """Draw a TWAP, most of them with nothing that could make a slice of its own."""
    if rng.random() < 0.7:
        return {"duration_s": rng.randint(5, 300), "slices": rng.randint(2, 6)}
    return _sliced(world, rng, base)


def _vwap(world: World, rng: Random, base: c.SubmitOrder) -> Params:
    return {**_sliced(world, rng, base), "curve": "flat"}


def _shortfall(world: World, rng: Random, base: c.SubmitOrder) -> Params:
    params = _sliced(world, rng, base)
    if rng.random() < 0.5:
        return {**params, "risk_aversion": "0.001", "impact_bps": "1"}
    return {**params, "urgency": rng.choice(("0", "1", "5"))}


def _without(params: Params, *names: str) -> Params:
    return {name: value for name, value in params.items() if name not in names}


def _pov(world: World, rng: Random, base: c.SubmitOrder) -> Params:
    params = _without(_common(world, rng, base), "participation_max", "catch_up")
    return {**params, "rate": rng.choice(("0.1", "0.5")), "every_s": rng.randint(1, 5)}


def _close(world: World, rng: Random, base: c.SubmitOrder) -> Params:
    closes = world.alive.time.now() + rng.randint(10, 90) * SECOND_NS
    params = _without(_common(world, rng, base), "duration_s", "at_end", "continue_s", "start")
    share = rng.choice(("0", "0.5", "1"))
    auction = rng.choice(("cross", "on_close"))
    return {
        **params,
        "end": rfc3339(closes),
        "slices": rng.randint(1, 4),
        "auction_share": share,
        "auction": auction,
        "cutoff_s": rng.randint(5, 30),
        "cross_s": rng.randint(1, 5),
    }


DRAWN: dict[str, Callable[[World, Random, c.SubmitOrder], Params]] = {
    "twap": _plain,
    "vwap": _vwap,
    "pov": _pov,
    "is": _shortfall,
    "close": _close,
}

"""What traders do with orders that depend on each other: lists, and brackets in their long form."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from msgspec.structs import replace

from holdfast.messages import commands as c
from holdfast.model.bracket import BracketTerms, StopMove, Target
from holdfast.model.contingency import Contingency, TriggerMode
from holdfast.model.instructions import Trail
from holdfast.model.order import OrderType, Side
from holdfast.simulation.setting import HIGH, LOW, TRADER
from holdfast.simulation.world import World

CENT = Decimal("0.01")


def siblings(world: World, rng: Random, base: c.SubmitOrder) -> None:
    """Ask for one of two on the same side: better than the market, or beyond it."""
    way = 1 if base.side is Side.BUY else -1
    price = world.price[base.instrument]
    near = replace(
        base, type=OrderType.LIMIT, limit_price=price - way * Decimal(rng.randint(0, 60)) * CENT
    )
    far = replace(
        base,
        type=OrderType.STOP,
        stop_price=price + way * Decimal(rng.randint(5, 80)) * CENT,
        client_order_id=world.next_id(),
    )
    kind = rng.choice((Contingency.OCO, Contingency.OCO, Contingency.OUO))
    is_full = kind is Contingency.OCO and rng.random() < 0.2
    mode = TriggerMode.FULL if is_full else TriggerMode.PARTIAL
    _listed(world, rng, (near, far), kind, mode)


def triggered(world: World, rng: Random, base: c.SubmitOrder) -> None:
    """Ask for an entry, and for the way out once it has filled."""
    way = 1 if base.side is Side.BUY else -1
    price = world.price[base.instrument]
    trigger = replace(
        base, type=OrderType.LIMIT, limit_price=price + way * Decimal(rng.randint(-40, 20)) * CENT
    )
    child = replace(
        base,
        side=base.side.opposite,
        type=OrderType.LIMIT,
        limit_price=price + way * Decimal(rng.randint(10, 200)) * CENT,
        client_order_id=world.next_id(),
    )
    _listed(world, rng, (trigger, child), Contingency.OTO, rng.choice(list(TriggerMode)))


def long_bracket(world: World, rng: Random, base: c.SubmitOrder) -> None:
    """Ask for an entry with two targets and a stop that moves."""
    way = 1 if base.side is Side.BUY else -1
    price = world.price[base.instrument]
    first, second = sorted(rng.sample(range(20, 200), 2))
    targets = (
        Target(price + way * first * CENT, share=Decimal("0.5")),
        Target(price + way * second * CENT),
    )
    moves = (StopMove(after_target=1), StopMove(at_price=price + way * 10 * CENT, offset=-CENT))
    bracket = BracketTerms(
        targets=targets,
        stop=price - way * rng.randint(20, 200) * CENT,
        mode=rng.choice(list(TriggerMode)),
        moves=moves if rng.random() < 0.6 else (),
        trail=Trail(Decimal(rng.randint(20, 150)) * CENT) if rng.random() < 0.4 else None,
    )
    terms = replace(base, bracket=bracket)
    world.asked[terms.client_order_id] = terms
    world.ask(terms)
    _stir(world, rng, terms.instrument)


def repeated(world: World, rng: Random) -> None:
    """Ask for a list again, as a client does that has lost its answer."""
    if world.listed:
        world.ask(world.listed[rng.choice(list(world.listed))])


def _listed(
    world: World,
    rng: Random,
    orders: tuple[c.SubmitOrder, ...],
    kind: Contingency,
    mode: TriggerMode,
) -> None:
    command = c.SubmitList(orders, kind, mode, world.next_id(), TRADER)
    world.listed[command.client_list_id] = command
    world.ask(command)
    _stir(world, rng, orders[0].instrument)


def _stir(world: World, rng: Random, name: str) -> None:
    """Let the market move a little, so that what was asked meets it."""
    for _ in range(rng.randint(0, 4)):
        moved = world.price[name] + Decimal(rng.randint(-60, 60)) * CENT
        world.price[name] = min(max(moved, LOW), HIGH)
        world.quote(name)

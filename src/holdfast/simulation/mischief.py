"""What the market and the venue do of their own accord, and what people do beside the desk."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages import reports as r
from holdfast.model.order import OrderStatus, OrderType, Side, TimeInForce
from holdfast.model.scope import FIRM, Scope
from holdfast.model.trading import Phase
from holdfast.simulation.setting import ACCOUNTS, HIGH, INSTRUMENTS, LOW, SECOND, TRADER
from holdfast.simulation.standing import Standing
from holdfast.simulation.traders import change
from holdfast.simulation.world import Act, World

CENT = Decimal("0.01")


def tick(world: World, rng: Random) -> None:
    """Let the market move a little, and sometimes a lot."""
    name = rng.choice(INSTRUMENTS)
    reach = 150 if rng.random() < 0.2 else 20
    moved = world.price[name] + Decimal(rng.randint(-reach, reach)) * CENT
    world.price[name] = min(max(moved, LOW), HIGH)
    world.quote(name)
    world.traded(name, Decimal(rng.randint(1, 40)))
    world.test()


def _standing(world: World, rng: Random) -> Standing | None:
    orders = world.truth.open_orders()
    return rng.choice(orders) if orders else None


def traded(world: World, rng: Random) -> None:
    """Let somebody trade with an order that rests."""
    order = _standing(world, rng)
    if order is None or order.limit is None or order.leaves <= 0 or order.terms.combo:
        return
    qty = Decimal(rng.randint(1, int(order.leaves)))
    world.truth.say(world.truth.trade(order, qty, order.limit))


def canceled_by_venue(world: World, rng: Random) -> None:
    """F19: a person at the broker's own screen cancels an order."""
    order = _standing(world, rng)
    if order is not None:
        world.hit("F19", f"{order.order_id} is cancelled at the venue")
        for report in world.truth.cancel(order):
            world.truth.say(report)


def overfill(world: World, rng: Random) -> None:
    """F11: more is traded than was ordered."""
    order = _standing(world, rng)
    if order is None or order.leaves <= 0:
        return
    qty = order.leaves + rng.randint(1, 3)
    price = order.limit or world.price[order.terms.instrument]
    world.hit("F11", f"{order.order_id} trades {qty}")
    world.witness.slack[order.terms.account, order.terms.instrument] += int(qty)
    world.truth.say(world.truth.trade(order, qty, price))


def bust(world: World, rng: Random) -> None:
    """F12: a trade is taken back, often of an order that is over."""
    trades = [each for each in world.truth.trades.values() if not each.is_busted]
    if not trades:
        return
    trade = rng.choice(trades)
    order = world.truth.orders[trade.order_id]
    if order.is_external or order.terms.exit_of or order.terms.parent_id:
        return
    world.hit("F12", trade.exec_id)
    if not order.is_open:
        world.hit("bust after filled")
    world.witness.slack[order.terms.account, order.terms.instrument] += int(trade.qty)
    world.truth.say(world.truth.bust(trade))


def correct(world: World, rng: Random) -> None:
    """F12: a trade was told with a wrong price, and has another name from then on."""
    trades = [each for each in world.truth.trades.values() if not each.is_busted]
    if not trades:
        return
    trade = rng.choice(trades)
    world.hit("F12", f"{trade.exec_id} is corrected")
    terms = world.truth.orders[trade.order_id].terms
    # told of the new trade alone, a desk holds both until it has asked
    world.witness.slack[terms.account, terms.instrument] += int(trade.qty)
    world.truth.say(world.truth.correct(trade, trade.price + CENT))


def by_hand(world: World, rng: Random) -> None:
    """F19: a person places an order at the broker's own screen."""
    name = rng.choice(INSTRUMENTS)
    price = world.price[name] + Decimal(rng.randint(-100, 100)) * CENT
    terms = c.SubmitOrder(
        rng.choice(ACCOUNTS),
        name,
        rng.choice((Side.BUY, Side.SELL)),
        Decimal(rng.randint(1, 5)),
        OrderType.LIMIT,
        price,
        time_in_force=TimeInForce.GTC,
    )
    world.hit("F19", f"somebody else's {terms.side} {terms.qty} {name}")
    world.witness.slack[terms.account, name] += int(terms.qty)
    for report in world.truth.by_hand(terms, rng):
        world.truth.say(report)


def halt(world: World, rng: Random) -> None:
    """F23: the venue halts an instrument, or opens it again."""
    name = rng.choice(INSTRUMENTS)
    is_halted = name in world.truth.halted
    world.hit("F23", f"{name} {'opens' if is_halted else 'is halted'}")
    phase = Phase.OPEN if is_halted else Phase.HALTED
    (world.truth.halted.discard if is_halted else world.truth.halted.add)(name)
    world.truth.say(r.VenuePhase(world.truth.name, name, phase, world.truth.now()))


def reconcile(world: World, rng: Random) -> None:
    world.ask(c.Reconcile(principal=TRADER))


def kill(world: World, rng: Random) -> None:
    """Kill a scope, and now and then while a change is in flight."""
    scopes = [FIRM, *(Scope(account=each) for each in ACCOUNTS), Scope(instrument="AAPL")]
    scope = rng.choice(scopes)
    if rng.random() < 0.5:
        change(world, rng)
    ledger = world.alive.desk.ledger
    if any(
        ledger.orders[each].status is OrderStatus.PENDING_REPLACE for each in ledger.open_orders
    ):
        world.hit("kill during pending replace")
    world.ask(k.Kill(scope, TRADER, "a drill"))
    if rng.random() < 0.8:
        world.resets.append(scope)


def reset(world: World, rng: Random) -> None:
    """End what was killed, as two persons."""
    if not world.resets:
        return
    scope = world.resets.pop()
    told = world.ask(k.ResetKill(scope, TRADER, "the drill is over"))
    if told is not None and told.proposal_id:
        world.ask(k.Approve(told.proposal_id, SECOND, "agreed"))


MISCHIEF: dict[str, tuple[int, Act]] = {
    "tick": (30, tick),
    "traded": (12, traded),
    "canceled by the venue": (2, canceled_by_venue),
    "overfill": (1, overfill),
    "bust": (1, bust),
    "correct": (1, correct),
    "by hand": (1, by_hand),
    "halt": (2, halt),
    "reconcile": (3, reconcile),
    "kill": (1, kill),
    "reset": (6, reset),
}

"""What traders do: orders of every kind, cancels, changes, plans, and the same thing twice."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from msgspec.structs import replace

from holdfast.core.ledger import IDLE, Order
from holdfast.messages import commands as c
from holdfast.messages.plan import Action, Decision, DecisionPlan, Size, SizeUnit
from holdfast.messages.refusals import Reason
from holdfast.messages.spreads import SubmitSpread
from holdfast.model.order import OrderStatus, OrderType, Side, Tactic, TimeInForce
from holdfast.model.spread import OnStranded, SpreadLeg, SpreadTerms
from holdfast.simulation import parents
from holdfast.simulation.broken import hold
from holdfast.simulation.contingencies import long_bracket, repeated, siblings, triggered
from holdfast.simulation.held import KINDS
from holdfast.simulation.reacting import reacting
from holdfast.simulation.setting import ACCOUNTS, INSTRUMENTS, TRADER
from holdfast.simulation.world import Act, World

CENT = Decimal("0.01")


def _price(world: World, rng: Random, name: str) -> Decimal:
    return world.price[name] + Decimal(rng.randint(-200, 200)) * CENT


def _terms(world: World, rng: Random) -> c.SubmitOrder:
    account, name = rng.choice(ACCOUNTS), rng.choice(INSTRUMENTS)
    # each world leans to one side in each book, so that limits are met and not only passed by
    leaning = Random(f"{world.seed} {account} {name}").choice((Side.BUY, Side.SELL))
    side = leaning if rng.random() < 0.75 else leaning.opposite
    return c.SubmitOrder(
        account,
        name,
        side,
        Decimal(rng.randint(1, 25)),
        client_order_id=world.next_id(),
        principal=TRADER,
        strategy=rng.choice(("", "s")),
        time_in_force=TimeInForce.GTC,
        # a purchase that is marked so would be refused
        short_sale=side is Side.SELL,
    )


def _submit(world: World, terms: c.SubmitOrder) -> None:
    world.asked[terms.client_order_id] = terms
    world.ask(terms)


def market_order(world: World, rng: Random) -> None:
    _submit(world, _terms(world, rng))


def limit_order(world: World, rng: Random) -> None:
    terms = _terms(world, rng)
    tif = rng.choice((TimeInForce.GTC, TimeInForce.GTC, TimeInForce.IOC, TimeInForce.FOK))
    price = _price(world, rng, terms.instrument)
    _submit(world, replace(terms, type=OrderType.LIMIT, limit_price=price, time_in_force=tif))


def stop_order(world: World, rng: Random) -> None:
    terms = _terms(world, rng)
    way = 1 if terms.side is Side.BUY else -1
    stop = world.price[terms.instrument] + way * Decimal(rng.randint(5, 150)) * CENT
    _submit(world, replace(terms, type=OrderType.STOP, stop_price=stop))


def bracket(world: World, rng: Random) -> None:
    terms = _terms(world, rng)
    way = 1 if terms.side is Side.BUY else -1
    price = world.price[terms.instrument]
    aim = Decimal(rng.randint(50, 300)) * CENT
    _submit(
        world,
        replace(terms, take_profit=price + way * aim, stop_loss=price - way * aim),
    )


def parent(world: World, rng: Random) -> None:
    parents.parent(world, rng, _terms(world, rng))


def reacting_parent(world: World, rng: Random) -> None:
    terms = _terms(world, rng)
    _submit(world, reacting(terms, world.price[terms.instrument], rng))


def completed(world: World, rng: Random) -> None:
    """A resting order with a policy for what is left of it."""
    terms = _terms(world, rng)
    price = _price(world, rng, terms.instrument)
    way = 1 if terms.side is Side.BUY else -1
    params: dict[str, str | int | bool] = {
        "then": rng.choice(("WAIT", "REPRICE", "CROSS", "CANCEL")),
        "after_s": rng.randint(0, 20),
        "every_s": rng.randint(1, 5),
        "moves_max": rng.randint(1, 5),
        "bound": str(price + way),
    }
    tactic = Tactic("complete", params)
    _submit(world, replace(terms, type=OrderType.LIMIT, limit_price=price, tactic=tactic))


def plan(world: World, rng: Random) -> None:
    decisions = tuple(
        Decision(
            name, rng.choice((Action.BUY, Action.SELL)), size=Size(Decimal(5), SizeUnit.SHARES)
        )
        for name in INSTRUMENTS
    )
    name = world.next_id()
    world.ask(c.SubmitPlan(DecisionPlan(name, rng.choice(ACCOUNTS), decisions), principal=TRADER))


def contingent(world: World, rng: Random) -> None:
    rng.choice((siblings, siblings, triggered))(world, rng, _terms(world, rng))


def several_targets(world: World, rng: Random) -> None:
    long_bracket(world, rng, _terms(world, rng))


def spread(world: World, rng: Random) -> None:
    """A multi-leg order, at the market or at a net price near what the legs come to now."""
    one, other = INSTRUMENTS[:2]
    ratio = rng.randint(1, 3)
    net = world.price[one] - ratio * world.price[other] + Decimal(rng.randint(-60, 100)) * CENT
    terms = SpreadTerms(
        rng.choice(ACCOUNTS),
        (SpreadLeg(one, Side.BUY), SpreadLeg(other, Side.SELL, ratio)),
        Decimal(rng.randint(1, 6)),
        rng.choice((None, net)),
        rng.choice((TimeInForce.GTC, TimeInForce.IOC)),
        on_stranded=rng.choice((OnStranded.COMPLETE, OnStranded.UNWIND)),
        patience_s=rng.randint(0, 5),
        client_order_id=world.next_id(),
        principal=TRADER,
        short_sale=True,
    )
    world.ask(SubmitSpread(terms))


def cancel_spread(world: World, rng: Random) -> None:
    open_spreads = [each for each in world.alive.desk.ledger.spreads.all.values() if each.is_open]
    if open_spreads:
        world.ask(c.CancelOrder(rng.choice(open_spreads).id, TRADER))


def held(world: World, rng: Random) -> None:
    """Ask for something that the venue may lack."""
    terms = _terms(world, rng)
    make = rng.choice(KINDS)
    _submit(world, make(terms, world.price[terms.instrument], world.alive.time.now(), rng))


def _open(world: World) -> list[Order]:
    ledger = world.alive.desk.ledger
    return [ledger.orders[order_id] for order_id in ledger.open_orders]


def cancel(world: World, rng: Random) -> None:
    orders = _open(world)
    if not orders:
        return
    order = rng.choice(orders)
    before = order.status
    told = world.ask(c.CancelOrder(order.id, TRADER))
    hold("I31", told is not None and told.ok, f"the cancel of {order.id} ({before}) was refused")


def cancel_all(world: World, rng: Random) -> None:
    side = rng.choice((None, None, Side.BUY, Side.SELL))
    world.ask(c.CancelAll(rng.choice(("", *ACCOUNTS)), principal=TRADER, side=side))


def change(world: World, rng: Random) -> None:
    orders = [each for each in _open(world) if each.status in IDLE]
    if not orders:
        return
    order = rng.choice(orders)
    qty = Decimal(rng.randint(1, 30)) if rng.random() < 0.7 else None
    price = None
    if order.limit_price is not None and (qty is None or rng.random() < 0.4):
        price = _price(world, rng, order.terms.instrument)
    world.ask(c.ReplaceOrder(order.id, qty=qty, limit_price=price, principal=TRADER))


def change_time(world: World, rng: Random) -> None:
    """Change how long an order lasts, alone or with its quantity."""
    orders = [each for each in _open(world) if each.status in IDLE]
    if not orders:
        return
    order = rng.choice(orders)
    lasts = rng.choice((TimeInForce.DAY, TimeInForce.GTC))
    qty = Decimal(rng.randint(1, 30)) if rng.random() < 0.3 else None
    world.ask(c.ReplaceOrder(order.id, qty, principal=TRADER, time_in_force=lasts))


def change_often(world: World, rng: Random) -> None:
    """Change an order again and again before its venue has answered; each change has a name."""
    orders = [each for each in _open(world) if each.status in _CHANGING]
    if not orders:
        return
    order = rng.choice(orders)
    for _ in range(rng.randint(2, 4)):
        qty = Decimal(rng.randint(1, 30))
        name = world.next_id()
        asked = c.ReplaceOrder(order.id, qty, principal=TRADER, client_order_id=name)
        told = world.ask(asked)
        if told is not None and told.ok and rng.random() < 0.3:
            again = world.ask(asked)
            hold("I04", again is None or again.repeated, f"{name} was taken, and now: {again}")


def cancel_some(world: World, rng: Random) -> None:
    """Cancel several orders by name, one of which nobody knows."""
    orders = _open(world)
    names = tuple(each.id for each in rng.sample(orders, min(len(orders), rng.randint(1, 4))))
    told = world.ask(c.CancelOrders((*names, "nobody"), TRADER))
    if told is not None and told.outcomes:
        refused = [each.order_id for each in told.outcomes if each.refusals]
        known = world.alive.desk.ledger.orders
        # what the desk holds may be over with one that was named before it
        still = [each for each in refused if each not in known or known[each].is_open]
        hold("I31", still == ["nobody"], f"the cancels of {still} were refused")


def squeeze(world: World, rng: Random) -> None:
    """Make an order smaller, and ask at once for what that would give back, and more."""
    orders = [each for each in _open(world) if each.status in IDLE and each.leaves_qty > 2]
    if not orders:
        return
    order = rng.choice(orders)
    terms = order.terms
    world.ask(c.ReplaceOrder(order.id, qty=order.cum_qty + 1, principal=TRADER))
    more = replace(
        _terms(world, rng), account=terms.account, instrument=terms.instrument, side=terms.side
    )
    _submit(world, replace(more, qty=Decimal(rng.randint(5, 30))))


def repeat(world: World, rng: Random) -> None:
    """Ask for the same again, as a client does that has lost its answer."""
    if not world.asked:
        return
    terms = world.asked[rng.choice(list(world.asked))]
    known = world.witness.acknowledged.get(terms.client_order_id)
    told = world.ask(terms)
    if known is not None and told is not None:
        hold("I04", told.order_id == known, f"{terms.client_order_id} was {known}, now {told}")


def repeat_otherwise(world: World, rng: Random) -> None:
    """Ask for something else under an id that is taken."""
    taken = [each for each in world.asked if each in world.witness.acknowledged]
    if not taken:
        return
    terms = world.asked[rng.choice(taken)]
    told = world.alive.desk.ask(replace(terms, qty=terms.qty + 1))
    codes = [] if told is None else [each.code for each in told.refusals]
    hold(
        "I04",
        Reason.CLIENT_ORDER_ID_CONFLICT in codes,
        f"{terms.client_order_id} with other terms: {told}",
    )


def burst(world: World, rng: Random) -> None:
    """Several orders in one batch, committed together."""
    desk = world.alive.desk
    desk.drain()
    taken = []
    for _ in range(rng.randint(2, 6)):
        terms = _terms(world, rng)
        world.asked[terms.client_order_id] = terms
        taken.append((terms, desk.take(terms)))
    desk.engine.commit()
    for terms, told in taken:
        world.witness.told(terms, told)


_CHANGING = (*IDLE, OrderStatus.PENDING_REPLACE)

TRADES: dict[str, tuple[int, Act]] = {
    "market order": (10, market_order),
    "limit order": (20, limit_order),
    "stop order": (5, stop_order),
    "bracket": (6, bracket),
    "parent": (12, parent),
    "pause": (3, parents.pause),
    "resume": (4, parents.resume),
    "amend": (3, parents.amend),
    "list": (6, contingent),
    "list again": (1, repeated),
    "several targets": (4, several_targets),
    "held order": (12, held),
    "reacting parent": (5, reacting_parent),
    "completed": (3, completed),
    "plan": (3, plan),
    "spread": (3, spread),
    "cancel spread": (2, cancel_spread),
    "burst": (4, burst),
    "cancel": (10, cancel),
    "cancel all": (1, cancel_all),
    "change": (10, change),
    "change time": (3, change_time),
    "change often": (5, change_often),
    "cancel some": (2, cancel_some),
    "squeeze": (4, squeeze),
    "repeat": (4, repeat),
    "repeat otherwise": (2, repeat_otherwise),
}

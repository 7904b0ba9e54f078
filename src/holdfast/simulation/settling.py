"""The end of a run: faults off, and the desk must come to agree with its venue."""

from __future__ import annotations

from holdfast.core.brackets import unprotected_qty
from holdfast.core.family import recollect
from holdfast.main import policies
from holdfast.messages import commands as c
from holdfast.messages import differences as d
from holdfast.messages import events as e
from holdfast.messages import links as n
from holdfast.messages import rulings as g
from holdfast.model.numbers import ZERO
from holdfast.model.order import OrderStatus
from holdfast.recovery.replay import redecide
from holdfast.simulation.broken import hold
from holdfast.simulation.setting import ACCOUNTS, INSTRUMENTS, SECOND_NS, TRADER
from holdfast.simulation.world import World

ROUNDS_MAX = 20
ROUND_NS = 31 * SECOND_NS
_PENDING = (
    OrderStatus.UNKNOWN,
    OrderStatus.SENT,
    OrderStatus.PENDING_CANCEL,
    OrderStatus.PENDING_REPLACE,
)
# what asking again may write when nothing differs: the questions themselves
_QUESTIONS = (
    e.QuerySent,
    d.AccountQueried,
    d.AccountCompared,
    g.PositionsTold,
    g.OrderTold,
    n.QuestionAnswered,
)


def settle(world: World) -> None:
    """Turn the faults off, let time pass, and hold the desk to the venue's books."""
    world.is_calm = True
    world.fuse.disarm()
    world.die("the last time")
    _rounds(world)
    _agree(world)
    _protected(world)
    for order_id in tuple(world.alive.desk.ledger.parents):
        # what is worked by time would do something new
        world.ask(c.CancelOrder(order_id, TRADER))
    _rounds(world)
    _nothing_new(world)
    world.ask(c.CancelAll(principal=TRADER))
    _rounds(world)
    _agree(world)
    hold("I22", not world.truth.open_orders(), f"still open: {_ids(world)}")
    _decides_the_same(world)


def _rounds(world: World) -> None:
    for _ in range(ROUNDS_MAX):
        for name in INSTRUMENTS:
            world.quote(name)
        world.test()
        world.ask(c.Reconcile(principal=TRADER))
        world.run(ROUND_NS)
        is_armed = world.alive.desk.ledger.is_armed
        if is_armed and not _pending(world) and not _differences(world):
            return


def _pending(world: World) -> list[str]:
    ledger = world.alive.desk.ledger
    return [
        f"{order_id} is {ledger.orders[order_id].status}"
        for order_id in ledger.open_orders
        if ledger.orders[order_id].status in _PENDING and order_id not in ledger.parents
    ]


def _agree(world: World) -> None:
    world.witness.look(world.alive.desk.ledger)
    pending = _pending(world)
    hold("I22", not pending, "; ".join(pending))
    differences = _differences(world)
    hold("I22", not differences, "; ".join(differences))


def _differences(world: World) -> list[str]:
    """Compare orders, fills, positions and cash; all of it must be the same."""
    ledger, truth = world.alive.desk.ledger, world.truth
    found = []
    for order_id, at_venue in truth.orders.items():
        order = recollect(ledger, truth.known_as(at_venue))
        if order is None:
            found.append(f"{order_id} is at the venue and unknown")
        elif (order.is_open, order.cum_qty) != (at_venue.is_open, at_venue.cum):
            found.append(
                f"{order_id} is {order.status} {order.cum_qty}, "
                f"at the venue {at_venue.status} {at_venue.cum}"
            )
    there = {truth.known_as(each) for each in truth.orders.values()}
    for order_id in ledger.open_orders:
        if order_id not in there and order_id not in ledger.parents:
            found.append(f"{order_id} is open here and not at the venue")
    for (account, instrument), qty in truth.positions().items():
        held = ledger.position(account, instrument).qty
        if held != qty:
            found.append(f"{account} holds {held} {instrument}, at the venue {qty}")
    for account in ACCOUNTS:
        cash = ledger.accounts[account].cash["USD"]
        if cash != truth.cash(account):
            found.append(f"{account} has {cash}, at the venue {truth.cash(account)}")
    return found


def _nothing_new(world: World) -> None:
    """Ask everything once more: where nothing differs, nothing may follow."""
    before = world.alive.desk.ledger.seq
    world.ask(c.Reconcile(principal=TRADER))
    world.run(SECOND_NS)
    for entry in world.alive.journal.entries(before + 1):
        for event in entry.events:
            is_question = isinstance(event, _QUESTIONS)
            hold("I23", is_question or _is_time(entry.command), f"reconciled again: {event}")


def _is_time(command: object) -> bool:
    """Tell whether an input came by a clock and not by the reconciliation."""
    return command is not None and not isinstance(command, c.Reconcile)


def _protected(world: World) -> None:
    """Every share that an entry has filled has a stop, or a person has been told."""
    ledger = world.alive.desk.ledger
    told = {each.subject for each in ledger.discrepancies}
    for entry_id in ledger.brackets:
        bare = unprotected_qty(ledger, entry_id)
        hold("I22", bare == ZERO or entry_id in told, f"{bare} of {entry_id} have no stop")


def _decides_the_same(world: World) -> None:
    again = redecide(world.alive.journal.entries(), policies())
    hold("I18", not again.differences, f"decided again: {again.differences[:1]}")
    hold("I17", again.same_state, "decided again, the state is another")


def _ids(world: World) -> list[str]:
    return [each.order_id for each in world.truth.open_orders()]

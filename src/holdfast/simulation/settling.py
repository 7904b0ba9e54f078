"""The end of a run: faults off, and the desk must come to agree with its venue."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.core.brackets import unprotected_qty
from holdfast.core.family import recollect
from holdfast.main import policies
from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages import differences as d
from holdfast.messages import events as e
from holdfast.messages import links as n
from holdfast.messages import rulings as g
from holdfast.model.difference import Action, Kind, Mend
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
_ADJUSTS = (Mend.ADJUST_POSITION, Mend.ADJUST_CASH)
# what asking again may write when nothing differs: the questions themselves
_QUESTIONS = (
    e.QuerySent,
    d.AccountQueried,
    d.AccountCompared,
    g.PositionsTold,
    g.SelfTested,  # while the desk is not armed, for want of a person's answer
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
    _none_alone(world)
    _decides_the_same(world)


def _none_alone(world: World) -> None:
    """Hold every multi-leg order to its end: none works on, and no leg was left alone unseen."""
    if any(each.terms.combo for each in world.truth.orders.values()):
        world.hit("several legs as one order")
    for each in world.alive.desk.ledger.spreads.all.values():
        hold("I22", not each.is_open, f"multi-leg order {each.id} works on without its legs")
        hold("I22", not each.alone, f"{each.alone} of {each.id} stand alone")


def _rounds(world: World) -> None:
    for _ in range(ROUNDS_MAX):
        for name in INSTRUMENTS:
            world.quote(name)
        world.test()
        world.ask(c.Reconcile(principal=TRADER))
        world.run(ROUND_NS)
        _repair(world)
        is_armed = world.alive.desk.ledger.is_armed
        if is_armed and not _pending(world) and not _differences(world):
            return


def _repair(world: World) -> None:
    """Be the person who answers what is asked: a fill that the venue has not is taken back.

    A position or cash is never adjusted: what it should be must come of fills.
    """
    inbox = world.alive.desk.ledger.reconciled.inbox
    for each in tuple(inbox.open.values()):
        if each.repair is not None and each.repair.mend not in _ADJUSTS:
            asked = k.ResolveDiscrepancy(each.id, Action.REPAIR, "the venue is right", TRADER)
            world.ask(asked)


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
    """Compare orders, positions and cash; all of it must be the same."""
    return [*_in_orders(world), *_in_holdings(world)]


def _in_orders(world: World) -> Iterator[str]:
    ledger, truth = world.alive.desk.ledger, world.truth
    for order_id, at_venue in truth.orders.items():
        order = recollect(ledger, truth.known_as(at_venue))
        if order is None and at_venue.is_external and not (at_venue.is_open or at_venue.cum):
            # somebody else's, over before anybody heard of it, and it never traded
            continue
        if order is None:
            yield f"{order_id} is at the venue and unknown"
        elif order_id not in ledger.orders and not order.is_open and not at_venue.is_open:
            # forgotten with what it had traded then
            continue
        elif (order.is_open, order.cum_qty) != (at_venue.is_open, at_venue.cum):
            yield (
                f"{order_id} is {order.status} {order.cum_qty}, "
                f"at the venue {at_venue.status} {at_venue.cum}"
            )
    there = {truth.known_as(each) for each in truth.orders.values()}
    for order_id in ledger.open_orders:
        if order_id not in there and order_id not in ledger.parents:
            yield f"{order_id} is open here and not at the venue"


def _in_holdings(world: World) -> Iterator[str]:
    ledger, truth = world.alive.desk.ledger, world.truth
    for (account, instrument), qty in truth.positions().items():
        held = ledger.position(account, instrument).qty
        if held != qty and not _is_forgotten(world, account, instrument):
            yield f"{account} holds {held} {instrument}, at the venue {qty}"
    for account in ACCOUNTS:
        cash = ledger.accounts[account].cash["USD"]
        # a correction told before its fill has no fee, and it may be small
        allowed = ledger.reconciled.policy.cash_tolerance if world.seen["F12"] else ZERO
        if abs(cash - truth.cash(account)) > allowed and not _is_told_of(world, account):
            yield f"{account} has {cash}, at the venue {truth.cash(account)}"


def _is_told_of(world: World, account: str) -> bool:
    """Tell whether a person has been told that the cash differs.

    The fee of a fill that was corrected before it was told is known to nobody but the venue.
    """
    standing = world.alive.desk.ledger.reconciled.inbox.open.values()
    return bool(world.seen["F12"]) and any(
        (each.kind, each.account) == (Kind.CASH, account) for each in standing
    )


def _is_forgotten(world: World, account: str, instrument: str) -> bool:
    """Tell whether a person has been told of a position whose trades are in the journal alone.

    Of a trade that is taken back after its order was forgotten only the sum can differ.
    """
    ledger = world.alive.desk.ledger
    subject = f"position {account} {instrument}"
    is_told = any(each.subject == subject for each in ledger.reconciled.inbox.open.values())
    return bool(world.seen["F12"] and ledger.memory.forgotten) and is_told


def _nothing_new(world: World) -> None:
    """Ask everything once more: where nothing differs, nothing may follow."""
    # what was mended is seen to be so by one more picture
    world.ask(c.Reconcile(principal=TRADER))
    world.run(ROUND_NS)
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

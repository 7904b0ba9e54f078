"""What leaves: the only way to OrderSent and ReplaceSent, for doors, algos, brackets and plans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from holdfast.core.asked_size import as_asked, sized
from holdfast.core.chains import Timing
from holdfast.core.forgetting import recall
from holdfast.core.gate import Verdict, judge
from holdfast.core.guests import Missing
from holdfast.core.lapsing import lapsed
from holdfast.core.ledger import Ledger, Order
from holdfast.core.policy import Policies, Prevention
from holdfast.core.preventing import pulled, shrinking, told
from holdfast.core.refusing import id_conflict
from holdfast.core.trailed import own_stop
from holdfast.core.working import Algo
from holdfast.messages import events as e
from holdfast.messages import rulings as g
from holdfast.messages import underway as u
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.refusals import Reason, Refusal
from holdfast.messages.stamp import Stamp
from holdfast.model.ids import ClientOrderId, OrderId
from holdfast.model.numbers import ZERO
from holdfast.model.order import OrderStatus
from holdfast.model.trading import Stop

ROWS = ("RC11", "RC13")  # the controls that it holds, by their ids

# quantity, limit price, stop price
Change = tuple[Decimal, Decimal | None, Decimal | None]


class Beside(Struct, frozen=True, gc=False):
    """What a change may have besides quantity and prices; without a timing that stays as it is."""

    timing: Timing | None = None
    client_order_id: ClientOrderId = ""
    is_queued: bool = False  # it has waited for another's answer
    is_cut: bool = False  # the desk's own, to less and nothing else: no limit stops it


_BARE = Beside()
CUT = Beside(is_cut=True)

DESK = "desk"  # the principal of what the desk does by itself


def submit(
    ledger: Ledger, order: SubmitOrder, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Take an order from a door: once per client order id, then through the gate."""
    if order.client_order_id:
        account = ledger.accounts.get(order.account)
        known = account.client_ids.get(order.client_order_id) if account is not None else None
        if known is not None:
            return _again(ledger, order, known)
    if (
        order.parent_id
        or order.exit_of
        or order.role is not None
        or order.list_id
        or order.exit_index
        or order.combo
    ):
        return _refuse_links(ledger, order)
    if order.quote_qty is not None or order.target_position is not None:
        wanted = sized(ledger, order, stamp)
        if isinstance(wanted, Refusal):
            return (e.OrderRefused(ledger.next_order_id(), order, (wanted,)),)
        order = wanted
    if stamp.at >= ledger.next_lapse:
        return _late(ledger, order, stamp, policies)
    return place(ledger, order, stamp, policies)


def _late(
    ledger: Ledger, order: SubmitOrder, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """End what is over, then judge: a raise that no timer has ended yet lets nothing pass."""
    yield from lapsed(ledger, stamp)
    yield from place(ledger, order, stamp, policies)


def place(
    ledger: Ledger,
    order: SubmitOrder,
    stamp: Stamp,
    policies: Policies,
    freed: Decimal = ZERO,
    algo: str = "",
) -> Sequence[e.Event]:
    """Pass the gate and send, or start a parent, or refuse: one choke point for every order.

    `algo` names the emulator that works it, where it is a parent without a tactic.
    """
    verdict = judge(ledger, order, stamp, policies, None, freed, algo)
    refusals = verdict.refusals
    order_id = ledger.next_order_id()
    if verdict.is_clean and order.tactic is None and not order.parent_id and not algo:
        # most orders, by the shortest way
        return (e.OrderSent(order_id, order, verdict.reserve_price, verdict.arrival_price),)
    if order.parent_id:
        overrun = _overrun(ledger, order)
        if overrun is not None:
            refused = e.OrderRefused(order_id, order, (*refusals, overrun))
            aside = _aside(ledger, order_id, replace(verdict, permits=()), stamp)
            return (refused, *_frozen(ledger, order, overrun), *aside)
    aside = _aside(ledger, order_id, verdict, stamp)
    prevention = verdict.prevention
    way = () if prevention is None else _way(ledger, order_id, prevention, stamp, policies)
    if refusals:
        return (e.OrderRefused(order_id, order, refusals), *aside, *way)
    worker = algo or verdict.worker
    if not worker and order.tactic is None:
        price, arrival = verdict.reserve_price, verdict.arrival_price
        cut = None if prevention is None else _cut(order, prevention)
        sent = e.OrderSent(order_id, order, price, arrival, cut)
        # what gives way leaves before what it would have met
        return (*way, sent, *aside) if aside else (sent,)
    works = algo_of(order, worker, policies)
    return (
        e.OrderAccepted(order_id, order, verdict.reserve_price, verdict.arrival_price, worker),
        e.ParentScheduled(order_id, works.start_at(order, stamp.at)),
        *aside,
    )


def algo_of(terms: SubmitOrder, worker: str, policies: Policies) -> Algo:
    """Find who works a parent: an emulator by its name, else its own tactic."""
    if terms.tactic is not None and worker in ("", terms.tactic.name):
        return policies.algos.get(terms.tactic.name) or Missing(terms.tactic.name)
    return policies.emulators[worker]


def _way(
    ledger: Ledger, order_id: OrderId, prevention: Prevention, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """Cancel or shrink the own orders that give way to another."""
    yield from pulled(ledger, order_id, prevention)
    for order, left in shrinking(ledger, prevention):
        yield from change(
            ledger, order, (left, order.limit_price, own_stop(order)), stamp, policies
        )


def _cut(order: SubmitOrder, prevention: Prevention) -> Decimal | None:
    """Return what is left to send of an order that would have met own ones, None if all is."""
    return prevention.left if prevention.left < order.qty else None


def change(
    ledger: Ledger,
    order: Order,
    asked: Change,
    stamp: Stamp,
    policies: Policies,
    beside: Beside = _BARE,
) -> tuple[e.Event, ...]:
    """Pass the gate and send a change, or refuse it: one choke point for every replacement.

    It is judged as a new order beside the old: until the answer both may trade.
    """
    terms = changed(ledger, order, asked, beside.timing)
    verdict = judge(ledger, terms, stamp, policies, order, is_cut=beside.is_cut)
    aside = _aside(ledger, order.id, verdict, stamp)
    prevention = verdict.prevention
    way = () if prevention is None else pulled(ledger, order.id, prevention)
    if verdict.refusals:
        return (e.RequestRefused(order.id, verdict.refusals), *aside)
    if order.id in ledger.parents:
        amended = u.ParentAmended(order.id, *asked, verdict.reserve_price, order.terms.tactic)
        bands = ledger.parents[order.id].bands
        return (amended, e.ParentScheduled(order.id, stamp.at, bands), *aside)
    chain = ledger.chains.of.get(order.id)
    time_in_force, expire_at = beside.timing or (None, None)
    return (
        *way,
        e.ReplaceSent(
            order.id,
            *asked,
            verdict.reserve_price,
            time_in_force,
            expire_at,
            # an id that no other change of the order has
            f"{order.id}.{1 if chain is None else chain.sent + 1}",
            "" if chain is None else chain.known_as,
            beside.client_order_id,
            beside.is_queued,
        ),
        *aside,
    )


def change_parent(
    ledger: Ledger, order: Order, terms: SubmitOrder, stamp: Stamp, policies: Policies
) -> tuple[e.Event, ...]:
    """Pass the gate and amend a parent, or refuse it: judged for what it has not given out."""
    verdict = judge(ledger, terms, stamp, policies, order)
    aside = _aside(ledger, order.id, verdict, stamp)
    if verdict.refusals:
        return (e.RequestRefused(order.id, verdict.refusals), *aside)
    amended = u.ParentAmended(
        order.id,
        terms.qty,
        terms.limit_price,
        terms.stop_price,
        verdict.reserve_price,
        terms.tactic,
    )
    return (amended, *aside)


def changed(
    ledger: Ledger, order: Order, asked: Change, timing: Timing | None = None
) -> SubmitOrder:
    """Write a change as an order of its own.

    An entry that moves is judged with its exits, lest it come to lie beyond them.
    """
    qty, limit_price, stop_price = asked
    time_in_force, expire_at = timing or ledger.chains.timing(order.id, order.terms)
    terms = replace(
        order.terms,
        qty=qty,
        limit_price=limit_price,
        stop_price=stop_price,
        time_in_force=time_in_force,
        expire_at=expire_at,
        client_order_id="",
        max_slippage_bps=None,
    )
    if (limit_price, stop_price) != (order.limit_price, own_stop(order)):
        return terms
    return replace(terms, take_profit=None, stop_loss=None, stop_loss_limit=None, bracket=None)


def _aside(ledger: Ledger, order_id: str, verdict: Verdict, stamp: Stamp) -> tuple[g.Ruling, ...]:
    """List what the gate's verdict brings about besides the order itself."""
    prevention = verdict.prevention
    if not (verdict.shadows or verdict.permits or verdict.trips or verdict.nears or prevention):
        return ()
    rulings: list[g.Ruling] = [g.PermitEnded(permit, order_id) for permit in verdict.permits]
    if prevention is not None:
        rulings.extend(told(order_id, prevention))
    if verdict.shadows:
        rulings.append(g.ShadowBreached(order_id, verdict.shadows))
    for check, near in verdict.nears:
        rulings.append(g.LimitNear(order_id, near.scope, check, near.measured, near.limit))
    for check, trip in verdict.trips:
        state = ledger.scope_of(trip.scope)
        if state is None or check not in state.stops:
            stop = Stop(check, trip.state, trip.latch, DESK, trip.why, stamp.at, trip.until)
            rulings.append(g.ScopeStopped(trip.scope, stop))
    return tuple(rulings)


def _again(ledger: Ledger, order: SubmitOrder, known: str) -> Iterator[e.Event]:
    yield from recall(ledger, known)
    if as_asked(ledger.orders[known].terms, order) == order:
        return
    yield id_conflict(order.client_order_id, known)


def _refuse_links(ledger: Ledger, order: SubmitOrder) -> tuple[e.Event, ...]:
    for field in ("parent_id", "exit_of", "role", "list_id", "exit_index", "combo"):
        value = getattr(order, field)
        if value:
            detail = f"{field} {value} is the desk's to set"
            refusal = Refusal(Reason.INVALID_ORDER, detail, field)
            return (e.OrderRefused(ledger.next_order_id(), order, (refusal,)),)
    return ()


def _overrun(ledger: Ledger, child: SubmitOrder) -> Refusal | None:
    parent = ledger.orders[child.parent_id]
    committed = ledger.parents[child.parent_id].committed
    if committed + child.qty <= parent.qty:
        return None
    headroom = parent.qty - committed
    detail = f"children of {child.parent_id} would outrun it"
    asked = committed + child.qty
    return Refusal(Reason.PARENT_OVERRUN, detail, "qty", asked, parent.qty, headroom)


def _frozen(ledger: Ledger, child: SubmitOrder, overrun: Refusal) -> Iterator[e.Event]:
    """Let a parent that asks for more than it is give out no more: its algo cannot count.

    What it has in the market works on: together it is no more than what was ordered.
    """
    parent_id = child.parent_id
    told = f"{overrun.measured} of {overrun.limit} would be out with {child.qty} more"
    yield e.DiscrepancyFound(parent_id, "its slices would outrun it, so it is frozen", told)
    if ledger.parents[parent_id].ending is None:
        yield e.ParentStopping(parent_id, OrderStatus.CANCELED, "its slices would outrun it")

"""The gate: every order passes every check here, whoever sent it."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from holdfast.core.exits import has_exits
from holdfast.core.ledger import AccountState, Ledger, Order
from holdfast.core.lists import HELD
from holdfast.core.permits import NEVER_PASSED, permit_for
from holdfast.core.policy import (
    BARE,
    CALM,
    PASSES,
    REDUCES,
    REPLACES,
    SLICE,
    UNNAMED,
    Case,
    Check,
    Finding,
    Near,
    Policies,
    Prevention,
    Trip,
)
from holdfast.core.position import Position
from holdfast.core.reserve import sharing
from holdfast.core.scoped import Bounds
from holdfast.core.valuation import worst_price, worth
from holdfast.core.wellformed import examine
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.refusals import Reason, Refusal
from holdfast.messages.stamp import Stamp
from holdfast.model.instrument import Instrument
from holdfast.model.numbers import ZERO
from holdfast.model.order import Side

_BUY = Side.BUY
_EMPTY = Position()
_HALF = Decimal("0.5")  # the quote's mid is spelled out, since every order asks for it
_SELF_TRADE = Reason.SELF_TRADE
_STRANGERS = (Reason.UNATTRIBUTED, Reason.NOT_ENTITLED)


class Verdict(msgspec.Struct, frozen=True, gc=False):
    """What the gate says: no refusals means go, reserving at `reserve_price`.

    `shadows` are what checks in shadow mode would have refused, `permits` the single
    exceptions that let the order pass, `trips` what a breach stops besides the order, `nears`
    the limits that are not far, `prevention` the own orders that it would have traded with.
    """

    refusals: tuple[Refusal, ...]
    reserve_price: Decimal
    arrival_price: Decimal | None
    shadows: tuple[Refusal, ...] = ()
    permits: tuple[str, ...] = ()
    trips: tuple[tuple[str, Trip], ...] = ()  # by the check's name
    nears: tuple[tuple[str, Near], ...] = ()
    prevention: Prevention | None = None
    is_clean: bool = False  # no check had anything to say, as with most orders
    worker: str = ""  # the emulator that works it, where neither its venue nor a tactic does


def judge(
    ledger: Ledger,
    order: SubmitOrder,
    stamp: Stamp,
    policies: Policies,
    replaces: Order | None = None,
    freed: Decimal = ZERO,
    algo: str = "",
    *,
    is_cut: bool = False,
) -> Verdict:
    """Run every check and report every breach; an order that makes no sense gets no further.

    A replacement is judged without what its old self reserves: the worse of the two counts.
    `freed` is what exits reserve that are cancelled with this order, which closes in their place.
    `algo` is the emulator that works it, whoever could.
    `is_cut` says that the desk itself makes an order smaller and does nothing else, so that a
    list trades no more than it may: like a cancel, no limit stops that.
    """
    state = ledger.accounts.get(order.account)
    if state is None:
        return _no(Reason.UNKNOWN_ACCOUNT, "account", f"no account {order.account!r}")
    form = examine(ledger, state, order, policies, stamp.at if replaces is None else None)
    worker = algo or form.worker
    if form.faults:
        return Verdict(form.faults, ZERO, None)
    if is_cut and replaces is not None:
        return Verdict((), replaces.reserve_price, None, is_clean=True)
    bounds = ledger.bounds_of(order)
    case = _case(ledger, state, order, stamp, replaces, freed, bounds, worker)
    breaches: list[tuple[Check, Finding]] = []
    plan, kind = policies.judging(bounds), _kind(case)
    for ask, check in plan.kinds.get(kind) or plan.of(kind):
        finding = ask(case)
        if finding is not PASSES and (finding.refusal is not None or finding.trip is not None):
            breaches.append((check, finding))
    price = case.value_price
    # what can only bring a position nearer to flat reserves no money
    reserve_price = ZERO if case.reduces or price is None else price
    if breaches:
        return _settle(case, breaches, reserve_price, worker)
    return Verdict((), reserve_price, case.reference, is_clean=not worker, worker=worker)


def _kind(case: Case) -> int:
    """Say of what kind an order is, as far as checks tell them apart."""
    order = case.order
    kind = REDUCES if case.reduces else 0
    if case.move is None:
        kind |= CALM
    if order.limit_price is None and not has_exits(order):
        kind |= BARE
    if not order.strategy:
        kind |= UNNAMED
    if order.parent_id and not _is_first(case.ledger, order):
        kind |= SLICE
    return kind if case.replaces is None else kind | REPLACES


def _is_first(ledger: Ledger, order: SubmitOrder) -> bool:
    """Tell whether this is the first of an order that was held, and has not been judged yet."""
    parent = ledger.parents[order.parent_id]
    return parent.algo == HELD and not parent.children


def _settle(
    case: Case, breaches: list[tuple[Check, Finding]], reserve_price: Decimal, worker: str
) -> Verdict:
    """Say what breaches come to, once modes and permits have been looked at."""
    shadows: list[Refusal] = []
    enforced: list[tuple[Check, Finding]] = []
    for check, finding in breaches:
        if not _in_shadow(case, check):
            enforced.append((check, finding))
        elif finding.refusal is not None:
            shadows.append(finding.refusal)
    refusals, permits = _refusals(case, enforced)
    # who may not trade stops nothing: a stranger could halt whatever strategy it names
    is_strange = any(each.code in _STRANGERS for each in refusals)
    trips = [] if is_strange else [(check.name, finding.trip) for check, finding in enforced]
    prevention = next((trip for _, trip in trips if isinstance(trip, Prevention)), None)
    return Verdict(
        refusals,
        reserve_price,
        case.reference,
        tuple(shadows),
        () if refusals else permits,
        tuple((name, trip) for name, trip in trips if isinstance(trip, Trip)),
        tuple(
            (check.name, finding.trip)
            for check, finding in breaches
            if isinstance(finding.trip, Near)
        ),
        # what is refused for another reason meets nobody
        None if any(each.code is not _SELF_TRADE for each in refusals) else prevention,
        worker=worker,
    )


def _in_shadow(case: Case, check: Check) -> bool:
    setting = case.ledger.rule_modes.get(check.name)
    return setting is not None and (setting.until is None or case.stamp.at < setting.until)


def _refusals(
    case: Case, enforced: list[tuple[Check, Finding]]
) -> tuple[tuple[Refusal, ...], tuple[str, ...]]:
    """List what no permit lets pass, each once, and the permits that let the rest pass."""
    refusals: dict[Refusal, None] = {}
    permits: dict[str, None] = {}
    for check, finding in enforced:
        refusal = finding.refusal
        if refusal is None:
            continue
        permit = permit_for(case.ledger, case.order, check, refusal.code, case.stamp.at)
        if permit:
            permits[permit] = None
            continue
        # what a soft check cannot measure is no warning: nobody's reason supplies a limit
        if check.is_soft and case.replaces is None and refusal.code not in NEVER_PASSED:
            block_id = f"{case.ledger.next_order_id()}/{refusal.code}"
            refusal = msgspec.structs.replace(refusal, block_id=block_id)
        # several checks may lack the same price, and say so in the same words
        refusals[refusal] = None
    return tuple(refusals), tuple(permits)


def _no(code: Reason, field: str, detail: str) -> Verdict:
    return Verdict((Refusal(code, detail, field),), ZERO, None)


def _case(
    ledger: Ledger,
    state: AccountState,
    order: SubmitOrder,
    stamp: Stamp,
    replaces: Order | None,
    freed: Decimal,
    bounds: Bounds,
    worker: str,
) -> Case:
    name, is_buy, qty = order.instrument, order.side is _BUY, order.qty
    instrument = ledger.instruments[name]
    position = state.positions.get(name, _EMPTY)
    quote = stamp.quotes.get(name)
    buys, sells = position.buy_open, position.sell_open
    open_value, given, value_given = state.open_value, ZERO, ZERO
    if order.parent_id or replaces is not None or order.list_id:
        qty, given, value_given = _given(ledger, order, replaces, instrument)
        open_value -= value_given
        buys, sells = (buys - given, sells) if is_buy else (buys, sells - given)
    price = worst_price(order, quote, bounds.limits.price_collar, is_buy)
    worst = position.qty + buys if is_buy else sells - position.qty
    return Case(
        ledger,
        order,
        stamp,
        state,
        ledger.principals.get(order.principal),
        instrument,
        ledger.listings[order.venue or state.account.venue][name],
        bounds.scopes,
        bounds.limits,
        position,
        quote,
        (quote.bid + quote.ask) * _HALF if quote is not None and quote.bid and quote.ask else None,
        stamp.moves.get(name) if stamp.moves else None,
        qty,
        price,
        None if price is None else worth(qty, price, instrument.multiplier),
        buys,
        sells,
        worst,
        open_value,
        bool(order.exit_of) or (qty + worst <= freed and not _has_exits(ledger, order, replaces)),
        given,
        value_given,
        replaces,
        bounds.clash,
        worker=worker,
    )


def _has_exits(ledger: Ledger, order: SubmitOrder, replaces: Order | None) -> bool:
    """Tell whether exits follow its fills: they would open again what it has closed."""
    terms = order if replaces is None else replaces.terms
    while terms.parent_id:
        terms = ledger.orders[terms.parent_id].terms
    return has_exits(terms)


def _given(
    ledger: Ledger, order: SubmitOrder, replaces: Order | None, instrument: Instrument
) -> tuple[Decimal, Decimal, Decimal]:
    """Say what may trade of a child or replacement, and what its giver stops reserving for it.

    A parent gives up what its child takes over, siblings what one of them reserves. An old self
    gives up all, but until the venue answers the worse of old and new counts; what it has filled
    is in the position already.
    """
    qty, given, value = order.qty, ZERO, ZERO
    if replaces is not None:
        given, value = replaces.reserved_qty, replaces.reserved_qty * replaces.reserve_price
        parent = ledger.parents.get(replaces.id)
        # what a parent has given out its children reserve
        gone = replaces.cum_qty if parent is None else parent.committed
        qty = max(qty - gone, given)
    elif order.parent_id:
        giver = ledger.orders[order.parent_id]
        given = min(qty, giver.reserved_qty)
        value = given * giver.reserve_price
    if order.list_id and not order.parent_id:
        # siblings of which one ends the other reserve once
        for each in sharing(ledger, order):
            if each is not replaces:
                shared = min(qty - given, each.reserved_qty)
                given, value = given + shared, value + shared * each.reserve_price
    return qty, given, value * instrument.multiplier

"""What leaves the desk, counted as it goes: messages, value, signals, look-alikes, manifests.

Every governed scope of an order has windows and counts of its own. A window begins when its
limit is set; what left before that is not in it.
"""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.exits import has_exits
from holdfast.core.instruction_texts import instructions_text, is_plain
from holdfast.core.ledger import Ledger, Order
from holdfast.core.recent import add_amount, add_often, add_time
from holdfast.core.scoped import Bounds, LookAlike, Recent, ScopeState, Signal
from holdfast.messages import rulings as g
from holdfast.messages.commands import SubmitOrder
from holdfast.model.ids import OrderId
from holdfast.model.numbers import ONE, ZERO, Nanos, plain
from holdfast.model.scope import Scope

RATE_WINDOW_NS: Nanos = 1_000_000_000
VALUE_WINDOW_NS: Nanos = 60_000_000_000
# messages kept of a window whose limit is lower: cancels are never held back, and a raise counts
# what was sent before it
MESSAGES_KEPT_MIN = 1_000
REPEATED = "repeated"  # the cause of its stops
LOOK_ALIKES_MAX = 10_000
SIGNALS_MAX = 10_000


def order_left(ledger: Ledger, order: Order) -> None:
    """Count a new order that leaves for its venue; slices and exits are messages like others."""
    terms, at = order.terms, ledger.at
    bounds = ledger.bounds_of(terms)
    for scope in bounds.scopes:
        tally, own = scope.tally, scope.limits
        most = own.order_rate_max
        if most is not None:
            kept = most if most > MESSAGES_KEPT_MIN else MESSAGES_KEPT_MIN
            add_often(tally.messages, at, RATE_WINDOW_NS, kept)
        if own.value_rate_max is not None:
            value = value_of(ledger, order, order.qty, order.reserve_price)
            add_amount(tally.values, at, VALUE_WINDOW_NS, value)
        if own.instruments_max is not None or own.venues_max is not None:
            _visit(ledger, scope, terms)
    limits = bounds.limits
    if not terms.parent_id and not terms.exit_of and (limits.duplicate_window_ns or terms.strategy):
        _remember(ledger, order.id, terms, bounds)


def order_taken(ledger: Ledger, order: Order) -> None:
    """Count a parent: nothing leaves for it yet, but its signal has been acted upon."""
    terms = order.terms
    bounds = ledger.bounds_of(terms)
    for scope in bounds.scopes:
        if scope.limits.instruments_max is not None or scope.limits.venues_max is not None:
            _visit(ledger, scope, terms)
    if not terms.parent_id and not terms.exit_of:
        _remember(ledger, order.id, terms, bounds)


def message_left(ledger: Ledger, terms: SubmitOrder) -> None:
    """Count a cancel or change that leaves: none is held back, and all are messages."""
    at = ledger.at
    for scope in ledger.bounds_of(terms).scopes:
        most = scope.limits.order_rate_max
        if most is not None:
            kept = most if most > MESSAGES_KEPT_MIN else MESSAGES_KEPT_MIN
            add_often(scope.tally.messages, at, RATE_WINDOW_NS, kept)


def change_left(ledger: Ledger, order: Order, qty: Decimal, price: Decimal) -> None:
    """Count a change, and what it adds to the value of the order that it changes."""
    terms = order.terms
    message_left(ledger, terms)
    cum = order.cum_qty
    before = value_of(ledger, order, order.qty - cum, order.reserve_price)
    added = value_of(ledger, order, qty - cum, price) - before
    if added <= ZERO:
        return
    for scope in ledger.bounds_of(terms).scopes:
        if scope.limits.value_rate_max is not None:
            add_amount(scope.tally.values, ledger.at, VALUE_WINDOW_NS, added)


def limit_near(ledger: Ledger, event: g.LimitNear) -> None:
    """Remember when a person was told, so that it is not told with every order."""
    state = ledger.scope_of(event.scope)
    if state is not None:
        state.nears[event.check] = ledger.at


def strategy_started(ledger: Ledger, event: g.StrategyStarted) -> None:
    ledger.strategies_started[event.strategy] = None


def forget_signals(ledger: Ledger, scope: Scope) -> None:
    """Begin to count the signals of a strategy anew: a person has let it go on."""
    for signal in [each for each in ledger.signals if each[0] == scope.strategy]:
        del ledger.signals[signal]


def signal_of(terms: SubmitOrder) -> Signal:
    """Name what a strategy acts upon: orders of one signal are the same idea again."""
    return (terms.strategy, terms.instrument, terms.side)


def look_alike_of(terms: SubmitOrder) -> LookAlike:
    """Name what two orders share that only their ids tell apart."""
    return (
        terms.account,
        terms.instrument,
        terms.side,
        terms.type,
        terms.qty,
        terms.limit_price,
        terms.stop_price,
        terms.time_in_force,
        # most orders are plain, and this is asked twice of each
        "" if is_plain(terms) else _beyond(terms),
    )


def _beyond(terms: SubmitOrder) -> str:
    """Say in words what an order asks beyond its first terms, empty where that is nothing."""
    told = ""
    tactic = terms.tactic
    if tactic is not None:
        told += f"{tactic.name} {sorted(tactic.params.items())}"
    if terms.expire_at is not None:
        told += f" until {terms.expire_at}"
    if has_exits(terms):
        exits = (terms.take_profit, terms.stop_loss, terms.stop_loss_limit)
        told += f" {[None if each is None else plain(each) for each in exits]} {terms.bracket}"
    return told + instructions_text(terms)


def value_of(ledger: Ledger, order: Order, qty: Decimal, price: Decimal) -> Decimal:
    """Value an order; one that reserves no money counts at its own price, or the mid it met."""
    price = price or order.limit_price or order.stop_price or order.arrival_price or ZERO
    multiplier = ledger.instruments[order.terms.instrument].multiplier
    return qty * price if multiplier == ONE else qty * price * multiplier


def _visit(ledger: Ledger, scope: ScopeState, terms: SubmitOrder) -> None:
    scope.instruments[terms.instrument] = None
    scope.venues[ledger.venue_of(terms)] = None


def _remember(ledger: Ledger, order_id: OrderId, terms: SubmitOrder, bounds: Bounds) -> None:
    limits, at = bounds.limits, ledger.at
    if limits.duplicate_window_ns:
        look_alike = look_alike_of(terms)
        sent = ledger.look_alikes
        sent.pop(look_alike, None)
        if len(sent) >= LOOK_ALIKES_MAX:
            # half at once, since the front of a long dict is slow to take from
            for oldest in list(sent)[: LOOK_ALIKES_MAX // 2]:
                del sent[oldest]
        sent[look_alike] = (at, order_id)
    if terms.strategy and limits.repeat_max is not None and limits.repeat_window_ns is not None:
        signals = ledger.signals
        signal = signal_of(terms)
        recent = signals.get(signal)
        if recent is None:
            if len(signals) >= SIGNALS_MAX:
                _forget_oldest(signals)
            recent = signals[signal] = Recent()
        add_time(recent, at, limits.repeat_window_ns, max(limits.repeat_max, 1))


def _forget_oldest(signals: dict[Signal, Recent]) -> None:
    by_age = sorted(signals, key=lambda signal: signals[signal].times[-1])
    for signal in by_age[: SIGNALS_MAX // 2]:
        del signals[signal]

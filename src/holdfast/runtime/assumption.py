"""A portfolio that somebody asks about, put in the place of what an account holds.

Limits, rules, stops and other accounts stay as they are. The account has no open orders, no
loss of the day and no drawdown; its holdings count in every scope that the asked orders are in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

import msgspec

from holdfast.core.ledger import AccountState, Ledger
from holdfast.core.position import Position
from holdfast.core.resting import left
from holdfast.core.scoped import Held, ScopeState, Tally
from holdfast.core.tally import valued
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.ids import AccountId, InstrumentId, PrincipalId, StrategyId
from holdfast.model.numbers import ZERO, Nanos, out_of_range
from holdfast.model.order import Side
from holdfast.model.quote import Move, Quote
from holdfast.model.scope import Scope

POSITIONS_MAX = 1_000


class AssumedPosition(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A holding: units, and their average cost; without it they count at the market's price."""

    instrument: InstrumentId
    qty: Decimal
    avg_px: Decimal | None = None
    is_short: bool = False


class PortfolioState(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What to assume of an account, in its base currency, instead of what it has.

    `owed` is taken off the cash, as a margin loan is. `prices` stand in for quotes, as bid and
    ask at once, fresh; other instruments keep the quotes that they have.
    """

    cash: Decimal
    positions: tuple[AssumedPosition, ...] = ()
    prices: dict[InstrumentId, Decimal] = {}
    owed: Decimal = ZERO


class Whose(msgspec.Struct, frozen=True):
    """Whose orders are asked about."""

    account: AccountId
    strategy: StrategyId
    principal: PrincipalId


def assumed_quotes(portfolio: PortfolioState, at: Nanos) -> dict[InstrumentId, Quote]:
    """Return the prices as quotes of this moment."""
    return {
        name: Quote(name, price, price, ZERO, ZERO, at) for name, price in portfolio.prices.items()
    }


def assumed_moves(portfolio: PortfolioState) -> dict[InstrumentId, Move]:
    """Tell that prices which somebody makes up have not moved."""
    return {name: Move(name, price, price, price) for name, price in portfolio.prices.items()}


# --- what is wrong with it ------------------------------------------------------------


def portfolio_faults(
    ledger: Ledger, portfolio: PortfolioState, quotes: Mapping[InstrumentId, Quote]
) -> tuple[Refusal, ...]:
    """List what makes no sense, each by its path."""
    return tuple(_faults(ledger, portfolio, quotes))


def _faults(
    ledger: Ledger, portfolio: PortfolioState, quotes: Mapping[InstrumentId, Quote]
) -> Iterator[Refusal]:
    yield from _number("cash", portfolio.cash)
    yield from _number("owed", portfolio.owed)
    for name, price in portfolio.prices.items():
        if name not in ledger.instruments:
            yield _unknown("prices", name)
        yield from _number(f"prices.{name}", price, above_zero=True)
    if len(portfolio.positions) > POSITIONS_MAX:
        yield _fault("positions", len(portfolio.positions), f"must be at most {POSITIONS_MAX}")
    named: dict[InstrumentId, None] = {}
    for index, held in enumerate(portfolio.positions):
        path = f"positions[{index}]"
        if held.instrument not in ledger.instruments:
            yield _unknown(f"{path}.instrument", held.instrument)
        elif held.avg_px is None and _price_of(held.instrument, portfolio, quotes) is None:
            yield _fault(f"{path}.avg_px", None, "is needed where no price is known")
        if held.instrument in named:
            yield _fault(f"{path}.instrument", held.instrument, "is given twice")
        named[held.instrument] = None
        yield from _number(f"{path}.qty", held.qty)
        if held.avg_px is not None:
            yield from _number(f"{path}.avg_px", held.avg_px)


def _number(path: str, number: Decimal, *, above_zero: bool = False) -> Iterator[Refusal]:
    rule = out_of_range(number)
    if rule is not None:
        yield _fault(path, number, rule)
    elif number < ZERO:
        yield _fault(path, number, "must not be negative")
    elif above_zero and not number:
        yield _fault(path, number, "must be above 0")


def _unknown(path: str, name: InstrumentId) -> Refusal:
    told = f"portfolio_state.{path} {name} is not known"
    return Refusal(Reason.UNKNOWN_INSTRUMENT, told, f"portfolio_state.{path}")


def _fault(path: str, value: object, rule: str) -> Refusal:
    path = f"portfolio_state.{path}"
    told = f"{path} {rule}" if value is None else f"{path} {value} {rule}"
    return Refusal(Reason.INVALID_ORDER, told, path)


# --- putting it in place --------------------------------------------------------------


def assume(
    copied: Ledger,
    portfolio: PortfolioState,
    quotes: Mapping[InstrumentId, Quote],
    whose: Whose,
) -> None:
    """Let a light copy of the ledger have these holdings instead of the account's own."""
    state = copied.accounts[whose.account]
    _drop_open_orders(copied, state)
    positions = {
        held.instrument: _position(copied, held, portfolio, quotes)
        for held in portfolio.positions
        if held.qty
    }
    base, cash = state.account.base_currency, portfolio.cash - portfolio.owed
    _, net = valued(copied, {whose.account: positions})
    costs = [position.cost for position in positions.values()]
    copied.accounts[whose.account] = msgspec.structs.replace(
        state,
        cash={base: cash},
        opening={base: cash + net},
        positions=positions,
        strategies={},
        brackets={},
        net_cost=sum(costs, ZERO),
        gross_cost=sum(map(abs, costs), ZERO),
        scope=_without_history(copied, state.scope, {whose.account: positions}),
    )
    for key, scope in copied.scopes.items():
        copied.scopes[key] = _holding(copied, scope, positions, whose, state.account.venue)
    copied.forget_bounds()


def _position(
    ledger: Ledger,
    held: AssumedPosition,
    portfolio: PortfolioState,
    quotes: Mapping[InstrumentId, Quote],
) -> Position:
    market = _price_of(held.instrument, portfolio, quotes)
    paid = held.avg_px if held.avg_px is not None else market
    price = market if market is not None else paid
    qty = -held.qty if held.is_short else held.qty
    if paid is None or price is None:
        # `portfolio_faults` has said so before
        return Position()
    cost = qty * paid * ledger.instruments[held.instrument].multiplier
    return Position(qty, mark=price, cost=cost, last_px=price)


def _price_of(
    name: InstrumentId, portfolio: PortfolioState, quotes: Mapping[InstrumentId, Quote]
) -> Decimal | None:
    price = portfolio.prices.get(name)
    if price is not None:
        return price
    quote = quotes.get(name)
    return quote.mid if quote is not None and quote.bid and quote.ask else None


def _drop_open_orders(copied: Ledger, state: AccountState) -> None:
    """Forget the account's open orders, and what they reserve in every scope."""
    for order_id in tuple(copied.open_orders):
        order = copied.orders[order_id]
        terms = order.terms
        if terms.account != state.account.id:
            continue
        del copied.open_orders[order_id]
        left(copied, state, order)
        value = order.reserved_qty * order.reserve_price
        value *= copied.instruments[terms.instrument].multiplier
        for scope in copied.bounds_of(terms).scopes[1:]:
            scope.tally.open_orders -= 1
            if terms.side is Side.BUY:
                scope.tally.open_buys -= value
            else:
                scope.tally.open_sells -= value


def _without_history(
    ledger: Ledger, scope: ScopeState, books: Mapping[AccountId, Mapping[InstrumentId, Held]]
) -> ScopeState:
    gross, net = valued(ledger, books)
    before = scope.tally
    tally = Tally(
        gross_value=gross,
        net_value=net,
        flow=-net,
        messages=before.messages,
        values=before.values,
    )
    return msgspec.structs.replace(scope, tally=tally)


def _holding(
    ledger: Ledger,
    scope: ScopeState,
    positions: Mapping[InstrumentId, Position],
    whose: Whose,
    venue: str,
) -> ScopeState:
    """Put the holdings in the books of a scope that orders of these names would be in."""
    books = {name: book for name, book in scope.books.items() if name != whose.account}
    own = {
        name: Held(position.qty, mark=position.mark)
        for name, position in positions.items()
        if _takes_in(scope.scope, whose, name, venue)
    }
    if own:
        books[whose.account] = own
    gross, net = valued(ledger, books)
    # the change of what is held is no profit and no loss
    tally = msgspec.structs.replace(
        scope.tally,
        gross_value=gross,
        net_value=net,
        flow=scope.tally.flow + scope.tally.net_value - net,
    )
    return msgspec.structs.replace(scope, tally=tally, books=books)


def _takes_in(scope: Scope, whose: Whose, name: InstrumentId, venue: str) -> bool:
    if scope.order_id:
        return False
    return scope.takes_in(whose.account, whose.strategy, whose.principal, name, venue)

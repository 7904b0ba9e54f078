"""What would follow: events applied to a light copy of the ledger, which itself stays as it is.

The copy shares everything with the ledger but what orders of one account can touch: the
account's own state, the scopes, what was sent lately, who waits for what, and each order, parent,
bracket and chain from the moment that it is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

import msgspec

from holdfast.core.apply import apply
from holdfast.core.chains import Chain, Chains
from holdfast.core.inbox import Inbox
from holdfast.core.ledger import AccountState, Bracket, Ledger, Order, ParentState
from holdfast.core.levels import copied as copied_resting
from holdfast.core.lists import Lists, ListState
from holdfast.core.questions import Questions
from holdfast.core.scoped import Recent, ScopeState
from holdfast.messages.events import Event
from holdfast.model.ids import AccountId, InstrumentId, OrderId

Key = TypeVar("Key")
Value = TypeVar("Value")


def rehearse(copied: Ledger, events: Iterable[Event]) -> Iterator[Event]:
    """Apply each event to a copy and pass it on, so that the next one sees what it did."""
    for event in events:
        apply(copied, event)
        yield event


def light_copy(
    ledger: Ledger,
    account: AccountId,
    instruments: Iterable[InstrumentId],
    *,
    all_scopes: bool = False,
) -> Ledger:
    """Copy what orders of this account in these instruments can change.

    With `all_scopes` the other accounts' own scopes too, which end what is temporary.
    """
    accounts = dict(ledger.accounts)
    if all_scopes:
        for name, each in accounts.items():
            accounts[name] = msgspec.structs.replace(each, scope=copy_scope(each.scope))
    state = accounts.get(account)
    names = tuple(instruments)
    if state is not None:
        for name, each in accounts.items():
            if name == account or _are_kept_apart(state, each):
                accounts[name] = _copy_account(each, names)
    return msgspec.structs.replace(
        ledger,
        accounts=accounts,
        orders=_Over(ledger.orders, _copy_order),
        open_orders=dict(ledger.open_orders),
        parents=_Over(ledger.parents, _copy_parent),
        brackets=_Over(ledger.brackets, _copy_bracket),
        lists=_copy_lists(ledger, account, names),
        reconciled=msgspec.structs.replace(ledger.reconciled, inbox=Inbox()),
        scopes={key: copy_scope(scope) for key, scope in ledger.scopes.items()},
        proposals=dict(ledger.proposals),
        rule_modes=dict(ledger.rule_modes),
        kills=dict(ledger.kills),
        permits=dict(ledger.permits),
        soft_blocks=dict(ledger.soft_blocks),
        look_alikes=dict(ledger.look_alikes),
        signals={key: _copy_recent(signal) for key, signal in ledger.signals.items()},
        # what ends there is not queued here, and what is packed stays so
        memory=msgspec.structs.replace(
            ledger.memory, closed=[], families={}, members={}, recalled={}
        ),
        chains=_copy_chains(ledger.chains),
        questions=_copy_questions(ledger.questions),
        waiting=_Over(ledger.waiting, dict.copy),
        trade_groups={
            name: _Over(books, copied_resting) for name, books in ledger.trade_groups.items()
        },
    )


class _Over(dict[Key, Value]):
    """A dict laid over another: what is looked up is copied here first, so the other stays."""

    def __init__(self, under: Mapping[Key, Value], copy: Callable[[Value], Value]) -> None:
        super().__init__()
        self._under = under
        self._copy = copy

    def __missing__(self, key: Key) -> Value:
        value = self[key] = self._copy(self._under[key])
        return value

    def __contains__(self, key: object) -> bool:
        return super().__contains__(key) or key in self._under

    def setdefault(self, key: Key, default: Value, /) -> Value:
        if key not in self:
            self[key] = default
        return self[key]

    def get(self, key: Key, default: object = None, /) -> object:  # type: ignore[override]
        return self[key] if key in self else default  # noqa: SIM401  # that would ask itself


def _copy_chains(chains: Chains) -> Chains:
    return msgspec.structs.replace(
        chains, of=_Over(chains.of, _copy_chain), waiting=dict(chains.waiting)
    )


def _copy_chain(chain: Chain) -> Chain:
    links = {name: msgspec.structs.replace(link) for name, link in chain.links.items()}
    return msgspec.structs.replace(chain, links=links, past=dict(chain.past))


def _copy_questions(questions: Questions) -> Questions:
    return msgspec.structs.replace(
        questions,
        open=_Over(questions.open, msgspec.structs.replace),
        exits=dict(questions.exits),
        line=list(questions.line),
        ending=dict(questions.ending),
    )


def _are_kept_apart(state: AccountState, other: AccountState) -> bool:
    """Tell whether orders of the one may cancel or shrink orders of the other."""
    group = state.account.trade_group
    return bool(group) and other.account.trade_group == group


def _copy_account(state: AccountState, instruments: Iterable[InstrumentId]) -> AccountState:
    positions, brackets = dict(state.positions), dict(state.brackets)
    for name in instruments:
        held = positions.get(name)
        if held is not None:
            positions[name] = msgspec.structs.replace(held)
        if name in brackets:
            brackets[name] = dict(brackets[name])
    return msgspec.structs.replace(
        state,
        scope=copy_scope(state.scope),
        positions=positions,
        brackets=brackets,
        resting=_Over(state.resting, copied_resting),
        client_ids=_Over(state.client_ids, _same),
        plans=_Over(state.plans, _same),
    )


def copy_scope(state: ScopeState) -> ScopeState:
    """Copy what an order changes of a scope: its sums, its stops, what it holds."""
    tally = state.tally
    return msgspec.structs.replace(
        state,
        stops=dict(state.stops),
        tally=msgspec.structs.replace(
            tally, messages=_copy_recent(tally.messages), values=_copy_recent(tally.values)
        ),
        books={
            account: {name: msgspec.structs.replace(held) for name, held in book.items()}
            for account, book in state.books.items()
        },
        instruments=dict(state.instruments),
        venues=dict(state.venues),
    )


def _copy_recent(recent: Recent) -> Recent:
    return msgspec.structs.replace(recent, times=list(recent.times), amounts=list(recent.amounts))


def _same(value: Value) -> Value:
    return value


def _copy_order(order: Order) -> Order:
    return msgspec.structs.replace(order)


def _copy_parent(parent: ParentState) -> ParentState:
    failures = parent.failures
    return msgspec.structs.replace(
        parent,
        children=list(parent.children),
        open_children=dict(parent.open_children),
        failures=None if failures is None else failures.copied(),
    )


def _copy_bracket(bracket: Bracket) -> Bracket:
    return msgspec.structs.replace(
        bracket,
        exits=list(bracket.exits),
        open_exits=dict(bracket.open_exits),
        target_fills=dict(bracket.target_fills),
    )


def _copy_lists(ledger: Ledger, account: AccountId, instruments: tuple[InstrumentId, ...]) -> Lists:
    """Copy the lists; of the exits that wait those alone whose account and position are copies."""
    lists = ledger.lists

    def is_copied(entry_id: OrderId) -> bool:
        entry = ledger.orders.get(entry_id)
        return (
            entry is not None
            and entry.terms.account == account
            and entry.terms.instrument in instruments
        )

    return msgspec.structs.replace(
        lists,
        known=_Over(lists.known, _copy_list),
        client_ids=_Over(lists.client_ids, _same),
        waiting={each: None for each in lists.waiting if is_copied(each)},
        touched=dict(lists.touched),
    )


def _copy_list(state: ListState) -> ListState:
    return msgspec.structs.replace(state, members=list(state.members), sizes=list(state.sizes))

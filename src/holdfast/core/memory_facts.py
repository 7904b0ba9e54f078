"""Facts of memory: orders that leave the ledger for their packed form, and come back from it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain, islice

from msgspec.structs import replace

from holdfast.core.carrying import carry
from holdfast.core.family import Family, family_of, pack, unpack
from holdfast.core.ledger import AccountState, Ledger, Order
from holdfast.core.lists import client_key
from holdfast.core.memory import Carried, exec_key
from holdfast.core.must import InvariantBroken, must
from holdfast.messages import retention as t
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.events import OrderFilled
from holdfast.model.ids import AccountId, ExecId, OrderId

_Traded = dict[OrderId, list[OrderFilled]]
# an account's exec ids are its own: another's may be busted under the same
_Busts = dict[AccountId, dict[ExecId, OrderId]]


def orders_forgotten(ledger: Ledger, event: t.OrdersForgotten) -> None:
    memory = ledger.memory
    del memory.closed[: len(event.order_ids) + len(event.kept)]
    # they are looked at again when those behind them have been
    memory.closed += event.kept
    families = [family_of(ledger, root) for root in event.order_ids]
    orders = [order for family in families for order in family]
    undone = _take_busts(ledger, orders)
    traded = _take_fills(ledger, orders, undone)
    carry(ledger, _standing(ledger, chain.from_iterable(traded.values()), undone))
    for family in families:
        _pack_away(ledger, family, traded, undone)
    for plan in event.plans:
        del ledger.accounts[plan.account].plans[plan.plan_id]
    for root in tuple(islice(memory.families, event.dropped)):
        _drop(ledger, root)


def orders_recalled(ledger: Ledger, event: t.OrdersRecalled) -> None:
    memory = ledger.memory
    root = memory.root_of(event.order_id)
    family = unpack(memory.families.pop(root))
    for order in family.orders:
        must(order.id not in ledger.orders, f"{order.id} recalled twice")
        memory.members.pop(order.id, None)
        memory.recalled[order.id] = None
        ledger.orders[order.id] = order
    memory.forgotten -= len(family.orders)
    memory.closed.append(root)
    for key in _exec_keys(family):
        memory.execs.pop(key, None)
    ledger.parents.update(family.parents)
    ledger.brackets.update(family.brackets)
    ledger.lists.known.update(family.lists)
    ledger.chains.of.update(family.chains)
    if family.fills or family.busted:
        account = ledger.accounts[family.orders[0].terms.account]
        account.busted.update(family.busted)
        if family.fills:
            memory.accounts[account.account.id].fills -= len(family.fills)
        _put_back(ledger, account, family.fills)
        undone = {account.account.id: family.busted}
        carry(ledger, _standing(ledger, family.fills, undone), back=True)


def _pack_away(ledger: Ledger, family: Sequence[Order], traded: _Traded, undone: _Busts) -> None:
    memory, root = ledger.memory, family[0].id
    fills = [fill for order in family for fill in traded.get(order.id, ())]
    account = family[0].terms.account
    busted = undone.get(account, {})
    if busted:
        ids = {order.id for order in family}
        busted = {exec_id: order_id for exec_id, order_id in busted.items() if order_id in ids}
    memory.families[root] = pack(ledger, family, fills, busted)
    for exec_id in (*(fill.exec_id for fill in fills), *busted):
        memory.execs[exec_key(account, exec_id)] = root
    if fills:
        memory.accounts.setdefault(account, Carried()).fills += len(fills)
    for order in family:
        del ledger.orders[order.id]
        ledger.parents.pop(order.id, None)
        ledger.brackets.pop(order.id, None)
        ledger.chains.of.pop(order.id, None)
        memory.recalled.pop(order.id, None)
        if order.id != root:
            memory.members[order.id] = root
    ledger.lists.known.pop(root, None)
    memory.forgotten += len(family)


def _standing(
    ledger: Ledger, fills: Iterable[OrderFilled], undone: _Busts
) -> Iterator[tuple[SubmitOrder, OrderFilled]]:
    """Yield the fills that were not busted, with the terms of their orders."""
    for fill in fills:
        terms = ledger.orders[fill.order_id].terms
        if fill.exec_id not in undone.get(terms.account, ()):
            yield terms, fill


def _take_busts(ledger: Ledger, orders: Sequence[Order]) -> _Busts:
    """Take what was busted of these orders out of their accounts; mostly there is nothing."""
    ids = {order.id for order in orders}
    taken: _Busts = {}
    for account in _accounts_of(ledger, orders):
        for exec_id, order_id in tuple(account.busted.items()):
            if order_id in ids:
                del account.busted[exec_id]
                taken.setdefault(account.account.id, {})[exec_id] = order_id
    return taken


def _take_fills(ledger: Ledger, orders: Sequence[Order], undone: _Busts) -> _Traded:
    """Take the fills of these orders out of their accounts, from the oldest on.

    No index leads from an order to its fills: those of the oldest orders are found in front.
    """
    traded: _Traded = {}
    for account in _accounts_of(ledger, orders):
        name = account.account.id
        wanted = {
            order.id: order.cum_qty
            for order in orders
            if order.cum_qty and order.terms.account == name and order.id not in ledger.parents
        }
        taken = _fills_of(account, wanted, undone.get(name, {}))
        _move_changes(ledger, account, taken)
        for fill in taken:
            del account.fills[fill.exec_id]
            traded.setdefault(fill.order_id, []).append(fill)
    return traded


def _fills_of(
    account: AccountState, wanted: dict[OrderId, Decimal], busted: Mapping[ExecId, OrderId]
) -> list[OrderFilled]:
    """List fills until they come to what these orders have filled, and all that were busted."""
    taken = [account.fills[exec_id] for exec_id in busted if exec_id in account.fills]
    if not wanted:
        return taken
    for exec_id, fill in account.fills.items():
        left = wanted.get(fill.order_id)
        if left is None or exec_id in busted:
            continue
        taken.append(fill)
        left -= fill.qty
        if left:
            wanted[fill.order_id] = left
            continue
        del wanted[fill.order_id]
        if not wanted:
            return taken
    raise InvariantBroken(f"I07: {account.account.id} lacks fills of {next(iter(wanted))}")


def _move_changes(ledger: Ledger, account: AccountState, taken: Sequence[OrderFilled]) -> None:
    """Let adjustments stand behind as many fills as are left of those before them."""
    changes = ledger.reconciled.adjustments.get(account.account.id)
    if changes and taken:
        gone = {fill.exec_id for fill in taken}
        places = [place for place, name in enumerate(account.fills) if name in gone]
        for nth, change in enumerate(changes):
            before = bisect_left(places, change.after_fills)
            changes[nth] = replace(change, after_fills=change.after_fills - before)


def _put_back(ledger: Ledger, account: AccountState, fills: Sequence[OrderFilled]) -> None:
    """Add fills again; where something has adjusted the account since, in front of that."""
    found = {fill.exec_id: fill for fill in fills}
    changes = ledger.reconciled.adjustments.get(account.account.id)
    if not changes:
        account.fills.update(found)
        return
    later = dict(account.fills)
    account.fills.clear()
    account.fills.update(found)
    account.fills.update(later)
    changes[:] = [replace(each, after_fills=each.after_fills + len(fills)) for each in changes]


def _accounts_of(ledger: Ledger, orders: Sequence[Order]) -> list[AccountState]:
    names = dict.fromkeys(order.terms.account for order in orders)
    return [ledger.accounts[name] for name in names if name in ledger.accounts]


def _drop(ledger: Ledger, root: OrderId) -> None:
    """Give up a packed family: only its sums are left."""
    memory = ledger.memory
    family = unpack(memory.families.pop(root))
    for key in _exec_keys(family):
        memory.execs.pop(key, None)
    memory.dropped += 1 + len(family.members)
    for each in family.client_ids:
        account = ledger.accounts.get(each.account)
        if account is not None:
            account.client_ids.pop(each.client_order_id, None)
    for member in family.members:
        del memory.members[member]
    for state in family.lists.values():
        ledger.lists.client_ids.pop(client_key(state.account, state.client_list_id), None)


def _exec_keys(family: Family) -> list[str]:
    account = family.orders[0].terms.account
    ids = (*(fill.exec_id for fill in family.fills), *family.busted)
    return [exec_key(account, exec_id) for exec_id in ids]

"""What callers call an order: its id, or the client order id of the order or of a change."""

from __future__ import annotations

from msgspec.structs import replace

from holdfast.core.ledger import Ledger, Order
from holdfast.messages import commands as c
from holdfast.messages import underway as u
from holdfast.model.ids import AccountId, OrderId

# what is asked of an order that is there already
ABOUT_ONE = (c.CancelOrder, c.ReplaceOrder, u.AmendParent, u.PauseOrder, u.ResumeOrder)


def by_id(ledger: Ledger, command: c.Command) -> c.Command:
    """Return a command about one order as it is by the order's id."""
    if not isinstance(command, ABOUT_ONE):
        return command
    order_id = id_of(ledger, command.order_id)
    return command if order_id == command.order_id else replace(command, order_id=order_id)


def id_of(ledger: Ledger, name: str) -> OrderId:
    """Return the id of the order that a name stands for, and the name itself where it is nobody's.

    A client order id is the account's own, so it may be that of several; then it names none.
    """
    if name in ledger.orders:
        return name
    named = {state.client_ids.get(name, "") for state in ledger.accounts.values()} - {""}
    return named.pop() if len(named) == 1 else name


def order_called(ledger: Ledger, account: AccountId, name: str) -> Order | None:
    """Find the order that an account calls so: any order by its id, else its own by theirs."""
    order = ledger.orders.get(name)
    if order is not None:
        return order
    return ledger.orders.get(ledger.accounts[account].client_ids.get(name, ""))

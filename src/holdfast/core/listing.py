"""Lists of contingent orders as they are asked for: whole, once per client list id, or refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from holdfast.core.contingent import settled
from holdfast.core.entitled import may_not_trade
from holdfast.core.forgetting import recall
from holdfast.core.ledger import Ledger
from holdfast.core.lists import client_key
from holdfast.core.policy import Policies
from holdfast.core.rehearsal import light_copy, rehearse
from holdfast.core.submitting import place
from holdfast.core.wellformed import examine
from holdfast.messages import contingent as o
from holdfast.messages import events as e
from holdfast.messages.commands import SubmitList, SubmitOrder
from holdfast.messages.refusals import Reason, Refusal
from holdfast.messages.stamp import Stamp
from holdfast.model.contingency import Contingency, TriggerMode

MEMBERS_MAX = 20
_SET_BY_THE_DESK = ("parent_id", "exit_of", "role", "list_id", "exit_index")


def submit_list(
    ledger: Ledger, command: SubmitList, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Take a list if every member passes the gate, tried one after the other on a copy."""
    known = known_list(ledger, command)
    if known:
        return _again(ledger, command, known)
    faults = tuple(_faults(ledger, command))
    if faults:
        return (_refused(command, faults),)
    copied = light_copy(ledger, _account(command), _instruments(command))
    events = tuple(rehearse(copied, _placed(copied, command, stamp, policies)))
    refused = [event for event in events if isinstance(event, e.OrderRefused)]
    if not refused:
        return _placed(ledger, command, stamp, policies)
    # members are placed in their order, and the first that is refused ends it
    index = sum(isinstance(event, e.OrderSent | e.OrderAccepted | o.ChildHeld) for event in events)
    return (_refused(command, tuple(_by_path(each, index) for each in refused[0].refusals)),)


def known_list(ledger: Ledger, command: SubmitList) -> str:
    """Name the list that was taken under a caller's id, empty if there is none."""
    key = client_key(_account(command), command.client_list_id)
    return ledger.lists.client_ids.get(key, "") if command.client_list_id else ""


def _placed(
    ledger: Ledger, command: SubmitList, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    list_id = ledger.next_order_id()
    yield o.ListAccepted(
        list_id, _account(command), command.client_list_id, command.contingency, command.mode
    )
    is_oto = command.contingency is Contingency.OTO
    for index, terms in enumerate(_terms(command, list_id)):
        hold = _held if is_oto and index else place
        for event in hold(ledger, terms, stamp, policies):
            yield event
            if isinstance(event, e.OrderRefused):
                return
    yield from settled(ledger, stamp, policies)


def _held(
    ledger: Ledger, order: SubmitOrder, stamp: Stamp, policies: Policies
) -> tuple[e.Event, ...]:
    """Keep the child of an OTO: it must make sense now, and meets the limits as it is released."""
    order_id, state = ledger.next_order_id(), ledger.accounts[order.account]
    refusals = examine(ledger, state, order, policies, stamp.at).faults
    stranger = may_not_trade(ledger, order.principal, order.account)
    if refusals or stranger is not None:
        told = refusals if stranger is None else (stranger, *refusals)
        return (e.OrderRefused(order_id, order, told),)
    quote = stamp.quotes.get(order.instrument)
    arrival = quote.mid if quote is not None and quote.bid and quote.ask else None
    return (o.ChildHeld(order_id, order, arrival),)


def _terms(command: SubmitList, list_id: str) -> tuple[SubmitOrder, ...]:
    """Write the members as orders: who names nobody is the one who asks for the list."""
    return tuple(
        replace(each, list_id=list_id, principal=each.principal or command.principal)
        for each in command.orders
    )


def _again(ledger: Ledger, command: SubmitList, known: str) -> Iterator[e.Event]:
    yield from recall(ledger, known)
    state = ledger.lists.known[known]
    terms = tuple(ledger.orders[each].terms for each in state.members)
    asked = _terms(command, known)
    if (terms, state.contingency, state.mode) == (asked, command.contingency, command.mode):
        return
    detail = f"client_list_id {command.client_list_id} already names {known} with other terms"
    refusal = Refusal(Reason.LIST_ID_CONFLICT, detail, "client_list_id")
    yield e.RequestRefused(command.client_list_id, (refusal,))


def _refused(command: SubmitList, refusals: tuple[Refusal, ...]) -> o.ListRefused:
    return o.ListRefused(_account(command), command.client_list_id, refusals)


def _by_path(refusal: Refusal, index: int) -> Refusal:
    # what may be acknowledged is one order's, and of this list none was made
    return replace(refusal, field=f"orders[{index}].{refusal.field}".rstrip("."), block_id="")


def _account(command: SubmitList) -> str:
    return command.orders[0].account if command.orders else ""


def _instruments(command: SubmitList) -> Iterable[str]:
    return dict.fromkeys(order.instrument for order in command.orders)


# --- what makes no sense of a list --------------------------------------------------------


def _faults(ledger: Ledger, command: SubmitList) -> Iterator[Refusal]:
    count = len(command.orders)
    if not 2 <= count <= MEMBERS_MAX:
        yield _fault("orders", f"{count} orders must be 2 to {MEMBERS_MAX}")
        return
    if command.contingency is Contingency.OUO and command.mode is TriggerMode.FULL:
        yield _fault("mode", "mode FULL does not belong to OUO, which acts on each fill")
    account = ledger.accounts.get(_account(command))
    named: dict[str, int] = {}
    for index, order in enumerate(command.orders):
        path = f"orders[{index}]"
        yield from _member_faults(command, order, path)
        name = order.client_order_id
        if name in named or (account is not None and name in account.client_ids):
            detail = f"client_order_id {name} already names another order"
            yield Refusal(Reason.CLIENT_ORDER_ID_CONFLICT, detail, f"{path}.client_order_id")
        elif name:
            named[name] = index


def _member_faults(command: SubmitList, order: SubmitOrder, path: str) -> Iterator[Refusal]:
    first = command.orders[0]
    for field in _SET_BY_THE_DESK:
        if getattr(order, field):
            value = getattr(order, field)
            yield _fault(f"{path}.{field}", f"{field} {value} is the desk's to set")
    if order.account != first.account:
        rule = f"account {order.account} must be {first.account}: a list is of one account"
        yield _fault(f"{path}.account", rule)
    is_sized = command.contingency is Contingency.OUO or (
        command.contingency is Contingency.OTO and order is not first
    )
    if order.tactic is not None and is_sized:
        rule = f"tactic {order.tactic.name} does not belong to a member that the desk sizes"
        yield Refusal(Reason.UNSUPPORTED, rule, f"{path}.tactic")
    if command.contingency is not Contingency.OUO:
        return
    for field in ("instrument", "qty"):
        value, wanted = getattr(order, field), getattr(first, field)
        if value != wanted:
            rule = f"{field} {value} must be {wanted}: an OUO shrinks by what another fills"
            yield _fault(f"{path}.{field}", rule)


def _fault(field: str, detail: str) -> Refusal:
    return Refusal(Reason.INVALID_ORDER, detail, field)

"""The desk as a library: commands in, orders that can be awaited out."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TypeVar

import msgspec

from holdfast.core.family import recollect
from holdfast.core.ledger import Ledger, Order
from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages import events as e
from holdfast.messages import underway as u
from holdfast.messages import watching as y
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.ids import AccountId, ClientOrderId, InstrumentId, OrderId, PrincipalId
from holdfast.model.numbers import Nanos
from holdfast.model.order import OrderStatus, Param, TimeInForce
from holdfast.model.quote import Quote
from holdfast.runtime.answers import Answer
from holdfast.runtime.assumption import PortfolioState
from holdfast.runtime.engine import Halted
from holdfast.runtime.live import Live
from holdfast.runtime.preview import Preview, preview, preview_order

WATCHED_MAX = 100_000

# what the desk asks by its own clock and senses: who could begin a day would be rid of its losses
_DESKS_OWN = (
    c.StartDesk,
    c.Wake,
    c.ReachBand,
    k.StartDay,
    k.MarkPositions,
    k.SetSessions,
    k.SelfTest,
    k.Lapse,
    k.ExitMismatch,
    k.TurnBreaker,
    y.Warn,
    y.TellDelivery,
)

_Asked = TypeVar("_Asked", bound=msgspec.Struct)


def well_typed(command: _Asked) -> _Asked:
    """Read a command as from a wire, so that no value of a wrong kind gets to the core."""
    try:
        written = msgspec.msgpack.encode(command)
    except (OverflowError, UnicodeEncodeError) as error:
        # a number beyond 64 bits, half a character: no journal could hold it
        raise msgspec.ValidationError(str(error)) from error
    return msgspec.msgpack.decode(written, type=type(command))


def put_down_to(command: _Asked, principal: PrincipalId) -> _Asked:
    """Name who asks, where a command that says so names nobody."""
    if principal and getattr(command, "principal", None) == "":
        return msgspec.structs.replace(command, principal=principal)
    return command


class OrderHandle:
    """An order that was asked for; its properties are as of now."""

    def __init__(self, front: Front, answer: Answer) -> None:
        self._front = front
        self.answer = answer

    @property
    def id(self) -> OrderId:
        return self.answer.order_id

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        return self.answer.refusals

    @property
    def order(self) -> Order:
        """The ledger's record; read it, never write it.

        Raises KeyError for an order that was over so long ago that only the journal has it.
        """
        order = recollect(self._front.ledger, self.id)
        if order is None:
            raise KeyError(self.id)
        return order

    @property
    def status(self) -> OrderStatus:
        """Where it stands; what was refused under another order's id is REFUSED too."""
        return self.order.status if self.id else OrderStatus.REFUSED

    @property
    def cum_qty(self) -> Decimal:
        """Units filled."""
        return self.order.cum_qty

    @property
    def avg_px(self) -> Decimal | None:
        """Average fill price in the instrument's currency per unit, None before the first fill."""
        return self.order.avg_px

    async def done(self, timeout_s: float | None = None) -> OrderStatus:
        """Wait until the order is over, durably, and return how.

        Raises TimeoutError after `timeout_s`, and Halted when the desk stops before.
        """
        async with asyncio.timeout(timeout_s):
            await self._front.watch(self.id)
        return self.status

    async def pause(self, *, cancel_children: bool = False) -> Answer:
        """Have a parent give out no more, and cancel what it has out where that is asked for."""
        return await self._front.ask(u.PauseOrder(self.id, cancel_children=cancel_children))

    async def resume(self) -> Answer:
        """Have a paused parent go on."""
        return await self._front.ask(u.ResumeOrder(self.id))

    async def amend(
        self,
        *,
        qty: Decimal | None = None,
        limit_price: Decimal | None = None,
        params: dict[str, Param] | None = None,
    ) -> Answer:
        """Change a parent under way: its total quantity, its limit, parameters of its tactic."""
        return await self._front.ask(
            u.AmendParent(self.id, qty=qty, limit_price=limit_price, params=params)
        )

    async def cancel(self) -> Answer:
        """Ask for a cancel; the order may still fill before the venue hears it."""
        return await self._front.cancel(self.id)

    async def replace(
        self,
        *,
        qty: Decimal | None = None,
        limit_price: Decimal | None = None,
        stop_price: Decimal | None = None,
        time_in_force: TimeInForce | None = None,
        expire_at: Nanos | None = None,
        client_order_id: ClientOrderId = "",
    ) -> Answer:
        """Ask for another total quantity, other prices or another time; what is None stays.

        While another change is in flight it waits for its answer: `is_queued` says so.
        """
        return await self._front.ask(
            c.ReplaceOrder(
                self.id,
                qty=qty,
                limit_price=limit_price,
                stop_price=stop_price,
                time_in_force=time_in_force,
                expire_at=expire_at,
                client_order_id=client_order_id,
            )
        )


class PlanHandle:
    """A plan that was asked for: what became of each decision, and the orders of those taken."""

    def __init__(self, front: Front, answer: Answer) -> None:
        self.answer = answer
        self.orders = tuple(
            OrderHandle(front, Answer(outcome.order_id, outcome.refusals))
            for outcome in answer.outcomes
            if outcome.order_id
        )

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """Why the plan was refused whole; empty where it was taken."""
        return self.answer.refusals

    @property
    def outcomes(self) -> tuple[e.DecisionOutcome, ...]:
        """What became of each decision, its own refusals included."""
        return self.answer.outcomes

    async def done(self, timeout_s: float | None = None) -> None:
        """Wait until every order of the plan is over; raises TimeoutError after `timeout_s`."""
        async with asyncio.timeout(timeout_s):
            for order in self.orders:
                await order.done()


class Front:
    """What a strategy holds of a desk that runs in its own process and loop."""

    def __init__(
        self, live: Live, quotes: Mapping[InstrumentId, Quote], principal: PrincipalId = ""
    ) -> None:
        self._live = live
        self._principal = principal
        self._watched: dict[OrderId, list[asyncio.Future[None]]] = {}
        self.quotes = quotes
        live.desk.engine.on_events = self._hear
        live.on_halt = self._halt

    @property
    def ledger(self) -> Ledger:
        """All state of the desk; read it, never write it."""
        return self._live.desk.ledger

    async def ask(self, command: c.Command) -> Answer:
        """Give the desk a command and return its durable answer.

        Whole numbers and text are read as decimals where a decimal is meant, and a command
        that names no principal is put down to the desk's own. Raises
        msgspec.ValidationError, naming the field, for a value of the wrong kind; Busy; and
        Halted, also once the desk is closed.
        """
        if isinstance(command, _DESKS_OWN):
            detail = f"{type(command).__name__} is the desk's own to ask"
            return Answer(refusals=(Refusal(Reason.NOT_ENTITLED, detail),))
        asked = put_down_to(well_typed(command), self._principal)
        # a kill waits behind nothing, and is never told to come back later
        ask = self._live.ask_first if isinstance(asked, k.Kill) else self._live.ask
        return await ask(asked)

    async def submit(self, order: c.SubmitOrder) -> OrderHandle:
        """Submit one order; a refused one has `refusals` and is over at once."""
        return OrderHandle(self, await self.ask(order))

    async def submit_plan(self, plan: c.SubmitPlan) -> PlanHandle:
        """Submit a decision plan; one that is refused whole has `refusals` and no orders."""
        return PlanHandle(self, await self.ask(plan))

    async def submit_list(self, orders: c.SubmitList) -> tuple[OrderHandle, ...]:
        """Submit orders that depend on each other; a list that is refused gives one handle.

        That has the `refusals`, each by the path of its member.
        """
        told = await self.ask(orders)
        if told.refusals:
            return (OrderHandle(self, told),)
        return tuple(
            OrderHandle(self, msgspec.structs.replace(told, order_id=order_id))
            for order_id in told.order_ids
        )

    async def cancel(self, order_id: OrderId) -> Answer:
        """Ask for the cancel of one order."""
        return await self.ask(c.CancelOrder(order_id))

    async def submit_many(self, orders: Sequence[c.SubmitOrder]) -> tuple[OrderHandle, ...]:
        """Submit orders in this order, each with an answer of its own; one no holds up no other."""
        return tuple(await asyncio.gather(*(self.submit(order) for order in orders)))

    async def cancel_orders(self, order_ids: Sequence[OrderId]) -> Answer:
        """Ask for the cancel of up to 1,000 orders; `outcomes` tells of each why not."""
        return await self.ask(c.CancelOrders(tuple(order_ids)))

    async def cancel_all(self, account: AccountId = "", scope: c.CancelAll | None = None) -> Answer:
        """Ask for the cancel of everything open: in one account, in a scope, or in all."""
        return await self.ask(c.CancelAll(account) if scope is None else scope)

    async def check(self, order: c.SubmitOrder) -> Preview:
        """Say what the gate would make of an order now: nothing is sent, kept or promised."""
        asked = put_down_to(well_typed(order), self._principal)
        seen = preview_order(self._live.desk, self.quotes, asked)
        await self._live.durable()
        return seen

    async def check_plan(
        self, plan: c.SubmitPlan, portfolio: PortfolioState | None = None
    ) -> Preview:
        """Say what the gate would make of a plan now, on what is held or on a portfolio given."""
        asked = put_down_to(well_typed(plan), self._principal)
        seen = preview(self._live.desk, self.quotes, asked, portfolio)
        await self._live.durable()
        return seen

    async def first_quote(self, instrument: InstrumentId, timeout_s: float = 10) -> Quote:
        """Wait for a two-sided quote; raises TimeoutError when none comes."""
        async with asyncio.timeout(timeout_s):
            while True:
                quote = self.quotes.get(instrument)
                if quote is not None and quote.bid and quote.ask:
                    return quote
                await asyncio.sleep(0.001)

    async def watch(self, order_id: OrderId) -> None:
        """Return once the order is over and the journal has it; raises Halted if it stops before.

        An order that the desk does not know is over.
        """
        order = self.ledger.orders.get(order_id)
        if order is not None and order.is_open:
            await self._until_over(order_id)
        # the ledger runs ahead of the journal, and nobody is told what that has not got
        await self._live.durable()

    async def _until_over(self, order_id: OrderId) -> None:
        if self._live.desk.engine.halted:
            raise Halted(self._live.desk.engine.halted)
        if len(self._watched) >= WATCHED_MAX and order_id not in self._watched:
            raise ValueError(f"{WATCHED_MAX} orders are watched already")
        over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        watchers = self._watched.setdefault(order_id, [])
        watchers.append(over)
        try:
            await over
        finally:
            watchers.remove(over)
            if not watchers:
                self._watched.pop(order_id, None)

    def _halt(self, why: str) -> None:
        """Tell whoever waits for an order that nothing more will be heard of it."""
        for watchers in self._watched.values():
            for over in watchers:
                if not over.done():
                    over.set_exception(Halted(why))

    def _hear(self, events: list[e.Event]) -> None:
        if not self._watched:
            return
        for event in events:
            order_id = getattr(event, "order_id", "")
            order = self.ledger.orders.get(order_id)
            if order is None:
                continue
            for touched in (order_id, order.terms.parent_id):
                if touched in self._watched and not self.ledger.orders[touched].is_open:
                    for over in self._watched[touched]:
                        if not over.done():
                            over.set_result(None)

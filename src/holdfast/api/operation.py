"""What an operation is: a name, its types, who may ask it, and what it does; no protocol in it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from enum import StrEnum
from typing import Any, Generic, TypeVar

import msgspec

from holdfast.api.context import Context
from holdfast.core.must import InvariantBroken
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.ids import OrderId
from holdfast.runtime.engine import Halted
from holdfast.runtime.live import Busy

Request = TypeVar("Request", bound=msgspec.Struct)
Reply = TypeVar("Reply", bound=msgspec.Struct)

READ_WAIT_MAX_S = 5


class Scope(StrEnum):
    """What a key must be good for."""

    READ = "read"
    TRADE = "trade"
    CANCEL = "cancel"
    RISK = "risk"


class Refused(msgspec.Struct, frozen=True):
    """The desk's no to a whole request; `order_id` is that of an order refused on record.

    `order_hash` names its terms, for who may authorise just that order.
    """

    refusals: tuple[Refusal, ...]
    order_id: OrderId = ""
    order_hash: str = ""


class Nothing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A request that asks no more than its operation."""


class Operation(msgspec.Struct, Generic[Request, Reply], frozen=True):
    """One thing that can be asked, rendered alike in every protocol.

    A `{name}` in the path is a field of the request. `example` is a request as JSON has it.
    An operation that only reads tells nothing before the journal has it; `tells_halted` is for
    the one that says how the desk is.
    """

    name: str
    method: str
    path: str
    request: type[Request]
    reply: type[Reply]
    scope: Scope
    handler: Callable[[Context, Request], Awaitable[Reply | Refused]]
    summary: str
    example: Mapping[str, Any] = {}
    tells_halted: bool = False

    @property
    def reads(self) -> bool:
        """Tell whether it changes nothing."""
        return self.scope is Scope.READ


AnyOperation = Operation[Any, Any]


async def perform(
    operation: Operation[Request, Reply], context: Context, request: Request
) -> Reply | Refused:
    """Do what is asked, and turn a desk that cannot into a refusal.

    What a read saw of the ledger may not be durable yet, so it is told once that is.
    """
    halted = context.live.desk.engine.halted
    if halted and not operation.tells_halted:
        return _halted(halted)
    try:
        reply = await operation.handler(context, request)
        if operation.reads:
            async with asyncio.timeout(READ_WAIT_MAX_S):
                await context.live.durable()
    except Busy as busy:
        return _no(Reason.DESK_BUSY, str(busy))
    except TimeoutError:
        return _no(Reason.DESK_BUSY, f"the journal took more than {READ_WAIT_MAX_S} s")
    except Halted as why:
        return _halted(str(why))
    except InvariantBroken:
        return _halted(context.live.desk.engine.halted)
    halted = context.live.desk.engine.halted
    if halted and operation.reads and not operation.tells_halted:
        return _halted(halted)
    return reply


def _halted(why: str) -> Refused:
    return _no(Reason.DESK_HALTED, f"the desk has halted: {why}")


def _no(code: Reason, detail: str) -> Refused:
    return Refused((Refusal(code, detail),))

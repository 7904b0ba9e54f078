"""What a card of the conformance suite needs of a venue and its look-alike."""

from __future__ import annotations

from abc import ABC, abstractmethod
from decimal import Decimal
from enum import StrEnum
from types import TracebackType
from typing import ClassVar, Self, TypeVar

from holdfast.messages import reports as r
from holdfast.messages import requests as q
from holdfast.messages.commands import SubmitOrder
from holdfast.model.order import OrderType, Side, TimeInForce
from holdfast.venues import Venue

D = Decimal
NAME = "AAPL"
ACCOUNT = "A"
LEGS = ("AAPL301220C00100000", "AAPL301220C00110000")
R = TypeVar("R")


class Trouble(StrEnum):
    """What a look-alike can be asked to do wrong, to the next message that it befalls."""

    REPLY_LOST = "reply lost"
    REQUEST_LOST = "request lost"
    ERROR_AFTER_ACCEPT = "error after acceptance"
    RATE_LIMITED = "rate limited"
    FILLS_LOST = "fills are not told"
    REPEATED = "reports are told twice"
    REORDERED = "reports overtake each other"
    CUT = "the line is cut"
    GARBLED = "a frame is garbled"
    SLOW_CHANGE = "a change takes its time"
    CANCEL_LOST = "the reply to a cancel is lost"
    CHANGE_LOST = "the reply to a change is lost"
    KEYS_REFUSED = "keys are refused"
    CLOSED = "the regular session is over, the extended one is not"


class Rig(ABC):
    """One venue with its look-alike, its market at 99.99 to 100.01, and all that it told."""

    venue: Venue
    # which cards it cannot play, and why
    unsupported: ClassVar[dict[str, str]] = {}
    # whether an order that is not there at once never will be
    is_final_at_once: ClassVar[bool] = False

    def __init__(self, trouble: Trouble | None = None) -> None:
        self.trouble = trouble
        self.told: list[r.Report] = []
        self._read = 0

    @abstractmethod
    async def __aenter__(self) -> Self: ...

    @abstractmethod
    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    @abstractmethod
    async def begin(self) -> None:
        """Have the trouble from now on, if there is any."""

    @abstractmethod
    async def end(self) -> None:
        """Have no more trouble."""

    @abstractmethod
    async def market(self, bid: str, ask: str, size: int = 1_000) -> None:
        """Quote the instrument."""

    @classmethod
    def why_not(cls, number: str, trouble: Trouble | None) -> str:
        """Say why a card is not played, empty where it is."""
        reasons = cls.unsupported
        return reasons.get(number) or reasons.get(trouble or "", "")

    async def legs_market(self, bid: str, ask: str, size: int = 50) -> None:
        """Quote the first leg, the second at 2.00 to 2.10."""
        raise NotImplementedError

    async def by_hand(self) -> None:
        """Let somebody else place one unit of the legs that rests."""
        raise NotImplementedError

    @abstractmethod
    async def settle(self) -> None:
        """Let all that is under way arrive."""

    @abstractmethod
    async def pass_time(self, seconds: int) -> None:
        """Let this much time pass at the venue and here."""

    @abstractmethod
    async def _next(self) -> None:
        """Wait until something more is told; raises TimeoutError when nothing comes."""

    @abstractmethod
    def position(self) -> Decimal:
        """Return the truth at the look-alike."""

    @abstractmethod
    def orders_of(self, order_id: str) -> int:
        """Count the orders there that stand for an intent, a chain of changes as one."""

    def send(self, request: q.Request) -> None:
        self.venue.send(request)

    def place(
        self,
        order_id: str,
        side: Side = Side.BUY,
        qty: str = "10",
        limit: str | None = None,
        **more: object,
    ) -> None:
        more.setdefault("type", OrderType.MARKET if limit is None else OrderType.LIMIT)
        more.setdefault("time_in_force", TimeInForce.DAY)
        price = None if limit is None else D(limit)
        more["limit_price"] = price
        terms = SubmitOrder(ACCOUNT, NAME, side, D(qty), **more)  # type: ignore[arg-type]  # names
        self.send(q.PlaceOrder(order_id, terms))

    def pull(self, order_id: str, known_as: str = "") -> None:
        self.send(q.PullOrder(order_id, self._venue_id(order_id), known_as))

    def amend(self, order_id: str, qty: str, limit: str, number: int = 1) -> None:
        known = self._venue_id(order_id)
        change = f"{order_id}.{number}"
        self.send(q.AmendOrder(order_id, known, D(qty), D(limit), None, change_id=change))

    async def hear(self, kind: type[R], order_id: str = "") -> R:
        """Wait for the next report of this kind, of this order; others are passed over."""
        while True:
            while self._read < len(self.told):
                report = self.told[self._read]
                self._read += 1
                if isinstance(report, kind) and getattr(report, "order_id", "") == order_id:
                    return report
            await self._next()

    async def ask(
        self, order_id: str, number: int = 1, known_as: str = ""
    ) -> r.VenueStates | r.VenueKnowsNot:
        """Query an order and wait for the answer; one that cannot be had is asked for again."""
        self.send(q.QueryOrder(order_id, number, known_as))
        while True:
            kinds = r.VenueStates | r.VenueKnowsNot | r.VenueUnreachable | r.VenueSilent
            answer = await self.hear(kinds, order_id)  # type: ignore[arg-type]  # several
            if isinstance(answer, r.VenueStates | r.VenueKnowsNot):
                return answer
            self.send(q.QueryOrder(order_id, number, known_as))

    def fills(self, order_id: str) -> dict[str, r.VenueFills]:
        """Return the fills told so far, by their exec ids: twice told is one."""
        return {
            each.exec_id: each
            for each in self.told
            if isinstance(each, r.VenueFills) and each.order_id == order_id
        }

    def filled(self, order_id: str) -> Decimal:
        return sum((each.qty for each in self.fills(order_id).values()), D(0))

    def heard(self, kind: type[r.Report], order_id: str) -> bool:
        """Tell whether something was told at all."""
        return any(
            isinstance(each, kind) and getattr(each, "order_id", "") == order_id
            for each in self.told
        )

    def _venue_id(self, order_id: str) -> str:
        for report in reversed(self.told):
            if isinstance(report, r.VenueAccepts | r.VenueReplaces | r.VenueStates):
                if report.order_id == order_id:
                    return report.venue_order_id
        return ""

"""The lines of a story in which a venue tells an account whole, and a person answers what differs.

`sim shows A: order o1 4/10; stranger V9 BUY 0/5 AAPL at 99; fill o1 4 at 100 (f1); holds 4 AAPL;
cash 99600 USD; power 1000; partly` is one picture; `nothing` is an empty one.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec.structs import replace

from holdfast.messages import control as k
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.model.difference import Action
from holdfast.model.order import Liquidity, OrderType, Side, TimeInForce
from tests.support.story_sentences import sentence

if TYPE_CHECKING:
    from tests.support.desks import PlayedDesk
    from tests.support.telling import Names

SECOND = 1_000_000_000
_NUMBER = r"-?[\d.]+"
_ORDER = re.compile(
    rf"order (?P<name>\S+) (?P<cum>{_NUMBER})/(?P<qty>{_NUMBER})"
    rf"( at (?P<limit>{_NUMBER}))?( as (?P<venue_id>\S+))?"
)
_STRANGER = re.compile(
    rf"stranger (?P<venue_id>\S+)( called (?P<name>\S+))? (?P<side>BUY|SELL)"
    rf" (?P<cum>{_NUMBER})/(?P<qty>{_NUMBER}) (?P<what>\w+)( at (?P<limit>{_NUMBER}))?"
)
_FILL = re.compile(
    rf"fill (?P<name>\S+) (?P<qty>{_NUMBER}) at (?P<price>{_NUMBER}) \((?P<exec_id>\S+)\)"
    r"( (?P<ago>\d+)s ago)?"
)
_STRANGE_FILL = re.compile(
    rf"fill of (?P<venue_id>\S+) (?P<side>BUY|SELL) (?P<qty>{_NUMBER}) (?P<what>\w+)"
    rf" at (?P<price>{_NUMBER}) \((?P<exec_id>\S+)\)( (?P<ago>\d+)s ago)?"
)


class PictureLines:
    """What is not said of a picture is as the desk has it, or not in it."""

    played: PlayedDesk
    names: Names

    @sentence(r"sim shows (?P<who>\w+)( as of (?P<ago>\d+)s ago)?: (?P<text>.+)")
    def _shows(self, who: str, ago: str | None, text: str) -> list[e.Event]:
        now = self.played.time.now()
        as_of = now - int(ago or 0) * SECOND
        shown = r.VenueSnapshot("sim", who, (), (), {}, {}, None, True, as_of, now)
        for item in text.split("; "):
            shown = self._with(shown, item)
        return self.played.take(shown)

    @sentence(r"sim fails to show (?P<who>\w+)")
    def _fails(self, who: str) -> list[e.Event]:
        now = self.played.time.now()
        return self.played.take(r.VenueSnapshotFails("sim", who, "504", now))

    @sentence(
        r"sim corrects (?P<old>\S+) of (?P<name>\S+) to (?P<qty>[\d.]+) at (?P<price>[\d.]+)"
        r" \((?P<new>\S+)\)"
    )
    def _corrects(self, old: str, name: str, qty: str, price: str, new: str) -> list[e.Event]:
        order_id, now = self.names.id_of(name), self.played.time.now()
        told = r.VenueCorrects(order_id, old, new, Decimal(qty), Decimal(price), now)
        return self.played.take(told)

    @sentence(r"(?P<by>\w+) (?P<how>repairs|dismisses) (?P<kind>[A-Z_]+) because (?P<why>.+)")
    def _resolves(self, by: str, how: str, kind: str, why: str) -> list[e.Event]:
        action = Action.REPAIR if how == "repairs" else Action.DISMISS
        found = [each for each in self.played.ledger.discrepancies if each.kind == kind][-1]
        return self.played.exactly(k.ResolveDiscrepancy(found.id, action, why, by))

    @sentence(r"(?P<by>\w+) splits (?P<what>\w+) (?P<new>\d+) for (?P<old>\d+)")
    def _splits(self, by: str, what: str, new: str, old: str) -> list[e.Event]:
        return self.played.exactly(k.ApplySplit(what, int(new), int(old), by, "told by the issuer"))

    def _with(self, shown: r.VenueSnapshot, item: str) -> r.VenueSnapshot:
        word, _, rest = item.partition(" ")
        match word:
            case "order" | "stranger":
                return replace(shown, orders=(*shown.orders, self._held(item)))
            case "fill":
                return replace(shown, fills=(*shown.fills, self._fill(item)))
            case "holds":
                qty, what = rest.split()
                return replace(shown, positions={**shown.positions, what: Decimal(qty)})
            case "cash":
                amount, currency = rest.split()
                return replace(shown, cash={**shown.cash, currency: Decimal(amount)})
            case "power":
                return replace(shown, buying_power=Decimal(rest))
            case "partly":
                return replace(shown, is_complete=False)
        assert item == "nothing", item
        return shown

    def _held(self, item: str) -> r.HeldOrder:
        found = _ORDER.fullmatch(item) or _STRANGER.fullmatch(item)
        assert found is not None, item
        told = found.groupdict()
        numbers = Decimal(told["qty"]), Decimal(told["cum"])
        limit = None if told["limit"] is None else Decimal(told["limit"])
        if "what" in told:
            kind = OrderType.MARKET if limit is None else OrderType.LIMIT
            return r.HeldOrder(
                told["name"] or "", told["venue_id"], told["what"], Side(told["side"]),
                kind, *numbers, limit, None, TimeInForce.DAY,
            )  # fmt: skip
        order = self.played.ledger.orders[self.names.id_of(told["name"])]
        terms = order.terms
        return r.HeldOrder(
            order.id,
            told["venue_id"] or order.venue_order_id or f"V-{told['name']}",
            terms.instrument,
            terms.side,
            terms.type,
            *numbers,
            order.limit_price if limit is None else limit,
            order.stop_price,
            terms.time_in_force,
        )

    def _fill(self, item: str) -> r.HeldFill:
        found = _FILL.fullmatch(item) or _STRANGE_FILL.fullmatch(item)
        assert found is not None, item
        told = found.groupdict()
        at = self.played.time.now() - int(told["ago"] or 0) * SECOND
        order = self.played.ledger.orders.get(self.names.id_of(told.get("name", "")))
        return r.HeldFill(
            "" if order is None else order.id,
            told["venue_id"] if order is None else order.venue_order_id,
            told["exec_id"],
            told["what"] if order is None else order.terms.instrument,
            Side(told["side"]) if order is None else order.terms.side,
            Decimal(told["qty"]),
            Decimal(told["price"]),
            Decimal(0),
            "USD",
            Liquidity.TAKER,
            at,
        )

"""One picture of an account while it is being compared: what may be judged, and what was found."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import msgspec

from holdfast.core.inbox import key_of
from holdfast.core.kinds import policy_of
from holdfast.core.ledger import AccountState, Ledger, Order
from holdfast.core.noticing import notice
from holdfast.core.policy import Policies
from holdfast.core.reconciled import Asked
from holdfast.core.resolving import repaired
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages.stamp import Stamp
from holdfast.model.difference import Kind, Mend, Policy, Repair
from holdfast.model.ids import InstrumentId, OrderId
from holdfast.model.numbers import Nanos
from holdfast.model.order import OrderStatus

# of an account's newest fills so many are looked at for one that may be too late for a picture
LATE_FILLS_MAX = 10_000


class Comparison(msgspec.Struct):
    """What is known of one picture; the ledger moves on under it as events are applied."""

    ledger: Ledger
    report: r.VenueSnapshot
    stamp: Stamp
    policies: Policies
    state: AccountState
    asked: Asked
    quiet: Nanos  # what changed after this time of ours may be in the picture or not
    traded_quiet: Nanos  # the same of trades, which have the venue's time
    is_stale: bool  # a newer picture has been compared already
    is_held_back: bool = False
    omitted: int = 0
    standing: dict[str, None] = {}  # the differences that this picture does not end
    seen: dict[OrderId, None] = {}  # orders of ours that are open in it
    by_venue_id: dict[str, OrderId] | None = None

    def keep(self, kind: Kind, subject: str) -> None:
        """Let a difference stand that this picture can say nothing of."""
        self.standing[key_of(kind, self.report.account, subject)] = None

    def hold_back(self, kind: Kind, subject: str) -> None:
        """Judge nothing that has changed too lately; it is looked at again."""
        self.is_held_back = True
        self.keep(kind, subject)

    def found(
        self, kind: Kind, subject: str, detail: str, evidence: str, repair: Repair | None = None
    ) -> Iterator[e.Event]:
        """Tell a difference, and mend it where the desk may: never by what is merely absent."""
        account, inbox = self.report.account, self.ledger.reconciled.inbox
        self.keep(kind, subject)
        known = inbox.find(kind, account, subject)
        if known is None and inbox.is_full:
            self.omitted += 1
            return
        if policy_of(self.ledger, kind) is Policy.ALERT:
            repair = None
        yield from notice(self.ledger, kind, account, subject, detail, evidence, repair)
        known = inbox.find(kind, account, subject)
        if known is not None and known.is_open and known.policy is Policy.AUTO:
            if known.repair is not None and self._is_shown(known.repair):
                why = "by the policy of its kind"
                yield from repaired(self.ledger, known, "desk", why, self.stamp, self.policies)

    def _is_shown(self, repair: Repair) -> bool:
        """Tell whether the picture itself names what the repair would make true."""
        match repair.mend:
            case Mend.ADJUST_POSITION:
                return repair.name in self.report.positions
            case Mend.ADJUST_CASH | Mend.CANCEL_AT_VENUE:
                return True
        return False

    def is_new(self, kind: Kind, subject: str) -> bool:
        """Tell whether a difference has not been told yet."""
        return self.ledger.reconciled.inbox.find(kind, self.report.account, subject) is None

    def is_quiet(self, order: Order) -> bool:
        """Tell whether an order has stayed as it is since before the picture was taken."""
        return max(order.updated_at, order.sent_at) <= self.quiet

    def is_traded(self, instrument: InstrumentId | None) -> bool:
        """Tell whether a fill of the instrument, or any, may be too late for the picture."""
        orders = self.ledger.orders
        # not until the first old one: what was missed is booked last
        for fill in islice(reversed(self.state.fills.values()), LATE_FILLS_MAX):
            if fill.traded_at > self.traded_quiet:
                if instrument is None or orders[fill.order_id].terms.instrument == instrument:
                    return True
        return False

    def in_flight(self, instrument: InstrumentId) -> bool:
        """Tell whether an order of the instrument has lately left and not been answered."""
        ledger, account = self.ledger, self.report.account
        for order_id in ledger.open_orders:
            order = ledger.orders[order_id]
            terms = order.terms
            if (terms.account, terms.instrument) == (account, instrument):
                if order.status in _IN_FLIGHT and not self.is_quiet(order):
                    return True
        return False

    def named(self, order_id: OrderId, venue_order_id: str) -> Order | None:
        """Find the order of ours that the venue means, by our id, its alias, or the venue's id."""
        orders, aliases = self.ledger.orders, self.ledger.reconciled.aliases
        for name in (order_id, aliases.get(order_id, ""), aliases.get(venue_order_id, "")):
            order = orders.get(name) if name else None
            if order is not None and _is_at_venue(self.ledger, order):
                return order
        if order_id or not venue_order_id:
            return None
        if self.by_venue_id is None:
            chains = self.ledger.chains
            self.by_venue_id = {
                name: each.id
                for each in orders.values()
                if each.terms.account == self.report.account
                for name in (*chains.past(each.id), each.venue_order_id)
            }
        return orders.get(self.by_venue_id.get(venue_order_id, ""))


_IN_FLIGHT = (
    OrderStatus.SENT,
    OrderStatus.UNKNOWN,
    OrderStatus.PENDING_CANCEL,
    OrderStatus.PENDING_REPLACE,
)


def _is_at_venue(ledger: Ledger, order: Order) -> bool:
    return order.id not in ledger.parents and order.status is not OrderStatus.REFUSED

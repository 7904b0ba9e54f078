"""The lines of a story in which orders are changed, corrected, and taken away by scope."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

from holdfast.core.ledger import Order
from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.model.numbers import ZERO, plain
from tests.support.story_sentences import sentence
from tests.support.story_terms import order_terms

if TYPE_CHECKING:
    from tests.support.desks import PlayedDesk
    from tests.support.telling import Names

SECOND = 1_000_000_000
_CHANGE = (
    "qty",
    "limit_price",
    "stop_price",
    "time_in_force",
    "expire_at",
    "client_order_id",
)


class ChangeLines:
    """What callers wish changed, and what the venue makes of it."""

    played: PlayedDesk
    names: Names

    def _report(self, kind: Callable[..., r.Report], name: str, *rest: object) -> list[e.Event]:
        raise NotImplementedError

    def _at(self) -> int:
        raise NotImplementedError

    def _order(self, name: str) -> Order:
        raise NotImplementedError

    def _terms(self, text: str) -> dict:
        """Read terms; `good-for 60s` is a time from now."""
        terms = order_terms(text)
        good_for = terms.pop("good_for", None)
        if good_for is not None:
            terms["expire_at"] = self._at() + int(good_for.rstrip("s")) * SECOND
        return terms

    # --- traders --------------------------------------------------------------------

    @sentence(r"(?!sim )(?P<who>\w+) replaces (?P<name>\S+)(?P<terms>.*)")
    def _replace(self, who: str, name: str, terms: str) -> list[e.Event]:
        given = self._terms(terms)
        change = {key: given[key] for key in _CHANGE if key in given}
        return self.played.take(c.ReplaceOrder(self.names.id_of(name), **change))

    @sentence(r"(?!sim )(?P<who>\w+) cancels everything")
    def _cancel_all(self, who: str) -> list[e.Event]:
        return self.played.take(c.CancelAll(who))

    # --- the venue ------------------------------------------------------------------

    @sentence(r"sim replaces (?P<name>\S+)(?P<terms>.*)")
    def _replaces(self, name: str, terms: str) -> list[e.Event]:
        order = self._order(name)
        asked = order.pending_qty is not None
        given = {
            "qty": order.pending_qty if asked else order.qty,
            "limit_price": order.pending_limit_price if asked else order.limit_price,
            "stop_price": order.pending_stop_price if asked else order.stop_price,
            **self._terms(terms),
        }
        venue_id = given.pop("client_order_id", f"V-{name}")
        prices = (given[key] for key in ("qty", "limit_price", "stop_price"))
        timing = (given.get("time_in_force"), given.get("expire_at"))
        return self._report(r.VenueReplaces, name, venue_id, *prices, self._at(), *timing)

    @sentence(r"sim rejects the replace of (?P<name>\S+)")
    def _rejects_replace(self, name: str) -> list[e.Event]:
        return self._report(r.VenueRejectsReplace, name, "LATE", "too late", self._at())

    @sentence(
        r"sim corrects (?P<exec_id>\S+) of (?P<name>\S+) to (?P<qty>[\d.]+) at (?P<price>[\d.]+)"
        r" \((?P<new_id>\S+)\)"
    )
    def _corrects(
        self, exec_id: str, name: str, qty: str, price: str, new_id: str
    ) -> list[e.Event]:
        numbers = (Decimal(qty), Decimal(price))
        return self._report(r.VenueCorrects, name, exec_id, new_id, *numbers, self._at())

    # --- what is looked at ----------------------------------------------------------

    def _tell_changes(self, order: Order, word: str) -> str:
        chains = self.played.ledger.chains
        chain = chains.of.get(order.id)
        match word:
            case "cum":
                numbers = (order.cum_qty, order.leaves_qty, order.avg_px or ZERO)
                cum, leaves, avg = (plain(number) for number in numbers)
                return f"cum {cum} leaves {leaves} avg {avg}"
            case "because":
                return f"because {order.reason}"
            case "is":
                time_in_force, expire_at = chains.timing(order.id, order.terms)
                ends = "" if expire_at is None else f" for {(expire_at - self._at()) // SECOND}s"
                return f"is {time_in_force}{ends}"
            case "wants":
                wish = None if chain is None else chain.wish
                if wish is None:
                    return "wants nothing"
                named = (("to", wish.qty), ("at", wish.limit_price), ("when", wish.stop_price))
                told = [f"{key} {plain(value)}" for key, value in named if value is not None]
                return " ".join(
                    ["wants", *told, *([wish.time_in_force] * bool(wish.time_in_force))]
                )
        links = {} if chain is None else chain.links
        return " ".join(["chain", *(f"{name}={link.fate}" for name, link in links.items())])

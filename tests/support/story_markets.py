"""Lines of stories about accounts and markets: trade groups, sessions, halts, lists, locates."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.model.account import Account, AccountKind
from holdfast.model.calendar import Session
from holdfast.model.instrument import Instrument, Listing
from holdfast.model.order import SelfTrade
from holdfast.model.trading import Phase
from tests.support.desks import SECOND, WIDE, PlayedDesk
from tests.support.story_sentences import sentence

_PHASES = {
    "opens": Phase.OPEN,
    "halts": Phase.HALTED,
    "closes": Phase.CLOSED,
    "auctions": Phase.AUCTION,
}


class MarketLines:
    """Part of a story; own orders are kept apart only where an account says so."""

    played: PlayedDesk

    @sentence(
        r"(?P<name>\w+) has (?P<cash>[\d.]+) USD(?P<kind> in a cash account)?"
        r"(, group (?P<group>\w+))?(, self-trade (?P<mode>\w+))?"
    )
    def _has(
        self, name: str, cash: str, kind: str | None, group: str | None, mode: str | None
    ) -> None:
        account = Account(
            name,
            "sim",
            kind=AccountKind.CASH if kind else AccountKind.MARGIN,
            trade_group=group or "",
            self_trade=SelfTrade(mode or "NONE"),
        )
        self.played.take(c.OpenAccount(account, {"USD": Decimal(cash)}))
        self.played.take(c.SetLimits(name, WIDE))

    @sentence(r"(?P<name>\w+) trades at sim(?P<terms>.*)")
    def _trades(self, name: str, terms: str) -> list[e.Event]:
        given = dict(term.split() for term in terms.lstrip(", ").split(", ") if term)
        instrument = Instrument(
            name,
            multiplier=Decimal(given.get("multiplier", "1")),
            currency=given.get("currency", "USD"),
        )
        listing = Listing(
            name,
            "sim",
            name,
            tick=Decimal(given.get("tick", "0.01")),
            lot=Decimal(given.get("lot", "1")),
            qty_min=Decimal(given.get("minimum", "0")),
            calendar=given.get("calendar", ""),
        )
        return self.played.take(c.ListInstrument(instrument, (listing,)))

    @sentence(
        r"calendar (?P<name>\w+) has sessions (?P<spans>[\d\-, ]+) seconds from now"
        r"(, extended (?P<days>[\d\-, ]+))?"
    )
    def _sessions(self, name: str, spans: str, days: str | None) -> list[e.Event]:
        extended = self._spans(days) if days else ()
        return self.played.take(k.SetSessions(name, self._spans(spans), extended))

    def _spans(self, text: str) -> tuple[Session, ...]:
        now = self.played.time.now()
        spans = (span.split("-") for span in text.split(", "))
        return tuple(
            Session(now + int(opens) * SECOND, now + int(closes) * SECOND)
            for opens, closes in spans
        )

    @sentence(r"sim (?P<what>opens|halts|closes|auctions) (?P<name>\w+)")
    def _phase(self, what: str, name: str) -> list[e.Event]:
        named = "" if name == "everything" else name
        return self.played.take(r.VenuePhase("sim", named, _PHASES[what], self.played.time.now()))

    @sentence(r"(?P<name>\w+) may not trade (?P<instrument>\w+)")
    def _restricted(self, name: str, instrument: str) -> list[e.Event]:
        return self.played.take(c.SetLimits(name, replace(WIDE, restricted=(instrument,))))

    @sentence(r"(?P<name>\w+) needs locates")
    def _locates(self, name: str) -> list[e.Event]:
        return self.played.take(c.SetLimits(name, replace(WIDE, locate_needed=True)))

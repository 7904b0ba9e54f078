"""Play a story: each line is something a trader, a venue or time does, and what follows."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from msgspec.structs import replace

from holdfast.core.brackets import unprotected_qty
from holdfast.core.ledger import Order
from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages.plan import DecisionPlan, ExecutionParams
from holdfast.model.numbers import ZERO, plain
from holdfast.model.order import Liquidity, OrderStatus, Side
from tests.support.desks import SECOND, WIDE, PlayedDesk
from tests.support.story_changes import ChangeLines
from tests.support.story_instructions import InstructionLines
from tests.support.story_lists import ListLines
from tests.support.story_markets import MarketLines
from tests.support.story_parents import ParentLines
from tests.support.story_people import PeopleLines
from tests.support.story_pictures import PictureLines
from tests.support.story_sentences import SENTENCES, sentence
from tests.support.story_stops import StopLines
from tests.support.story_terms import decision_of, order_terms, tactic_of
from tests.support.story_watch import WatchLines
from tests.support.telling import Names, tell, tell_request

_LIMITS = {
    "order_qty": "order_qty_max",
    "order_value": "order_value_max",
    "collar": "price_collar",
    "position": "position_qty_max",
    "age": "reference_age_max_ns",
    "rate": "order_rate_max",
    "value_rate": "value_rate_max",
    "twins": "duplicate_window_ns",
    "repeats": "repeat_max",
    "repeats_within": "repeat_window_ns",
    "orders_a_fill": "order_fill_ratio_max",
    "orders_first": "order_fill_min",
    "instruments": "instruments_max",
    "basket": "basket_value_max",
}
_SECONDS = ("age", "twins", "repeats_within")
_WHOLE = ("rate", "repeats", "orders_first", "instruments")


def _amount(key: str, value: str) -> int | Decimal:
    if key in _SECONDS:
        return int(value.rstrip("s")) * SECOND
    return int(value) if key in _WHOLE else Decimal(value)


class Story(
    ChangeLines,
    InstructionLines,
    ListLines,
    MarketLines,
    ParentLines,
    PeopleLines,
    PictureLines,
    StopLines,
    WatchLines,
):
    """One story on one desk; after every line the laws of the ledger are checked."""

    def __init__(self) -> None:
        self.played = PlayedDesk()
        self.names = Names(lambda: self.played.ledger)
        self.seen = 0

    def play(self, line: str) -> None:
        """Play one line and compare what follows with what it says after the arrow."""
        what, arrow, expected = (part.strip() for part in line.partition("->"))
        for pattern, method in SENTENCES:
            found = pattern.fullmatch(what)
            if found is None:
                continue
            events = getattr(self, method)(**found.groupdict())
            if events is not None:
                self._compare(expected if arrow else None, events)
            self.played.check()
            return
        raise ValueError(f"no sentence fits {what!r}")

    def _compare(self, expected: str | None, events: list[e.Event]) -> None:
        told = _once([text for text in (tell(event, self.names) for event in events) if text])
        if expected is None:
            return
        wanted = [] if expected == "nothing" else [part.strip() for part in expected.split(",")]
        fits = len(wanted) == len(told) and all(map(_fits, wanted, told))
        assert fits, f"told {', '.join(told) or 'nothing'}"

    # --- the world ------------------------------------------------------------------

    @sentence(r"limits of (?P<name>\w+): (?P<terms>.+)")
    def _limits(self, name: str, terms: str) -> list[e.Event]:
        values = {field: getattr(WIDE, field) for field in WIDE.__struct_fields__}
        for term in terms.split(", "):
            key, _, value = term.partition(" ")
            if value == "missing":
                values[_LIMITS[key]] = None
            else:
                values[_LIMITS[key]] = _amount(key, value)
        return self.played.take(c.SetLimits(name, replace(WIDE, **values)))

    @sentence(
        r"market (?P<name>\w+) (?P<bid>[\d.]+)/(?P<ask>[\d.]+)"
        r"( sized (?P<bid_size>\d+)/(?P<ask_size>\d+))?"
    )
    def _market(
        self, name: str, bid: str, ask: str, bid_size: str | None, ask_size: str | None
    ) -> None:
        self.played.quote(bid, ask, name, bid_size or "100", ask_size or "100")

    @sentence(r"market (?P<name>\w+) is dark")
    def _dark(self, name: str) -> None:
        del self.played.quotes[name]

    @sentence(r"(?P<count>\d+)s pass")
    def _pass(self, count: str) -> list[e.Event]:
        return self.played.wait(int(count) * SECOND)

    @sentence(r"the desk restarts")
    def _restart(self) -> list[e.Event]:
        self.seen = len(self.played.venue.sent)
        return self.played.restart()

    # --- traders --------------------------------------------------------------------

    @sentence(r"(?P<who>\w+) (?P<way>buys|sells) (?P<qty>[\d.]+) (?P<what>\w+)(?P<terms>.*)")
    def _trade(self, who: str, way: str, qty: str, what: str, terms: str) -> list[e.Event]:
        side = Side.BUY if way == "buys" else Side.SELL
        order = c.SubmitOrder(who, what, side, Decimal(qty), **self._terms(terms))
        return self.played.take(order)

    @sentence(r"(?!sim )(?P<who>\w+) cancels (?P<name>\S+)")
    def _cancel(self, who: str, name: str) -> list[e.Event]:
        return self.played.take(c.CancelOrder(self.names.id_of(name)))

    @sentence(
        r"(?P<who>\w+) submits plan (?P<plan>[^\s:]+)"
        r"(?: meant for (?P<notional>[\d.]+))?: (?P<text>.+)"
    )
    def _plan(self, who: str, plan: str, notional: str | None, text: str) -> list[e.Event]:
        text, _, params = text.partition(" | ")
        decisions = tuple(decision_of(part) for part in text.split("; ") if part != "no decisions")
        meant = None if notional is None else Decimal(notional)
        if params == "all or nothing":
            given = ExecutionParams(all_or_nothing=True)
        else:
            given = ExecutionParams(tactic=tactic_of(params) if params else None)
        asked = DecisionPlan(plan, who, decisions, notional=meant)
        return self.played.take(c.SubmitPlan(asked, given))

    @sentence(r"the desk reconciles")
    def _reconcile(self) -> list[e.Event]:
        return self.played.take(c.Reconcile())

    # --- the venue ------------------------------------------------------------------

    @sentence(r"sim accepts (?P<name>\S+)( as (?P<venue_id>\S+))?")
    def _accepts(self, name: str, venue_id: str | None) -> list[e.Event]:
        return self._report(r.VenueAccepts, name, venue_id or f"V-{name}", self._at())

    @sentence(r"sim rejects (?P<name>\S+)")
    def _rejects(self, name: str) -> list[e.Event]:
        return self._report(r.VenueRejects, name, "NO", "not today", self._at())

    @sentence(
        r"sim fills (?P<name>\S+) (?P<qty>[\d.]+) at (?P<price>[\d.]+) \((?P<exec_id>\S+)\)"
        r"( fee (?P<fee>[\d.]+))?"
    )
    def _fills(
        self, name: str, qty: str, price: str, exec_id: str, fee: str | None
    ) -> list[e.Event]:
        money = (Decimal(qty), Decimal(price), Decimal(fee or "0"))
        return self._report(r.VenueFills, name, exec_id, *money, "USD", Liquidity.TAKER, self._at())

    @sentence(r"sim busts (?P<exec_id>\S+) of (?P<name>\S+)")
    def _busts(self, exec_id: str, name: str) -> list[e.Event]:
        return self._report(r.VenueBusts, name, exec_id, self._at())

    @sentence(r"sim (?P<way>cancels|expires) (?P<name>\S+)( with (?P<cum>[\d.]+) traded)?")
    def _over(self, way: str, name: str, cum: str | None) -> list[e.Event]:
        kind = r.VenueCancels if way == "cancels" else r.VenueExpires
        return self._report(kind, name, self._at(), "", None if cum is None else Decimal(cum))

    @sentence(r"sim rejects the cancel of (?P<name>\S+)")
    def _rejects_cancel(self, name: str) -> list[e.Event]:
        return self._report(r.VenueRejectsCancel, name, "LATE", "too late", self._at())

    @sentence(r"sim triggers (?P<name>\S+)")
    def _triggers(self, name: str) -> list[e.Event]:
        return self._report(r.VenueTriggers, name, self._at())

    @sentence(r"sim goes down")
    def _goes_down(self) -> list[e.Event]:
        return self.played.take(r.VenueDisconnects("sim", "the line is cut", self._at()))

    @sentence(r"sim comes up")
    def _comes_up(self) -> list[e.Event]:
        return self.played.take(r.VenueConnects("sim", self._at()))

    @sentence(r"sim is silent on (?P<name>\S+)")
    def _silent(self, name: str) -> list[e.Event]:
        return self._report(r.VenueSilent, name, "no answer", self._at())

    @sentence(r"sim is out of reach for (?P<name>\S+)")
    def _unreachable(self, name: str) -> list[e.Event]:
        return self._report(r.VenueUnreachable, name, "refused", self._at())

    @sentence(
        r"sim (?P<verb>has|had) (?P<name>\S+) (?P<status>[A-Z_]+)"
        r" (?P<cum>[\d.]+)/(?P<qty>[\d.]+)(?P<terms>.*)"
    )
    def _states(
        self, verb: str, name: str, status: str, cum: str, qty: str, terms: str
    ) -> list[e.Event]:
        """Answer a query: one that was sent just now, or (had) before all else."""
        order = self._order(name)
        given = {
            "limit_price": order.limit_price,
            "stop_price": order.stop_price,
            **order_terms(terms),
        }
        return self._report(
            r.VenueStates,
            name,
            given.pop("client_order_id", order.venue_order_id or f"V-{name}"),
            OrderStatus(status),
            Decimal(qty),
            Decimal(cum),
            given["limit_price"],
            given["stop_price"],
            self._at(),
            self.played.ledger.seq if verb == "has" else 1,
            given.get("time_in_force"),
        )

    @sentence(r"sim knows no (?P<name>\S+)(?P<final> for sure)?")
    def _knows_not(self, name: str, final: str | None) -> list[e.Event]:
        return self._report(r.VenueKnowsNot, name, bool(final), self._at())

    @sentence(r"sim holds (?P<qty>-?[\d.]+) (?P<what>\w+) for (?P<who>\w+)")
    def _holds(self, qty: str, what: str, who: str) -> list[e.Event]:
        return self.played.take(r.VenueHolds("sim", who, what, Decimal(qty), self._at()))

    def _report(self, kind: Callable[..., r.Report], name: str, *rest: object) -> list[e.Event]:
        return self.played.take(kind(self.names.id_of(name), *rest))

    def _at(self) -> int:
        return self.played.time.now()

    def _order(self, name: str) -> Order:
        return self.played.ledger.orders[self.names.id_of(name)]

    # --- what is looked at ----------------------------------------------------------

    @sentence(r"wire: (?P<text>.+)")
    def _wire(self, text: str) -> None:
        sent = self.played.venue.sent[self.seen :]
        self.seen = len(self.played.venue.sent)
        told = "; ".join(tell_request(request, self.names) for request in sent) or "nothing"
        assert told == text

    @sentence(r"ledger: (?P<text>.+)")
    def _ledger(self, text: str) -> None:
        for clause in text.split("; "):
            self._clause(clause)

    def _clause(self, clause: str) -> None:
        words = clause.split()
        name, rest = words[0], " ".join(words[1:])
        if name == "incidents":
            told = str(len(self.played.ledger.discrepancies))
        elif name in self.played.ledger.accounts:
            told = self._tell_account(name, words)
        else:
            told = self._tell_order(name, words)
        assert told == rest, f"{name} {told}"

    def _tell_order(self, name: str, words: list[str]) -> str:
        order = self._order(name)
        match words[1]:
            case "unprotected":
                return f"unprotected {plain(unprotected_qty(self.played.ledger, order.id))}"
            case "asks":
                price = order.limit_price if order.limit_price is not None else ZERO
                return f"asks {plain(order.qty)} at {plain(price)}"
            case "cum" | "is" | "wants" | "chain" | "because":
                return self._tell_changes(order, words[1])
            case "reserves":
                return f"reserves {plain(order.reserved_qty)}"
            case "averages":
                return f"averages {plain(order.avg_px or ZERO)}"
            case "committed":
                return f"committed {plain(self.played.ledger.parents[order.id].committed)}"
        flagged = " overfilled" if order.overfilled else ""
        return f"{order.status} {plain(order.cum_qty)}/{plain(order.qty)}{flagged}"

    def _tell_account(self, name: str, words: list[str]) -> str:
        state = self.played.ledger.accounts[name]
        position = self.played.ledger.position(name, words[-1])
        match words[1]:
            case "cash":
                return f"cash {plain(state.cash['USD'])} USD"
            case "open":
                return f"open {plain(state.open_value)}"
            case "realised":
                return f"realised {plain(position.realised)} {words[-1]}"
            case "averages":
                return f"averages {plain(position.avg_px(Decimal(1)) or ZERO)} {words[-1]}"
            case "may":
                reserved = f"buy {plain(position.buy_open)} and sell {plain(position.sell_open)}"
                return f"may {reserved} {words[-1]}"
        if not position.qty:
            return f"flat {words[-1]}"
        way = "long" if position.qty > 0 else "short"
        return f"{way} {plain(abs(position.qty))} {words[-1]}"


def _once(told: list[str]) -> list[str]:
    """Leave out what is asked of a venue again while time passes."""
    kept: list[str] = []
    for text in told:
        if not (text.startswith("query_sent") and text in kept):
            kept.append(text)
    return kept


def _fits(want: str, have: str) -> bool:
    """Tell whether each part of what is wanted begins that part of what was told."""
    wanted, told = want.split(" & "), have.split(" & ")
    return len(wanted) == len(told) and all(
        part.split()[: len(each.split())] == each.split()
        for each, part in zip(wanted, told, strict=True)
    )

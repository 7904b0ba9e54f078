"""Alpaca as a venue: the shell that moves requests out and reports in.

What a desk may rely on:
- our id is the client order id, which Alpaca takes once for ever in an account, so an order
  whose answer was lost is looked up and never sent again;
- what was lost on the stream is found: at each new connection the desk asks for what it has
  there, and a look at the open orders now and then finds what a silent stream has kept;
- VenueKnowsNot is final once the order has had `final_after_ns` to arrive.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping
from random import Random

import msgspec

from holdfast.messages import reports as r
from holdfast.messages import requests as q
from holdfast.model.abilities import Abilities
from holdfast.model.ids import InstrumentId, OrderId, VenueId
from holdfast.model.instrument import Instrument, Listing
from holdfast.model.numbers import ZERO, Nanos
from holdfast.transport.http import Answered, HttpClient
from holdfast.transport.stream import Frame, Line, Stream, StreamRefused
from holdfast.venues import Deliver, Time
from holdfast.venues.alpaca import encode
from holdfast.venues.alpaca.access import AlpacaAccess, AlpacaRules, headers_of
from holdfast.venues.alpaca.allowance import Allowance
from holdfast.venues.alpaca.answers import error_of, never_left, unknown
from holdfast.venues.alpaca.asking import Asking, Unread
from holdfast.venues.alpaca.chains import Chains
from holdfast.venues.alpaca.looking import Looking
from holdfast.venues.alpaca.picture import picture
from holdfast.venues.alpaca.wire import (
    Control,
    Malformed,
    SaidClock,
    SaidError,
    SaidOrder,
    SaidPosition,
    Update,
    decoded,
    frame_of,
    moment,
)

_CONFLICT = "must be unique"
SENT_MAX = 10_000  # orders without an answer, whose time is kept


class Alpaca:
    """One account at Alpaca."""

    def __init__(
        self,
        name: VenueId,
        access: AlpacaAccess,
        listings: Mapping[InstrumentId, tuple[Instrument, Listing]],
        time: Time,
        rng: Random,
        rules: AlpacaRules | None = None,
    ) -> None:
        self._name = name
        self._listings = {each: listing for each, (_, listing) in listings.items()}
        self._time = time
        self._now = time.now
        self._rules = rules or AlpacaRules()
        self._http = Allowance(HttpClient(access.url, headers_of(access), self._rules.http))
        self._access = access
        self._asking = Asking(self._http.ask)
        self._chains = Chains()
        self._looking = Looking(self._asking, self._chains, self._tell_all)
        self._sent_at: dict[OrderId, Nanos] = {}  # orders on their way, and when they left
        self._began_at = time.now()
        self._deliver: Deliver = _nobody_listens
        self._stream = Stream(
            access.stream_url,
            self._greet,
            self.hear_frame,
            self._is_up,
            self._is_down,
            rng=rng,
            rules=self._rules.stream,
        )
        self._is_closed = False
        self._ending: asyncio.Task[None] | None = None
        self._under_way: set[asyncio.Task[None]] = set()
        self.malformed = 0  # frames that made no sense

    @property
    def name(self) -> VenueId:
        return self._name

    @property
    def abilities(self) -> Abilities:
        """What Alpaca works by itself of the instruments that are listed."""
        return encode.ABILITIES

    def connect(self, deliver: Deliver) -> None:
        self._deliver = deliver
        self._stream.open()
        self._time.call_at(self._now() + self._rules.look_every_ns, self._look_again)

    def send(self, request: q.Request) -> None:
        if self._is_closed:
            return
        if isinstance(request, q.PlaceOrder):
            self._sent_at[request.order_id] = self._now()
            if len(self._sent_at) > SENT_MAX:
                del self._sent_at[next(iter(self._sent_at))]
        if self._is_full():
            self._never_left(request, f"{self._rules.under_way_max} requests are under way")
            return
        self._start(self._do(request))

    def ping(self) -> None:
        """Ask for the time there."""
        if not self._is_full():
            self._start(self._ask_clock())

    def close(self) -> None:
        """Stop; what is under way in either direction is lost, as with a cut wire."""
        if self._is_closed:
            return
        self._is_closed = True
        for task in self._under_way:
            task.cancel()
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return
        self._ending = loop.create_task(self._end())

    async def ended(self) -> None:
        """Wait until all lines are closed, after `close`."""
        if self._ending is not None:
            await self._ending

    async def _end(self) -> None:
        await self._stream.close()
        await self._http.close()

    # --- out ------------------------------------------------------------------------------

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _do(self, request: q.Request) -> None:
        match request:
            case q.PlaceOrder():
                await self._place(request)
            case q.PullOrder():
                await self._pull(request)
            case q.AmendOrder():
                await self._amend(request)
            case q.QueryOrder():
                await self._query(request)
            case q.QueryPositions():
                await self._query_positions(request)
            case q.QueryAccount():
                self._tell(await picture(self._asking, request, self._listings, self._now))

    async def _place(self, request: q.PlaceOrder) -> None:
        order_id, listing = request.order_id, self._listings.get(request.terms.instrument)
        if listing is None:
            self._reject(order_id, "UNSUPPORTED", f"{request.terms.instrument} is not listed here")
            return
        call = encode.place(order_id, request.terms, listing)
        if isinstance(call, encode.Unsayable):
            self._reject(order_id, "UNSUPPORTED", call.detail)
            return
        answer = await self._answered(order_id, call)
        if isinstance(answer, SaidOrder):
            self._sent_at.pop(order_id, None)
            self._tell_all(self._chains.placed(order_id, answer))
            self._mend(order_id)
        elif answer is not None and _CONFLICT in answer.message:
            # it is there already: a rejection would end an order that lives
            await self._looking.retell(order_id)
        elif answer is not None:
            self._reject(order_id, str(answer.code), answer.message)

    async def _answered(self, order_id: OrderId, call: encode.Call) -> SaidOrder | SaidError | None:
        """Ask for an order or a change; None where nobody knows what came of it, which is told.

        Of an order without an answer the time it left says when its absence is proof.
        """
        outcome = await self._http.ask(call.method, call.path, call.body)
        why = unknown(outcome)
        if isinstance(outcome, Answered) and outcome.status < 300:
            said = decoded(SaidOrder, outcome.body)
            if isinstance(said, SaidOrder):
                return said
            why = f"an answer that makes no sense: {said.why}"
        if never_left(outcome):
            self._tell(r.VenueUnreachable(order_id, why, self._now(), unsent=True))
        elif why:
            self._tell(r.VenueSilent(order_id, why, self._now()))
        elif isinstance(outcome, Answered):
            return error_of(outcome)
        return None

    def _reject(self, order_id: OrderId, code: str, detail: str) -> None:
        self._sent_at.pop(order_id, None)
        self._tell(r.VenueRejects(order_id, code, detail, self._now()))

    async def _pull(self, request: q.PullOrder) -> None:
        order_id = request.order_id
        venue_order_id = self._id_now(order_id) or request.venue_order_id
        if not venue_order_id:
            try:
                found = await self._asking.order(encode.by_client_id(order_id))
            except Unread as why_not:
                self._tell(r.VenueUnreachable(order_id, str(why_not), self._now()))
                return
            if found is None:
                self._tell(r.VenueRejectsCancel(order_id, "404", "no such order", self._now()))
                return
            venue_order_id = found.id
        call = encode.pull(venue_order_id)
        outcome = await self._http.ask(call.method, call.path)
        why = unknown(outcome)
        if never_left(outcome):
            self._tell(r.VenueUnreachable(order_id, why, self._now()))
        elif why:
            self._tell(r.VenueSilent(order_id, why, self._now()))
        elif isinstance(outcome, Answered) and outcome.status >= 300:
            error = error_of(outcome)
            self._tell(r.VenueRejectsCancel(order_id, str(error.code), error.message, self._now()))
            # too late for what: the stream may have lost it
            await self._looking.retell(order_id)

    async def _amend(self, request: q.AmendOrder) -> None:
        order_id = request.order_id
        chain = self._chains.chain(order_id)
        if chain.now is None:
            # since the last start nobody has spoken of it
            await self._looking.retell(order_id)
        link = chain.now
        if link is None:
            why = "it is not found there"
            self._tell(r.VenueUnreachable(order_id, why, self._now(), unsent=True))
            return
        left = request.qty - chain.filled
        if left <= ZERO:
            detail = f"qty {request.qty} is filled already"
            self._tell(r.VenueRejectsReplace(order_id, "FILLED", detail, self._now()))
            return
        call = encode.amend(request, link.id, left, None if link.filled else link.qty)
        if isinstance(call, encode.Unsayable):
            self._tell(r.VenueRejectsReplace(order_id, "UNSUPPORTED", call.detail, self._now()))
            return
        answer = await self._answered(order_id, call)
        if isinstance(answer, SaidOrder):
            self._tell_all(self._chains.amended(order_id, answer))
        elif answer is not None:
            code = str(answer.code)
            self._tell(r.VenueRejectsReplace(order_id, code, answer.message, self._now()))

    async def _query(self, request: q.QueryOrder) -> None:
        order_id = request.order_id
        was_known = order_id in self._chains.of
        try:
            is_there = await self._looking.look_up(order_id)
        except Unread as error:
            self._tell(r.VenueUnreachable(order_id, str(error), self._now()))
            return
        if not is_there:
            is_final = not was_known and self._is_final(order_id)
            self._tell(r.VenueKnowsNot(order_id, is_final, self._now()))
            return
        state = self._chains.state(order_id, self._now(), request.number)
        if state is None or self._chains.chain(order_id).lacks_fills():
            why = "more is filled than is listed as fills yet"
            self._tell(r.VenueUnreachable(order_id, why, self._now()))
        else:
            self._tell(state)

    async def _query_positions(self, request: q.QueryPositions) -> None:
        try:
            told = await self._asking.all(SaidPosition, "/v2/positions")
        except Unread:
            # nothing is known, least of all that it is flat: the desk asks again
            return
        at = self._now()
        held = self._asking.by_instrument(told, self._listings)
        for instrument in {**dict.fromkeys(self._listings), **held}:
            qty = held.get(instrument, ZERO)
            self._tell(r.VenueHolds(self._name, request.account, instrument, qty, at))
        self._tell(r.VenueHeldAll(self._name, request.account, at))

    async def _ask_clock(self) -> None:
        outcome = await self._http.ask("GET", "/v2/clock")
        if isinstance(outcome, Answered) and outcome.status < 300:
            said = decoded(SaidClock, outcome.body)
            if isinstance(said, SaidClock) and (at := moment(said.timestamp)):
                self._tell(r.VenueBeats(self._name, at))

    # --- what is looked up ----------------------------------------------------------------

    def _is_final(self, order_id: OrderId) -> bool:
        """Tell whether an order that is not there never will be: it has had time to arrive."""
        left_at = self._sent_at.get(order_id, self._began_at)
        return self._now() - left_at >= self._rules.final_after_ns

    def _mend(self, order_id: OrderId) -> None:
        """Look an order up that has filled more than was told."""
        if self._looking.is_due(order_id) and not self._is_full():
            self._start(self._looking.look(order_id))

    def _look_again(self) -> None:
        """Look at what is open, now and then: a stream may be up and silent."""
        if self._is_closed:
            return
        is_busy = self._is_full() or self._http.is_short(self._now())
        if self._chains.live() and not is_busy:
            self._start(self._looking.look_at_all())
        self._time.call_at(self._now() + self._rules.look_every_ns, self._look_again)

    def _is_full(self) -> bool:
        return self._is_closed or len(self._under_way) >= self._rules.under_way_max

    def _id_now(self, order_id: OrderId) -> str:
        chain = self._chains.of.get(order_id)
        link = None if chain is None else chain.now
        return "" if link is None else link.id

    # --- in -------------------------------------------------------------------------------

    async def _greet(self, line: Line) -> None:
        keys = {"key_id": self._access.key, "secret_key": self._access.secret}
        await line.say(msgspec.json.encode({"action": "authenticate", "data": keys}).decode())
        told = frame_of(await line.answer())
        if not isinstance(told, Control) or told.status != "authorized":
            raise StreamRefused("the order stream does not take these keys")
        streams = {"streams": ["trade_updates"]}
        await line.say(msgspec.json.encode({"action": "listen", "data": streams}).decode())
        while True:
            told = frame_of(await line.answer())
            if isinstance(told, Control) and told.stream == "listening":
                break
        if "trade_updates" not in told.streams:
            raise StreamRefused("the order stream has no trade_updates")

    def _is_up(self) -> None:
        self._tell(r.VenueConnects(self._name, self._now()))

    def _is_down(self, why: str) -> None:
        self._tell(r.VenueDisconnects(self._name, why, self._now()))

    def hear_frame(self, frame: Frame) -> None:
        """Take a frame of the order stream."""
        told = frame_of(frame)
        if isinstance(told, Malformed):
            self.malformed += 1
        elif isinstance(told, Update):
            self._tell_all(self._chains.update(told))
            order_id = encode.ours(told.order.client_order_id)
            if order_id:
                self._mend(order_id)

    def _never_left(self, request: q.Request, why: str) -> None:
        order_id = getattr(request, "order_id", "")
        if order_id:
            if isinstance(request, q.PlaceOrder):
                self._sent_at.pop(order_id, None)
            unsent = isinstance(request, q.PlaceOrder | q.AmendOrder)
            self._tell(r.VenueUnreachable(order_id, why, self._now(), unsent))

    def _tell_all(self, reports: list[r.Report]) -> None:
        for report in reports:
            self._tell(report)

    def _tell(self, report: r.Report) -> None:
        if not self._is_closed:
            self._deliver(report)


def _nobody_listens(report: r.Report) -> None:
    """Leave a report: the desk asks when it connects."""

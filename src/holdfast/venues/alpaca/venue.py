"""Alpaca as a venue: the shell that moves requests out and reports in.

What a desk may rely on:
- our id is the client order id, which Alpaca takes once for ever in an account, so an order
  whose answer was lost is looked up and never sent again;
- what was lost on the stream is found: at each new connection the desk asks for what it has
  there, and a look at the open orders now and then finds what a silent stream has kept;
- VenueKnowsNot is final once the order has had `final_after_ns` to arrive;
- what others do in the account is told by a picture of it soon after, which nobody has asked for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from random import Random
from typing import Literal

from holdfast.messages import reports as r
from holdfast.messages import requests as q
from holdfast.model.abilities import Abilities
from holdfast.model.ids import InstrumentId, OrderId, VenueId
from holdfast.model.instrument import Instrument, Listing
from holdfast.model.numbers import ZERO
from holdfast.transport.http import Answered, HttpClient
from holdfast.transport.stream import Frame, Stream
from holdfast.venues import Deliver, Time
from holdfast.venues.alpaca import encode
from holdfast.venues.alpaca.access import AlpacaAccess, AlpacaRules, headers_of
from holdfast.venues.alpaca.allowance import Allowance
from holdfast.venues.alpaca.answers import error_of, never_left, unknown
from holdfast.venues.alpaca.asking import Asking, Unread
from holdfast.venues.alpaca.bystander import Bystander
from holdfast.venues.alpaca.chains import Chains
from holdfast.venues.alpaca.combos import Combos
from holdfast.venues.alpaca.greeting import greet
from holdfast.venues.alpaca.looking import Looking
from holdfast.venues.alpaca.naming import Naming
from holdfast.venues.alpaca.picture import picture, positions
from holdfast.venues.alpaca.pulling import Pulling
from holdfast.venues.alpaca.sent import Sent
from holdfast.venues.alpaca.wire import (
    Malformed,
    SaidClock,
    SaidError,
    SaidOrder,
    Update,
    decoded,
    frame_of,
    moment,
)

_CONFLICT = "must be unique"
FULL = "too many requests are under way"


class Alpaca:
    """One account at Alpaca."""

    retells: Literal[True] = True  # an order that is looked up is told with its own times

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
        self._combos = Combos()
        self._naming = Naming(self._asking, self._chains, self._combos)
        self._looking = Looking(self._asking, self._chains, self._combos, self._tell_all)
        self._pulling = Pulling(
            self._http.ask,
            self._asking,
            self._looking,
            self._chains,
            self._combos,
            time.now,
            self._tell_all,
        )
        self._bystander = Bystander(
            time, self._rules.others_soon_ns, self._rules.others_every_ns, self._picture_again
        )
        self._sent = Sent(time.now, self._rules.final_after_ns)
        self._deliver: Deliver = _nobody_listens
        self._stream = Stream(
            access.stream_url,
            lambda line: greet(access, line),
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
            self._sent.note(request.order_id)
            self._gather(request)
            return
        if isinstance(request, q.PullOrder | q.QueryOrder):
            self._combos.note(request.order_id, request.known_as)
        if isinstance(request, q.PullOrder) and self._combos.waits(request.order_id):
            self._forgo(self._combos.name_of(request.order_id), "canceled before it left")
            return
        if isinstance(request, q.PullOrder) and self._pulling.joins(request.order_id):
            return
        if self._is_full():
            self._never_left(request, FULL)
            return
        self._start(self._do(request))

    def _gather(self, request: q.PlaceOrder) -> None:
        """Place an order, or the whole of which it is a leg once all are here."""
        combo = request.terms.combo
        gathered = self._combos.gather(request)
        if combo is not None and not gathered:
            until = self._now() + self._rules.gather_ns
            self._time.call_at(until, lambda: self._forgo(combo.id, "its other legs did not come"))
        elif self._is_full():
            for each in gathered:
                self._never_left(each, FULL)
        else:
            # it is the last leg that lets them leave
            for each in gathered:
                self._sent.note(each.order_id)
            self._start(self._place(gathered))

    def _forgo(self, name: str, why: str) -> None:
        for order_id in self._combos.forgo(name):
            self._sent.forget(order_id)
            self._tell(r.VenueUnreachable(order_id, why, self._now(), unsent=True))

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
            case q.PullOrder():
                await self._pulling.pull(request)
            case q.AmendOrder():
                await self._amend(request)
            case q.QueryOrder():
                await self._query(request)
            case q.QueryPositions():
                self._tell_all(await positions(self._asking, request, self._listings, self._now))
            case q.QueryAccount():
                self._bystander.asked(request)
                asked = (self._asking, self._naming, request)
                self._tell(await picture(*asked, self._listings, self._now))

    async def _place(self, requests: Sequence[q.PlaceOrder]) -> None:
        """Send one order, or all legs of one that Alpaca works as a whole."""
        names = [each.order_id for each in requests]
        call = encode.order_of(requests, self._listings)
        if isinstance(call, encode.Unsayable):
            self._reject(names, "UNSUPPORTED", call.detail)
            return
        answer = await self._answered(names, call)
        if isinstance(answer, SaidOrder):
            self._placed(names, answer)
        elif answer is not None and _CONFLICT in answer.message:
            # it is there already: a rejection would end an order that lives
            await self._looking.retell(names[0])
        elif answer is not None:
            self._reject(names, str(answer.code), answer.message)

    def _placed(self, names: Sequence[OrderId], answer: SaidOrder) -> None:
        if not self._combos.name_of(names[0]):
            self._tell_all(self._chains.placed(names[0], answer))
        elif not self._looking.take(answer):
            for order_id in names:
                why = "an answer without its legs"
                self._tell(r.VenueSilent(order_id, why, self._now()))
            return
        for order_id in names:
            self._sent.forget(order_id)
            self._mend(order_id)

    async def _answered(
        self, names: Sequence[OrderId], call: encode.Call
    ) -> SaidOrder | SaidError | None:
        """Ask for an order or a change; None where nobody knows what came of it, which is told.

        The time that an order left says when its absence is proof. Legs turned away do not wait.
        """
        outcome = await self._http.ask(call.method, call.path, call.body)
        why = unknown(outcome)
        if isinstance(outcome, Answered) and outcome.status < 300:
            said = decoded(SaidOrder, outcome.body)
            if isinstance(said, SaidOrder):
                return said
            why = f"an answer that makes no sense: {said.why}"
        again_at = self._http.again_at(outcome, self._now()) if len(names) == 1 else 0
        for order_id in names:
            if never_left(outcome):
                self._tell(r.VenueUnreachable(order_id, why, self._now(), True, again_at))
            elif why:
                self._tell(r.VenueSilent(order_id, why, self._now()))
        return error_of(outcome) if isinstance(outcome, Answered) and not why else None

    def _reject(self, names: Sequence[OrderId], code: str, detail: str) -> None:
        for order_id in names:
            self._sent.forget(order_id)
            self._tell(r.VenueRejects(order_id, code, detail, self._now()))

    async def _amend(self, request: q.AmendOrder) -> None:
        order_id = request.order_id
        chain = self._chains.chain(order_id)
        if chain.now is None:
            # since the last start nobody has spoken of it
            await self._looking.retell(order_id, request.venue_order_id)
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
        answer = await self._answered([order_id], call)
        if isinstance(answer, SaidOrder):
            self._tell_all(self._chains.amended(order_id, answer))
        elif answer is not None:
            code = str(answer.code)
            self._tell(r.VenueRejectsReplace(order_id, code, answer.message, self._now()))

    async def _query(self, request: q.QueryOrder) -> None:
        order_id = request.order_id
        if self._combos.waits(order_id):
            why = "it waits here for its other legs"
            self._tell(r.VenueUnreachable(order_id, why, self._now()))
            return
        was_known = order_id in self._chains.of
        try:
            is_there = await self._looking.look_up(order_id, request.venue_order_id)
        except Unread as error:
            self._tell(r.VenueUnreachable(order_id, str(error), self._now()))
            return
        if not is_there:
            is_final = not was_known and self._sent.is_final(order_id)
            self._tell(r.VenueKnowsNot(order_id, is_final, self._now()))
            return
        chain = self._chains.chain(order_id)
        state = self._chains.state(order_id, self._now(), request.number)
        if state is None or chain.is_changing or chain.lacks_fills():
            why = "a change of it" if chain.is_changing else "what its fills are"
            self._tell(r.VenueUnreachable(order_id, f"{why} is not told yet", self._now()))
        else:
            self._tell(state)

    async def _ask_clock(self) -> None:
        outcome = await self._http.ask("GET", "/v2/clock")
        if isinstance(outcome, Answered) and outcome.status < 300:
            said = decoded(SaidClock, outcome.body)
            if isinstance(said, SaidClock) and (at := moment(said.timestamp)):
                self._tell(r.VenueBeats(self._name, at))

    # --- what is looked up ----------------------------------------------------------------

    def _mend(self, order_id: OrderId) -> None:
        """Look an order up that has filled more than was told."""
        if self._looking.is_due(order_id) and not self._is_full():
            self._start(self._looking.look(order_id))

    def _look_again(self) -> None:
        """Look at what is open, now and then: a stream may be up and silent."""
        if self._is_closed:
            return
        if self._chains.live() and not self._is_busy():
            self._start(self._looking.look_at_all())
        self._time.call_at(self._now() + self._rules.look_every_ns, self._look_again)

    def _picture_again(self, question: q.QueryAccount) -> bool:
        if self._is_busy():
            return self._is_closed
        self._start(self._do(question))
        return True

    def _is_busy(self) -> bool:
        """Tell whether what can wait should."""
        return self._is_full() or self._http.is_short(self._now())

    def _is_full(self) -> bool:
        return self._is_closed or len(self._under_way) >= self._rules.under_way_max

    # --- in -------------------------------------------------------------------------------

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
            names = self._looking.hear(told)
            for order_id in names:
                self._mend(order_id)
            if not names:
                self._bystander.heard()

    def _never_left(self, request: q.Request, why: str) -> None:
        order_id = getattr(request, "order_id", "")
        if order_id:
            if isinstance(request, q.PlaceOrder):
                self._sent.forget(order_id)
            if isinstance(request, q.PullOrder):
                self._pulling.forgo(order_id)
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

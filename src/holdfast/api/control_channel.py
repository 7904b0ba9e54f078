"""The local door: kill, resume and readiness over a socket, whatever has become of the API."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from itertools import islice

import msgspec

from holdfast.core.ledger import Ledger
from holdfast.core.must import InvariantBroken
from holdfast.messages import control as k
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.ids import OrderId, PrincipalId
from holdfast.runtime.answers import Answer
from holdfast.runtime.desk import Desk
from holdfast.runtime.engine import Halted
from holdfast.runtime.front import put_down_to
from holdfast.runtime.guard import FeedOutlook, VenueOutlook, feed_outlook, outlook
from holdfast.runtime.live import Busy, Live
from holdfast.views.alerts import AlertRow, alerts
from holdfast.views.breakers import BreakerRow, breakers
from holdfast.views.readiness import Readiness, readiness

ALERTS_SHOWN_MAX = 20


def control_path(journal: str) -> str:
    """Name the control socket of the desk that writes this journal."""
    return f"{journal}.control"


class AskReadiness(msgspec.Struct, frozen=True, tag=True, tag_field="command"):
    """Ask for the readiness screen alone."""


Asked = k.Kill | k.ResetKill | k.SetState | k.Approve | k.OverrideBlocker | AskReadiness


class Told(msgspec.Struct, frozen=True):
    """What came of it, and how the desk stands then.

    `halted` says why it does nothing more, `faults` what is injected at it on purpose. Without a
    desk that runs nothing is known of `venues` and `feeds`.
    """

    refusals: tuple[Refusal, ...]
    order_ids: tuple[OrderId, ...]
    proposal_id: str
    readiness: Readiness
    halted: str
    faults: str = ""
    breakers: tuple[BreakerRow, ...] = ()
    venues: tuple[VenueOutlook, ...] = ()
    feeds: tuple[FeedOutlook, ...] = ()
    alerts: tuple[AlertRow, ...] = ()


_ENCODER = msgspec.msgpack.Encoder()
_ASKED = msgspec.msgpack.Decoder(Asked)
_TOLD = msgspec.msgpack.Decoder(Told)


def encode_asked(asked: Asked) -> bytes:
    """Write a request for the socket."""
    return _ENCODER.encode(asked)


def decode_told(answer: bytes) -> Told:
    """Read an answer; raises msgspec.MsgspecError on what is none."""
    return _TOLD.decode(answer)


def told_of(ledger: Ledger, answer: Answer, desk: Desk | None = None) -> Told:
    """Say what came of a command, with the whole screen beside it; `desk` is the one that runs."""
    screen, shown = readiness(ledger), breakers(ledger)
    told = (answer.refusals, answer.order_ids, answer.proposal_id, screen)
    unanswered = tuple(islice(alerts(ledger), ALERTS_SHOWN_MAX))
    if desk is None:
        return Told(*told, halted="", breakers=shown, alerts=unanswered)
    now = desk.time.now()
    return Told(
        *told,
        desk.engine.halted,
        desk.rehearsal,
        shown,
        tuple(outlook(guard, now) for guard in desk.guards.values()),
        tuple(feed_outlook(feed, now) for feed in desk.feeds.values()),
        unanswered,
    )


def control_channel(live: Live, principal: PrincipalId) -> Callable[[bytes], Awaitable[bytes]]:
    """Make what answers the socket: a kill goes before everything that waits.

    Whoever may open the socket is the desk's own user, so who names nobody is `principal`.
    """

    async def answer(request: bytes) -> bytes:
        asked = _ASKED.decode(request)
        try:
            told = await _done(live, asked, principal)
        except Busy as busy:
            told = _no(Reason.DESK_BUSY, str(busy))
        except (Halted, InvariantBroken) as why:
            told = _no(Reason.DESK_HALTED, f"the desk has halted: {why}")
        return _ENCODER.encode(told_of(live.desk.ledger, told, live.desk))

    return answer


async def _done(live: Live, asked: Asked, principal: PrincipalId) -> Answer:
    if isinstance(asked, AskReadiness):
        if not live.desk.engine.halted:
            await live.durable()
        return Answer()
    command = put_down_to(asked, principal)
    if isinstance(command, k.Kill):
        return await live.ask_first(command)
    return await live.ask(command)


def _no(code: Reason, detail: str) -> Answer:
    return Answer(refusals=(Refusal(code, detail),))

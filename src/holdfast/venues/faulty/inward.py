"""From the venue to the desk: reports lost, late, repeated, overtaken, or told as they are."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from holdfast.exchange.line import Line
from holdfast.messages import reports as r
from holdfast.messages.requests import Request
from holdfast.model.ids import OrderId
from holdfast.model.numbers import Nanos
from holdfast.venues import Deliver
from holdfast.venues.faulty.asked import Asked
from holdfast.venues.faulty.expelled import Expelled
from holdfast.venues.faulty.held import Held, Kept
from holdfast.venues.faulty.kinds import FaultName
from holdfast.venues.faulty.plan import Pick
from holdfast.venues.faulty.scene import Scene, lasting
from holdfast.venues.faulty.truth import misbehave
from holdfast.venues.faulty.unanswered import Key, Unanswered, answered_by, key_of

_ENDS = (r.VenueCancels, r.VenueExpires)
_ANY = (object,)


class AckFate(msgspec.Struct, frozen=True, eq=False):
    """What becomes of the answer to one request: lost, or told at a time."""

    fault: FaultName
    told_at: Nanos | None = None
    # told as soon as one of these has passed, if that is before
    behind: tuple[type, ...] = ()


class Inward:
    """Everything that the inner venue says comes here, and what is told leaves in order.

    What is held back goes beside the line, so that it is overtaken and holds nothing up.
    """

    def __init__(self, scene: Scene, unanswered: Unanswered, deliver: Deliver) -> None:
        self._scene = scene
        self._unanswered = unanswered
        self._deliver = deliver
        self._line: Line[r.Report] = Line(scene.time.now, scene.time.call_at, self._tell)
        self._fates: dict[Key, AckFate] = {}
        self._held = Held()
        self.asked = Asked(scene)
        self.expelled = Expelled(scene)

    def __len__(self) -> int:
        return len(self._line)

    def fate(self, request: Request, fate: AckFate) -> None:
        """Decide beforehand what becomes of the next answer to a request."""
        key = key_of(request)
        self._fates[key] = fate
        forget_at = self._scene.time.now() + self._scene.spans.silent_after_ns

        def forget() -> None:
            if self._fates.get(key) is fate:
                del self._fates[key]

        self._scene.time.call_at(forget_at, forget)

    def hear(self, report: r.Report) -> None:
        """Take what the inner venue says."""
        if isinstance(report, r.VenuePhase):
            # what the market does is no answer, and is heard by other ways too
            self._deliver(report)
            return
        lost_in = self._scene.line.loses_report(self._scene.time.now())
        if lost_in is not None:
            self._scene.hit(lost_in, f"{_said(report)} is lost")
            return
        fate = self._fate_of(report)
        if fate is not None:
            self._meet(report, fate)
            return
        answer = self.asked.answer(report)
        if answer is not None:
            for late_ns, each in answer:
                self._later(each, late_ns)
            return
        told = self.expelled.judge(report)
        if told is not None:
            self._befall(told)

    def tell_own(self, report: r.Report) -> None:
        """Tell what the adapter itself has to say."""
        self._unanswered.heard(report)
        self._deliver(report)

    def calm(self) -> None:
        """Tell at once what is held back; what is on the line comes at its time."""
        self._fates.clear()
        self.asked.calm()
        for kept in self._held.empty():
            self._pass(kept.report)

    def close(self) -> None:
        self._fates.clear()
        self._held.empty()
        self._line.cut()

    # --- private ---------------------------------------------------------------------------

    def _fate_of(self, report: r.Report) -> AckFate | None:
        # an order's state answers a query first of all
        is_ack = bool(self._fates) and not isinstance(report, r.VenueStates)
        for key in answered_by(report) if is_ack else ():
            fate = self._fates.pop(key, None)
            if fate is not None:
                return fate
        return None

    def _meet(self, report: r.Report, fate: AckFate) -> None:
        if fate.told_at is None:
            self._scene.hit(fate.fault, f"{_said(report)} is lost")
        elif fate.behind:
            self._hold(report, fate.fault, fate.behind, fate.told_at)
        else:
            self._scene.hit(fate.fault, f"{_said(report)} is late")
            self._scene.time.call_at(fate.told_at, lambda: self._pass(report))

    def _befall(self, report: r.Report) -> None:
        scene = self._scene
        pick = scene.plan.pick(scene.cases.of(report), scene.time.now())
        act = None if pick is None else _ACTS.get(pick.fault)
        if pick is None:
            self._pass(report)
        elif act is not None:
            act(self, report, pick)
        else:
            self._pass(report)
            self._then_misbehave(report, pick)

    def _then_misbehave(self, report: r.Report, pick: Pick) -> None:
        case = self._scene.cases.of(report)
        # not from within what the venue is doing now
        self._scene.time.call_at(
            self._scene.time.now(),
            lambda: misbehave(self._scene, pick, case.order_id, case.instrument),
        )

    def _repeat(self, report: r.Report, pick: Pick) -> None:
        scene = self._scene
        within = lasting(pick.entry, scene.spans.repeat_within_ns)
        scene.hit(pick.fault, f"{_said(report)} is told twice")
        again_at = scene.time.now() + scene.rng.randrange(within + 1)
        self._pass(report)
        if again_at == scene.time.now():
            self._pass(report)
        else:
            scene.time.call_at(again_at, lambda: self._pass(report))

    def _reorder(self, report: r.Report, pick: Pick) -> None:
        self._hold_for(report, pick, _ANY)

    def _after_cancel(self, report: r.Report, pick: Pick) -> None:
        self._hold_for(report, pick, _ENDS)

    def _lose(self, report: r.Report, pick: Pick) -> None:
        self._scene.hit(pick.fault, f"{_said(report)} is lost")

    def _garble(self, report: r.Report, pick: Pick) -> None:
        self._scene.begin(pick, f"{_said(report)} cannot be read")

    def _hold_for(self, report: r.Report, pick: Pick, behind: tuple[type, ...]) -> None:
        until = self._scene.time.now() + lasting(pick.entry, self._scene.spans.hold_ns)
        self._hold(report, pick.fault, behind, until)

    def _hold(
        self, report: r.Report, fault: FaultName, behind: tuple[type, ...], until: Nanos
    ) -> None:
        order_id = _order_of(report)
        kept = Kept(fault, report, behind)
        self._held.hold(order_id, kept)

        def give_up() -> None:
            if self._held.give_up(order_id, kept):
                self._pass(report)

        self._scene.time.call_at(until, give_up)

    def _later(self, report: r.Report, late_ns: Nanos) -> None:
        if late_ns:
            self._scene.time.call_at(self._scene.time.now() + late_ns, lambda: self._pass(report))
        else:
            self._pass(report)

    def _pass(self, report: r.Report) -> None:
        now = self._scene.time.now()
        self._line.put(report, self._scene.line.heard_from(now) + self._scene.delay())

    def _tell(self, report: r.Report) -> None:
        self._unanswered.heard(report)
        self._deliver(report)
        for kept in self._held.freed_by(_order_of(report), report):
            self._scene.hit(kept.fault, f"{_said(kept.report)} is overtaken by {_said(report)}")
            self._tell(kept.report)


def _order_of(report: r.Report) -> OrderId:
    return getattr(report, "order_id", "")


def _said(report: r.Report) -> str:
    """Name a report in a trace."""
    return f"{type(report).__name__} {_order_of(report)}".rstrip()


_ACTS: dict[FaultName, Callable[[Inward, r.Report, Pick], None]] = {
    FaultName.REPEATED: Inward._repeat,
    FaultName.REORDERED: Inward._reorder,
    FaultName.FILL_AFTER_CANCEL: Inward._after_cancel,
    FaultName.REPORT_LOST: Inward._lose,
    FaultName.GARBLED: Inward._garble,
}

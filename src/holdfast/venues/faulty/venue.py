"""Any venue, seen through a line on which things go wrong on purpose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from random import Random
from typing import ParamSpec

from holdfast.messages.reports import Report
from holdfast.messages.requests import Request
from holdfast.model.abilities import PLAIN, Abilities
from holdfast.model.ids import VenueId
from holdfast.venues import DeadMan, Declares, Deliver, Estimates, Heartbeats, Time, Venue
from holdfast.venues.faulty.cases import Cases
from holdfast.venues.faulty.inward import Inward
from holdfast.venues.faulty.kinds import FAULTS, FaultName, Stage
from holdfast.venues.faulty.line_state import LineState
from holdfast.venues.faulty.link import Link
from holdfast.venues.faulty.outward import Outward
from holdfast.venues.faulty.plan import Pick, Plan
from holdfast.venues.faulty.scene import Scene
from holdfast.venues.faulty.script import FaultEntry, FaultScript
from holdfast.venues.faulty.script_faults import checked
from holdfast.venues.faulty.tally import OnFault, Tally
from holdfast.venues.faulty.truth import misbehave
from holdfast.venues.faulty.unanswered import Unanswered

Given = ParamSpec("Given")
Send = Callable[[Request], None]


class Faulty:
    """A venue around another, whose orders, fills and positions stay the truth.

    Nothing is made up: what is told was said by the inner venue, or is what an adapter says
    of its own line (VenueSilent, VenueUnreachable, VenueKnowsNot that is not final), or is a
    rejection with the code FAULT of an order that indeed does not work. Everything goes by
    `time` and one generator, so the same seed and requests give the same run. A calm script
    costs one call at `connect`. Raises ScriptError for a script that makes no sense.
    """

    def __init__(
        self,
        inner: Venue,
        time: Time,
        rng: Random,
        script: FaultScript,
        on_fault: OnFault | None = None,
    ) -> None:
        self._inner = inner
        self._script = script = checked(script)
        self._deliver: Deliver = _nobody_listens
        self._is_closed = False
        tally = Tally(on_fault)
        line = LineState()
        link = Link(inner.name, time, line, self._hear)
        plan = Plan(script, rng)
        scene = Scene(inner, time, rng, script.spans, plan, line, link, Cases(), tally)
        self._scene = scene
        self._unanswered = Unanswered(time, self._hear, script.spans.silent_after_ns)
        self._inward = Inward(scene, self._unanswered, self._hear)
        self._outward = Outward(scene, self._inward, self._unanswered)
        # whoever keeps hold of it before `connect` keeps the right one
        self.send: Send = self._as_it_is if script.is_calm else self._outward.send
        if isinstance(inner, Estimates):
            self.estimate = inner.estimate
        if isinstance(inner, Heartbeats):
            self.ping = _as_requests_do(inner.ping, scene)
        if isinstance(inner, DeadMan):
            self.refresh = _as_requests_do(inner.refresh, scene)

    @property
    def name(self) -> VenueId:
        return self._inner.name

    @property
    def abilities(self) -> Abilities:
        return self._inner.abilities if isinstance(self._inner, Declares) else PLAIN

    @property
    def hits(self) -> Counter[str]:
        """How often each fault has taken effect, by its number."""
        return self._scene.tally.hits

    @property
    def hits_by_name(self) -> Counter[FaultName]:
        """How often each fault has taken effect, by its readable name."""
        return self._scene.tally.by_name

    @property
    def rehearsal(self) -> str:
        """Say what is injected, empty if nothing ever is."""
        if self._script.is_calm:
            return ""
        rates = sum(1 for ppm in self._script.rates.values() if ppm)
        planned, had = len(self._script.entries), sum(self.hits.values())
        return f"{rates} faults by chance, {planned} planned, {had} had so far"

    def connect(self, deliver: Deliver) -> None:
        self._deliver = deliver
        if self._script.is_calm:
            self._inner.connect(deliver)
            self.send = self._inner.send
            return
        scene = self._scene
        scene.plan.begin(scene.time.now())
        for at, entry in scene.plan.moments():
            scene.time.call_at(at, _bound(self._happen, entry))
        self._inner.connect(self._inward.hear)

    def calm(self) -> None:
        """Let nothing go wrong from now on: spans end, and what is held back is told."""
        self._scene.plan.calm()
        self._scene.line.end_all()
        self._scene.link.look()
        self._inward.calm()

    def close(self) -> None:
        """Stop; what is under way or held back is lost, as with a cut wire."""
        self._is_closed = True
        self._outward.close()
        self._inward.close()
        self._unanswered.close()
        self._inner.close()

    # --- private ---------------------------------------------------------------------------

    def _as_it_is(self, request: Request) -> None:
        self._inner.send(request)

    def _hear(self, report: Report) -> None:
        if not self._is_closed:
            self._deliver(report)

    def _happen(self, entry: FaultEntry) -> None:
        """Begin a span, or have the venue misbehave, at a planned moment."""
        if self._is_closed or self._scene.plan.is_calmed:
            return
        pick = Pick(entry.fault, entry)
        if FAULTS[entry.fault].stage is Stage.SPAN:
            self._scene.begin(pick, "as planned")
        else:
            misbehave(self._scene, pick, entry.order_id, entry.instrument)


def _as_requests_do(call: Callable[Given, None], scene: Scene) -> Callable[Given, None]:
    """Let a sign of life arrive where a request would; the answer comes as every report does."""

    def leave(*args: Given.args, **named: Given.kwargs) -> None:
        now = scene.time.now()
        if not scene.line.closed(now) and not scene.line.is_in(FaultName.PARTITION_OUT, now):
            call(*args, **named)

    return leave


def _bound(call: Callable[[FaultEntry], None], entry: FaultEntry) -> Callable[[], None]:
    return lambda: call(entry)


def _nobody_listens(report: Report) -> None:
    """Leave a report alone: the desk asks when it connects."""

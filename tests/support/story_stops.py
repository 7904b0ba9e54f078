"""The lines of a story in which scopes are halted and killed, and the desk is tested and armed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.messages import control as k
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.model.circuit import Circuit
from holdfast.model.scope import Scope
from holdfast.model.trading import TradingState
from tests.support.story_sentences import sentence

if TYPE_CHECKING:
    from tests.support.desks import PlayedDesk
    from tests.support.telling import Names

SECOND = 1_000_000_000


class StopLines:
    """A scope is `everything`, `order o1`, or names such as `account=A,instrument=AAPL`."""

    played: PlayedDesk
    names: Names

    @sentence(
        r"(?P<by>\w+) (?P<how>halts|limits) (?P<scope>\S+)( to reducing)?"
        r"( for (?P<seconds>\d+)s)? because (?P<why>.+)"
    )
    def _halts(self, by: str, how: str, scope: str, seconds: str | None, why: str) -> list[e.Event]:
        state = TradingState.HALTED if how == "halts" else TradingState.REDUCING
        until = None if seconds is None else self.played.time.now() + int(seconds) * SECOND
        command = k.SetState(self._scope(scope), state, by, why, until=until)
        return self.played.exactly(command)

    @sentence(r"(?P<by>\w+) lifts (?P<cause>\w+) of (?P<scope>\S+)")
    def _lifts(self, by: str, cause: str, scope: str) -> list[e.Event]:
        command = k.SetState(self._scope(scope), TradingState.ACTIVE, by, "seen", cause)
        return self.played.exactly(command)

    @sentence(
        r"(?P<by>\w+) kills (?P<scope>order \S+|[^ ]+)(?P<reducing> but for what reduces)?"
        r" because (?P<why>.+)"
    )
    def _kills(self, by: str, scope: str, reducing: str | None, why: str) -> list[e.Event]:
        return self.played.exactly(k.Kill(self._scope(scope), by, why, bool(reducing)))

    @sentence(r"(?P<by>\w+) resets the kill of (?P<scope>order \S+|[^ ]+)")
    def _resets(self, by: str, scope: str) -> list[e.Event]:
        return self.played.exactly(k.ResetKill(self._scope(scope), by, "mended"))

    @sentence(r"the self-test finds (?P<faults>.+)")
    def _tested(self, faults: str) -> list[e.Event]:
        found = {} if faults == "nothing" else dict.fromkeys(faults.split(", "), "bad")
        return self.played.exactly(k.SelfTest(found))

    @sentence(r"(?P<by>\w+) answers for (?P<blocker>.+)")
    def _answers(self, by: str, blocker: str) -> list[e.Event]:
        return self.played.exactly(k.OverrideBlocker(blocker, by, "seen"))

    @sentence(r"the breaker of (?P<link>feed sim|sim) is (?P<to>open|half open|closed)")
    def _breaker(self, link: str, to: str) -> list[e.Event]:
        state = Circuit(to.upper().replace(" ", "_"))
        until = self.played.time.now() + 5 * SECOND
        return self.played.exactly(k.TurnBreaker(link, state, "silence", until))

    @sentence(r"the desk restarts and is not armed")
    def _restarts_unarmed(self) -> list[e.Event]:
        self.played.venue.sent.clear()
        return self.played.restart(is_armed=False)

    @sentence(r"sim has told all of (?P<account>\w+)")
    def _held_all(self, account: str) -> list[e.Event]:
        return self.played.take(r.VenueHeldAll("sim", account, self.played.time.now()))

    def _scope(self, text: str) -> Scope:
        if text == "everything":
            return Scope()
        if text.startswith("order "):
            return Scope(order_id=self.names.id_of(text.removeprefix("order ")))
        return Scope(**dict(part.split("=") for part in text.split(",")))

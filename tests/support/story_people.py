"""The lines of a story in which people govern: limits, consent, exceptions, shadow modes."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec.structs import replace

from holdfast.core.permits import order_hash
from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages import events as e
from holdfast.messages.refusals import Reason
from holdfast.model.scope import Scope
from holdfast.model.trading import RuleMode, TradingState
from tests.support.story_sentences import sentence

if TYPE_CHECKING:
    from tests.support.desks import PlayedDesk
    from tests.support.telling import Names

SECOND = 1_000_000_000


class PeopleLines:
    """What persons with a role say to the desk, each by their own name."""

    played: PlayedDesk
    names: Names

    @sentence(
        r"(?P<by>\w+) sets (?P<name>\w+) of (?P<whose>\w+) to (?P<value>\S+?)"
        r"( for (?P<seconds>\d+)s)?(?P<permanent> for good)?( because (?P<why>.+))?"
    )
    def _sets(
        self,
        by: str,
        name: str,
        whose: str,
        value: str,
        seconds: str | None,
        permanent: str | None,
        why: str | None,
    ) -> list[e.Event]:
        limits = self.played.ledger.accounts[whose].limits
        limits = replace(limits, **{name: Decimal(value)})
        until = None if seconds is None else self._in(seconds)
        return self.played.exactly(
            c.SetLimits(whose, limits, by, why or "", until=until, permanent=bool(permanent))
        )

    @sentence(r"(?P<by>\w+) approves")
    def _approves(self, by: str) -> list[e.Event]:
        ledger = self.played.ledger
        return self.played.exactly(k.Approve(f"{ledger.epoch}-P{ledger.proposals_made}", by))

    @sentence(r"(?P<by>\w+) acknowledges (?P<code>[A-Z_]+) of (?P<name>\S+)( because (?P<why>.+))?")
    def _acknowledges(self, by: str, code: str, name: str, why: str | None) -> list[e.Event]:
        block_id = f"{self.names.id_of(name)}/{code}"
        return self.played.exactly(k.Acknowledge(block_id, by, why or ""))

    @sentence(
        r"(?P<by>\w+) authorises (?P<name>\S+) past (?P<code>[A-Z_]+)"
        r" for (?P<seconds>\d+)s because (?P<why>.+)"
    )
    def _authorises(self, by: str, name: str, code: str, seconds: str, why: str) -> list[e.Event]:
        terms = self.played.ledger.orders[self.names.id_of(name)].terms
        codes, until = (Reason(code),), self._in(seconds)
        return self.played.exactly(k.Authorize(order_hash(terms), codes, until, by, why))

    @sentence(
        r"(?P<by>\w+) puts (?P<check>\w+) in shadow( for (?P<seconds>\d+)s)? because (?P<why>.+)"
    )
    def _shadows(self, by: str, check: str, seconds: str | None, why: str) -> list[e.Event]:
        until = None if seconds is None else self._in(seconds)
        return self.played.exactly(k.SetRuleMode(check, RuleMode.SHADOW, by, why, until))

    @sentence(r"(?P<by>\w+) enforces (?P<check>\w+)")
    def _enforces(self, by: str, check: str) -> list[e.Event]:
        return self.played.exactly(k.SetRuleMode(check, RuleMode.ENFORCED, by, "enough"))

    @sentence(r"(?P<by>\w+) lets (?P<strategy>\w+) go on after (?P<cause>\w+)")
    def _lets_go_on(self, by: str, strategy: str, cause: str) -> list[e.Event]:
        scope = Scope(strategy=strategy)
        return self.played.exactly(k.SetState(scope, TradingState.ACTIVE, by, "seen", cause))

    @sentence(r"(?P<by>\w+) starts strategy (?P<strategy>\w+)")
    def _starts(self, by: str, strategy: str) -> list[e.Event]:
        return self.played.exactly(k.StartStrategy(strategy, by, "tested"))

    def _in(self, seconds: str) -> int:
        return self.played.time.now() + int(seconds) * SECOND

"""The lines of a story in which clients fall silent, feeds are compared and alerts are raised."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from holdfast.messages import drop_copy as d
from holdfast.messages import events as e
from holdfast.messages import watching as y
from holdfast.model.order import Side
from holdfast.model.scope import Scope
from holdfast.model.watch import Choice, DisconnectPolicy
from tests.support.story_sentences import sentence

if TYPE_CHECKING:
    from tests.support.desks import PlayedDesk
    from tests.support.telling import Names

SECOND = 1_000_000_000


class WatchLines:
    """`with` says what else a choice takes in: `gtc`, `protective`, or both."""

    played: PlayedDesk
    names: Names

    def _scope(self, text: str) -> Scope:
        raise NotImplementedError

    @sentence(
        r"(?P<by>\w+) must be heard from every (?P<timeout>\d+)s( and (?P<grace>\d+)s of grace)?"
        r" as (?P<name>\w+), or (?P<scope>\S+) goes( with (?P<more>.+))?"
    )
    def _opens(
        self, by: str, timeout: str, grace: str | None, name: str, scope: str, more: str | None
    ) -> list[e.Event]:
        choice = Choice(self._scope(scope), *_included(more))
        seconds = (int(timeout) * SECOND, int(grace or 0) * SECOND)
        return self.played.exactly(y.OpenSession(name, choice, *seconds, by))

    @sentence(r"(?P<by>\w+) is heard from as (?P<name>\w+)")
    def _heard(self, by: str, name: str) -> list[e.Event]:
        return self.played.exactly(y.Heartbeat(name, by))

    @sentence(r"(?P<by>\w+) closes session (?P<name>\w+)")
    def _closes(self, by: str, name: str) -> list[e.Event]:
        return self.played.exactly(y.CloseSession(name, by, "done"))

    @sentence(
        r"after (?P<grace>\d+)s without (?P<venue>\w+)( orders of (?P<account>\w+))? go"
        r"( with (?P<more>.+))?"
    )
    def _policy(
        self, grace: str, venue: str, account: str | None, more: str | None
    ) -> list[e.Event]:
        policy = DisconnectPolicy(int(grace) * SECOND, venue, account or "", *_included(more))
        return self.played.exactly(y.SetDisconnectPolicy(policy, "trader", "a rule"))

    @sentence(r"the drop copy of (?P<venue>\w+) (?P<how>connects|is gone)")
    def _copy(self, venue: str, how: str) -> list[e.Event]:
        now = self.played.time.now()
        if how == "connects":
            return self.played.take(d.DropCopyConnects(venue, now))
        return self.played.take(d.DropCopyDisconnects(venue, "cut", now))

    @sentence(
        r"the drop copy tells (?P<exec_id>\S+) of (?P<name>\S+): (?P<who>\w+)"
        r" (?P<way>bought|sold) (?P<qty>[\d.]+) (?P<what>\w+) at (?P<price>[\d.]+)"
    )
    def _copied(
        self, exec_id: str, name: str, who: str, way: str, qty: str, what: str, price: str
    ) -> list[e.Event]:
        side = Side.BUY if way == "bought" else Side.SELL
        numbers = (Decimal(qty), Decimal(price))
        order_id, now = self.names.id_of(name), self.played.time.now()
        fill = d.DropCopyFills("sim", who, exec_id, order_id, what, side, *numbers, now)
        return self.played.take(fill)

    @sentence(r"(?P<by>\w+) answers alert (?P<kind>\w+)")
    def _answers_alert(self, by: str, kind: str) -> list[e.Event]:
        alert_id = next(
            each.id for each in self.played.ledger.watch.alerts.values() if each.kind == kind
        )
        return self.played.exactly(y.AcknowledgeAlert(alert_id, by, "seen"))

    @sentence(r"alerts: (?P<text>.+)")
    def _alerts(self, text: str) -> None:
        told = []
        for each in self.played.ledger.watch.alerts.values():
            words = [each.kind, self.names.name_of(each.subject)]
            if each.count > 1:
                words.append(f"x{each.count}")
            if each.escalated_at is not None:
                words.append("escalated")
            if not each.is_open:
                words.append(f"answered by {each.acknowledged_by}")
            told.append(" ".join(words))
        assert "; ".join(told) == ("" if text == "none" else text)


def _included(more: str | None) -> tuple[bool, bool]:
    words = (more or "").split(" and ")
    return "gtc" in words, "protective" in words

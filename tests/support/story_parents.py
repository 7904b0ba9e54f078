"""The lines of a story in which parents are paused, resumed and amended, and markets trade."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from holdfast.messages import curves as v
from holdfast.messages import underway as u
from holdfast.model.quote import Trade
from holdfast.model.volume_curve import VolumeCurve
from tests.support.story_sentences import sentence
from tests.support.story_terms import tactic_of

if TYPE_CHECKING:
    from holdfast.messages import events as e
    from tests.support.desks import PlayedDesk
    from tests.support.telling import Names


class ParentLines:
    """`A amends p qty 8 limit 99.5 with duration_s=60`; each part may be left out."""

    played: PlayedDesk
    names: Names

    @sentence(r"(?P<who>\w+) pauses (?P<name>\S+)(?P<all>, and its children)?")
    def _pauses(self, who: str, name: str, all: str | None) -> list[e.Event]:
        order_id = self.names.id_of(name)
        return self.played.take(u.PauseOrder(order_id, cancel_children=bool(all)))

    @sentence(r"(?P<who>\w+) resumes (?P<name>\S+)")
    def _resumes(self, who: str, name: str) -> list[e.Event]:
        return self.played.take(u.ResumeOrder(self.names.id_of(name)))

    @sentence(
        r"(?P<who>\w+) amends (?P<name>\S+)( qty (?P<qty>[\d.]+))?( limit (?P<limit>[\d.]+))?"
        r"( with (?P<params>\S+))?"
    )
    def _amends(
        self, who: str, name: str, qty: str | None, limit: str | None, params: str | None
    ) -> list[e.Event]:
        return self.played.take(
            u.AmendParent(
                self.names.id_of(name),
                None if qty is None else Decimal(qty),
                None if limit is None else Decimal(limit),
                params=tactic_of(f"x {params}").params if params else None,
            )
        )

    @sentence(
        r"(?P<what>\w+) usually trades (?P<volumes>[\d.,]+) each (?P<span>\d+)s"
        r"( from (?P<first>\d+)s)?"
    )
    def _usually(self, what: str, volumes: str, span: str, first: str | None) -> list[e.Event]:
        units = tuple(Decimal(each) for each in volumes.split(","))
        curve = VolumeCurve(what, int(span), units, int(first or 0))
        return self.played.take(v.SetVolumeCurve(curve))

    @sentence(r"the market trades (?P<qty>[\d.]+) (?P<what>\w+) at (?P<price>[\d.]+)")
    def _others_trade(self, qty: str, what: str, price: str) -> None:
        at = self.played.time.now()
        self.played.past.on_trade(Trade(what, Decimal(price), Decimal(qty), at))

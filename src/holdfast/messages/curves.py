"""Volume curves: what an instrument usually trades at which time, told and kept."""

from __future__ import annotations

from holdfast.messages.fact import Fact
from holdfast.messages.ordered import Ordered
from holdfast.model.ids import PrincipalId
from holdfast.model.volume_curve import VolumeCurve


class SetVolumeCurve(Ordered, frozen=True):
    """Let algos that follow the day's volume go by this curve, in place of any before it."""

    curve: VolumeCurve
    principal: PrincipalId = ""


class VolumeCurveSet(Fact, frozen=True):
    """From now on the instrument's usual volume is this."""

    curve: VolumeCurve
    by: PrincipalId

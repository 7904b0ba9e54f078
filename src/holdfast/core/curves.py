"""Volume curves: judged when they are told, and kept for algos that go by them."""

from __future__ import annotations

from collections.abc import Iterable

from holdfast.core.ledger import Ledger
from holdfast.core.policy import Policies
from holdfast.messages import curves as v
from holdfast.messages import events as e
from holdfast.messages.refusals import Reason, Refusal
from holdfast.messages.stamp import Stamp
from holdfast.model.principal import Role


def set_volume_curve(
    ledger: Ledger, command: v.SetVolumeCurve, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Keep a curve that makes sense, from whoever has the role TRADER."""
    curve, who = command.curve, ledger.principals.get(command.principal)
    if who is None or Role.TRADER not in who.roles:
        detail = f"principal {command.principal or '(none)'} has not the role TRADER"
        refusals = [Refusal(Reason.NOT_ENTITLED, detail, "principal")]
    elif curve.instrument not in ledger.instruments:
        detail = f"instrument {curve.instrument} is not known"
        refusals = [Refusal(Reason.UNKNOWN_INSTRUMENT, detail, "curve.instrument")]
    else:
        refusals = [
            Refusal(Reason.INVALID_CURVE, f"curve.{field}: {rule}", f"curve.{field}")
            for field, rule in curve.faults()
        ]
    if refusals:
        return (e.RequestRefused(curve.instrument, tuple(refusals)),)
    return (v.VolumeCurveSet(curve, command.principal),)

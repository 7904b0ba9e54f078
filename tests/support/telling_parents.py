"""What happens to parents under way, as a story tells it."""

from __future__ import annotations

from collections.abc import Callable

from holdfast.messages import curves as v
from holdfast.messages import events as e
from holdfast.messages import underway as u
from holdfast.model.numbers import plain

NameOf = Callable[[str], str]


def _amended(event: u.ParentAmended, name_of: NameOf) -> str:
    limit = "" if event.limit_price is None else f" at {plain(event.limit_price)}"
    stop = "" if event.stop_price is None else f" when {plain(event.stop_price)}"
    return f"amended {name_of(event.order_id)} {plain(event.qty)}{limit}{stop}"


UNDERWAY: dict[type[e.Event], Callable[..., str]] = {
    u.ParentPaused: lambda event, name_of: f"paused {name_of(event.order_id)}",
    u.ParentResumed: lambda event, name_of: f"resumed {name_of(event.order_id)}",
    u.ParentAmended: _amended,
    v.VolumeCurveSet: lambda event, name_of: f"curve {event.curve.instrument}",
}

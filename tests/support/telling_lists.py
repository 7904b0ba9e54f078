"""Events of lists as a story tells them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from holdfast.messages import contingent as o
from holdfast.model.numbers import plain

NameOf = Callable[[str], str]


def _refused(event: o.ListRefused, name_of: NameOf) -> str:
    return "list_refused " + " & ".join(f"{each.field} {each.code}" for each in event.refusals)


LISTS: dict[type, Callable[[Any, NameOf], str]] = {
    o.ListAccepted: lambda event, name_of: f"list_taken {event.contingency}",
    o.ChildHeld: lambda event, name_of: f"held {name_of(event.order_id)}",
    o.StopMoved: lambda event, name_of: f"stop_moved {name_of(event.order_id)} {event.price}",
    o.StopWatched: lambda event, name_of: "",
    o.WayMade: lambda event, name_of: f"way_made {name_of(event.order_id)}",
    o.ExitsDue: lambda event, name_of: f"exits_due {name_of(event.order_id)}",
    o.ListRefused: _refused,
    o.ListDecided: lambda event, name_of: f"decided {name_of(event.order_id)}",
    o.ListExceeded: lambda event, name_of: f"exceeded {plain(event.excess)}",
}

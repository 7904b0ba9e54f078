"""Events of breakers: whether a venue, or its feed, is trusted with anything new."""

from __future__ import annotations

from holdfast.messages.fact import Fact
from holdfast.model.circuit import LinkName
from holdfast.model.numbers import Nanos


class BreakerOpened(Fact, frozen=True):
    """The link has failed too often: cancels and queries alone pass, until it is tried again."""

    link: LinkName
    why: str
    until: Nanos


class BreakerHalfOpened(Fact, frozen=True):
    """The wait is over: one probe will tell."""

    link: LinkName


class BreakerClosed(Fact, frozen=True):
    """The link answers again."""

    link: LinkName


BreakerEvent = BreakerOpened | BreakerHalfOpened | BreakerClosed

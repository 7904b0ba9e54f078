"""How long a message is under way, drawn from a seeded generator that the caller owns."""

from __future__ import annotations

from random import Random
from typing import Annotated

import msgspec

_MILLION = 1_000_000

NanosSpan = Annotated[int, msgspec.Meta(ge=0)]
PartsPerMillion = Annotated[int, msgspec.Meta(ge=0, le=_MILLION)]


class Latency(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One direction: a base, a uniform jitter on top, and now and then a spike."""

    base_ns: NanosSpan = 0
    jitter_ns: NanosSpan = 0
    spike_ppm: PartsPerMillion = 0
    spike_ns: NanosSpan = 0

    def draw(self, rng: Random) -> int:
        """Return nanoseconds under way.

        Every part that is set takes its own draw, spike or not, so that the generator's
        stream does not depend on what came out.
        """
        delay = self.base_ns
        if self.jitter_ns:
            delay += rng.randrange(self.jitter_ns + 1)
        if self.spike_ppm and rng.randrange(_MILLION) < self.spike_ppm:
            delay += self.spike_ns
        return delay


class Latencies(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Both directions: requests on their way to the venue, reports on their way back."""

    request: Latency = Latency()
    report: Latency = Latency()

"""How a desk asks after what it does not know: soon at first, then rarely, and never not at all."""

from __future__ import annotations

import msgspec

from holdfast.model.numbers import Nanos

MILLISECOND_NS: Nanos = 1_000_000
SECOND_NS: Nanos = 1_000_000_000


class Asking(msgspec.Struct, frozen=True, omit_defaults=True):
    """The pace of questions: `attempts` quick ones, the wait doubling from `first_ns`.

    Then they come from a second apart, doubling again, to `every_max_ns` apart, until there is
    an answer.
    """

    first_ns: Nanos = 100 * MILLISECOND_NS
    attempts: int = 3
    every_max_ns: Nanos = 30 * SECOND_NS


UNHURRIED = Asking()

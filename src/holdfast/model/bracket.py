"""The exits of an entry beyond one stop and one target: several targets, and a stop that moves."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from holdfast.model.contingency import TriggerMode
from holdfast.model.instructions import Trail
from holdfast.model.numbers import ZERO


class Target(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A limit exit for a part of the entry: so many units, or a share of it (0.5 is half).

    With neither it takes what those before it leave; shares are rounded down to the lot.
    """

    price: Decimal
    qty: Decimal | None = None
    share: Decimal | None = None


class StopMove(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Move the stop, once the first `after_target` targets are filled or a price is reached.

    It moves to `stop`, or to break-even: the entry's average price and `offset` (price units, in
    the position's favour). A long position's bid reaches `at_price` from below, a short one's
    ask from above. A stop only ever tightens: what would loosen it changes nothing.
    """

    stop: Decimal | None = None
    offset: Decimal = ZERO
    after_target: int | None = None
    at_price: Decimal | None = None


class BracketTerms(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Exits that go out as an entry fills: targets, the nearest first, and a stop for all of it.

    In FULL mode they go once the entry is complete or over. With a `trail` the desk moves the
    stop behind the best price; without a `stop` it begins that far from the average price.
    """

    targets: tuple[Target, ...] = ()
    stop: Decimal | None = None
    stop_limit: Decimal | None = None
    mode: TriggerMode = TriggerMode.PARTIAL
    moves: tuple[StopMove, ...] = ()
    trail: Trail | None = None

"""What the simulated venue works by itself: all that it can, or so little that the desk must."""

from __future__ import annotations

from random import Random

from holdfast.model.abilities import PLAIN, Abilities, Instruction
from holdfast.model.order import OrderType, TimeInForce

_TYPES = (OrderType.MARKET, OrderType.LIMIT)
_TIMES = (TimeInForce.DAY, TimeInForce.GTC, TimeInForce.GTD, TimeInForce.IOC, TimeInForce.FOK)
_GIVEN = (Instruction.POST_ONLY, Instruction.REDUCE_ONLY)

# more of those that leave most to the desk
_OF_SEEDS = (
    PLAIN,
    Abilities(_TYPES, _TIMES, _GIVEN),
    Abilities(_TYPES, _TIMES, _GIVEN),
    Abilities(_TYPES, (TimeInForce.DAY, TimeInForce.GTC, TimeInForce.FOK), _GIVEN),
    Abilities(_TYPES, _TIMES, _GIVEN, replaces=False),
)


# an open order holds back what it would close, as at many brokers of shares
_HOLDING = Abilities(PLAIN.types, _TIMES, (Instruction.POST_ONLY,), holds_for_orders=True)
_HOLDING_OF = 0.15
# several legs are one order there
_COMBINING = (
    Abilities(PLAIN.types, _TIMES, _GIVEN, combos=4),
    Abilities(PLAIN.types, (TimeInForce.DAY, TimeInForce.IOC, TimeInForce.FOK), _GIVEN, combos=2),
)
_COMBINING_OF = 0.15


def abilities_of(seed: int) -> Abilities:
    """Choose by the world's seed, the same in each of its lives."""
    if Random(f"holding {seed}").random() < _HOLDING_OF:
        return _HOLDING
    combining = Random(f"combining {seed}")
    if combining.random() < _COMBINING_OF:
        return combining.choice(_COMBINING)
    return Random(f"abilities {seed}").choice(_OF_SEEDS)

"""Orders that a venue cannot work, worked by the desk in its place: emulators, one file each.

An emulator follows the `Algo` contract (core.working) and is told of an order by its terms
alone; `core.worked_by` says which order is whose. To add one: write its file, add its line to
EMULATORS.
"""

from holdfast.algos.emulated.stop import Stop
from holdfast.algos.emulated.touched import Touched
from holdfast.algos.emulated.trailing import Trailing
from holdfast.core.working import Algo

EMULATORS: dict[str, Algo] = {
    "stop": Stop(),
    "touched": Touched(),
    "trailing": Trailing(),
}

__all__ = ["EMULATORS"]

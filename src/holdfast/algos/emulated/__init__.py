"""Orders that a venue cannot work, worked by the desk in its place: emulators, one file each.

An emulator follows the `Algo` contract (core.working) and is told of an order by its terms
alone; `core.worked_by` says which order is whose. To add one: write its file, add its line to
EMULATORS.
"""

from holdfast.algos.emulated.armed import Armed
from holdfast.algos.emulated.auction import Auction
from holdfast.algos.emulated.iceberg import Iceberg
from holdfast.algos.emulated.legs import Legs
from holdfast.algos.emulated.opening import Opening
from holdfast.algos.emulated.pegged import Pegged
from holdfast.algos.emulated.reducing import Reducing
from holdfast.algos.emulated.sliding import Sliding
from holdfast.algos.emulated.stop import Stop
from holdfast.algos.emulated.taking import Taking
from holdfast.algos.emulated.timed import Timed
from holdfast.algos.emulated.touched import Touched
from holdfast.algos.emulated.trailing import Trailing
from holdfast.core.working import Algo

EMULATORS: dict[str, Algo] = {
    "armed": Armed(),
    "stop": Stop(),
    "touched": Touched(),
    "trailing": Trailing(),
    "auction": Auction(),
    "pegged": Pegged(),
    "iceberg": Iceberg(),
    "sliding": Sliding(),
    "reducing": Reducing(),
    "opening": Opening(),
    "taking": Taking(),
    "timed": Timed(),
    "legs": Legs(),
}

__all__ = ["EMULATORS"]

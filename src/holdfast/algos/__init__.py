"""When, and how much at a time? Execution algorithms, one file each.

An algo follows the `Algo` contract (core.working): it keeps no memory of its own, so that a
restarted desk simply asks it again. To add one: write its file, add its line to ALGOS.
"""

from holdfast.algos.adaptive import Adaptive
from holdfast.algos.close import Close
from holdfast.algos.complete import Complete
from holdfast.algos.iceberg import Iceberg
from holdfast.algos.implementation_shortfall import ImplementationShortfall
from holdfast.algos.peg import Peg
from holdfast.algos.pov import Pov
from holdfast.algos.sniper import Sniper
from holdfast.algos.twap import Twap
from holdfast.algos.vwap import Vwap
from holdfast.core.working import Algo

ALGOS: dict[str, Algo] = {
    "complete": Complete(),
    "twap": Twap(),
    "vwap": Vwap(),
    "pov": Pov(),
    "is": ImplementationShortfall(),
    "close": Close(),
    "iceberg": Iceberg(),
    "peg": Peg(),
    "sniper": Sniper(),
    "adaptive": Adaptive(),
}

__all__ = ["ALGOS"]

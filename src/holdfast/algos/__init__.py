"""When, and how much at a time? Execution algorithms, one file each.

An algo follows the `Algo` contract (core.working): it keeps no memory of its own, so that a
restarted desk simply asks it again. To add one: write its file, add its line to ALGOS.
"""

from holdfast.algos.complete import Complete
from holdfast.algos.twap import Twap
from holdfast.core.working import Algo

ALGOS: dict[str, Algo] = {"complete": Complete(), "twap": Twap()}

__all__ = ["ALGOS"]

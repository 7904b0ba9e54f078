"""Orders that a venue cannot work, worked by the desk in its place: emulators, one file each.

An emulator follows the `Algo` contract (core.working) and is told of an order by its terms
alone. To add one: write its file, add its line to EMULATORS.
"""

from holdfast.core.working import Algo

EMULATORS: dict[str, Algo] = {}

__all__ = ["EMULATORS"]

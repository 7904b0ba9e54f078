"""What has gone wrong on purpose: counted by number and by name, and told to whoever listens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from holdfast.model.numbers import Nanos
from holdfast.venues.faulty.kinds import FAULTS, FaultName

OnFault = Callable[[str, str, Nanos], None]
"""Hear of a fault: its number, what it is and befell, and when."""


class Tally:
    """Counts a fault when it takes effect, not when it is drawn."""

    def __init__(self, on_fault: OnFault | None) -> None:
        self.hits: Counter[str] = Counter()
        self.by_name: Counter[FaultName] = Counter()
        self._on_fault = on_fault

    def hit(self, fault: FaultName, detail: str, at: Nanos) -> None:
        number = FAULTS[fault].id
        self.hits[number] += 1
        self.by_name[fault] += 1
        if self._on_fault is not None:
            self._on_fault(number, f"{fault}: {detail}", at)

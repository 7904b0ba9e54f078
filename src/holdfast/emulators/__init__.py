"""Look-alikes of venues: servers that a venue's own client takes for the real one.

They stand over `holdfast.exchange`, so that what trades there trades by the same rules as on
paper. Users rehearse against them without a network; tests prove adapters with them.
"""

from __future__ import annotations

from holdfast.emulators.alpaca.server import AlpacaEmulator

LOOK_ALIKES: dict[str, type[AlpacaEmulator]] = {"alpaca": AlpacaEmulator}

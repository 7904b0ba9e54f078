"""The look-alike of Alpaca: trading and market data by REST and WebSocket, with its own faults."""

from holdfast.emulators.alpaca.rules import EmulatorRules, Hours, Knobs
from holdfast.emulators.alpaca.server import AlpacaEmulator

__all__ = ["AlpacaEmulator", "EmulatorRules", "Hours", "Knobs"]

"""The venues that are shown, by their names in VENUES."""

from __future__ import annotations

from tests.conformance.alpaca_rig import AlpacaRig
from tests.conformance.paper_rig import PaperRig
from tests.conformance.rig import Rig

RIGS: dict[str, type[Rig]] = {"paper": PaperRig, "alpaca": AlpacaRig}

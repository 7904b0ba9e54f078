"""Draw the table of docs/VENUES.md: every card over every venue, as the suite plays them.

`python -m tests.docs.venues_page` writes it anew; a test says when that was forgotten.
"""

from __future__ import annotations

from tests.architecture.sources import ROOT
from tests.conformance.played import CARDS
from tests.conformance.rigs import RIGS

PAGE = ROOT / "docs" / "VENUES.md"
MARK = "<!-- drawn below -->\n"


def page() -> str:
    """Return everything below the mark."""
    lines = [
        f"| card | what is shown | {' | '.join(RIGS)} |",
        f"|---|---|{'---|' * len(RIGS)}",
    ]
    for card in CARDS:
        cells = (_cell(rig.why_not(card.number, card.trouble)) for rig in RIGS.values())
        lines.append(f"| {card.number} | {card.title} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(reason: str) -> str:
    return f"unsupported: {reason}" if reason else "passes"


if __name__ == "__main__":
    head = PAGE.read_text(encoding="utf-8").partition(MARK)[0]
    PAGE.write_text(f"{head}{MARK}\n{page()}\n", encoding="utf-8")

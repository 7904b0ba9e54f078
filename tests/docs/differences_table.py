"""Draw the table of differences in docs/RECONCILIATION.md from the registry of kinds.

Run it to write the page anew:
    .venv/bin/python -m tests.docs.differences_table
"""

from __future__ import annotations

from holdfast.core.kinds import KINDS
from tests.architecture.sources import ROOT

PAGE = ROOT / "docs" / "RECONCILIATION.md"
BEGIN, END = "<!-- kinds -->\n", "<!-- /kinds -->\n"


def table() -> str:
    """Return one row a kind."""
    rows = [
        f"| `{kind}` | {rule.means} | {rule.done} | {rule.policy.lower()} |"
        for kind, rule in KINDS.items()
    ]
    head = ["| kind | what differs | what is done | policy |", "|---|---|---|---|"]
    return "".join(f"{line}\n" for line in (*head, *rows))


def drawn(page: str) -> str:
    """Return the page with its table as the registry has it."""
    before, _, rest = page.partition(BEGIN)
    return f"{before}{BEGIN}{table()}{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    PAGE.write_text(drawn(PAGE.read_text(encoding="utf-8")), encoding="utf-8")

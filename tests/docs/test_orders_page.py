"""The page of every order: drawn from what a real desk says, and nothing in it untested."""

from __future__ import annotations

import re

from holdfast.algos.emulated import EMULATORS
from holdfast.messages.refusals import Reason
from tests.architecture.sources import ROOT
from tests.docs.orders_page import MARK, PAGE, page


def test_the_page_of_orders_is_up_to_date() -> None:
    drawn = PAGE.read_text(encoding="utf-8").partition(MARK)[2]
    assert drawn.strip() == page().strip(), "draw it anew: python -m tests.docs.orders_page"


def test_every_cell_names_the_venue_an_emulator_with_its_test_or_a_code() -> None:
    cells = [
        each
        for line in page().splitlines()
        if line.startswith("| **")
        for cell in line.strip("|").split("|")[1:]
        for each in cell.strip().split("<br>")
    ]
    assert len(cells) > 700
    for cell in dict.fromkeys(cells):
        if cell.startswith("desk: "):
            name = cell.removeprefix("desk: ")
            assert name in EMULATORS
            assert (ROOT / "tests" / "algos" / "emulated" / f"test_{name}.py").exists()
        elif cell != "venue":
            assert re.sub("`", "", cell) in list(Reason)


def test_what_the_desk_works_at_a_narrow_venue_is_every_emulator_of_an_order() -> None:
    text = page()
    # conditions arm an order of any kind, legs are asked for by a command of their own, a target
    # is an exit, and what opens more waits for stops whatever it is
    assert [name for name in EMULATORS if f"desk: {name}" not in text] == [
        "armed",
        "sliding",
        "opening",
        "taking",
        "legs",
    ]

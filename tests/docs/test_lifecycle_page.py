"""docs/lifecycle.md tells of the tables as they are."""

from holdfast.core.lifecycle import MOVES
from holdfast.model.order import OrderStatus
from tests.docs.lifecycle_page import MEANINGS, PAGE, VERBS, page


def test_the_page_is_what_the_tables_draw() -> None:
    again = "write it again: .venv/bin/python -m tests.docs.lifecycle_page"
    assert PAGE.read_text(encoding="utf-8") == page(), again


def test_the_page_tells_of_every_status_and_every_event() -> None:
    assert list(MEANINGS) == list(OrderStatus)
    assert set(VERBS) == set(MOVES)

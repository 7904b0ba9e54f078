"""The page on reconciliation tells of every kind of difference what the registry says."""

from holdfast.core.kinds import KINDS
from holdfast.model.difference import Kind, Mend
from tests.docs.differences_table import PAGE, drawn


def test_the_table_of_kinds_is_that_of_the_registry() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert drawn(page) == page


def test_every_kind_is_in_the_registry_and_every_repair_on_the_page() -> None:
    assert list(KINDS) == list(Kind)
    page = PAGE.read_text(encoding="utf-8")
    assert [mend for mend in Mend if f"`{mend}`" not in page] == []

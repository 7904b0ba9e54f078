"""The page on faults has every fault as the registry has it."""

from tests.docs.faults_table import PAGE, parts, table


def test_the_page_on_faults_has_the_table_of_the_registry() -> None:
    _, drawn, _ = parts(PAGE.read_text(encoding="utf-8"))
    assert drawn == table(), "draw it anew: python -m tests.docs.faults_table"

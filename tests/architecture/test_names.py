"""Names say what a thing is, never that it is a thing."""

import ast
import re

from tests.architecture.sources import product

VAGUE_CLASS = re.compile(
    r"(Manager|Handler|Service|Helper|Helpers|Util|Utils|Base|Abstract)$|^Abstract|^I[A-Z][a-z]"
)
VAGUE_FILES = {"base", "common", "helper", "helpers", "misc", "util", "utils"}


def test_no_class_is_named_for_a_role_that_says_nothing() -> None:
    vague = [
        f"{source.at(node)}: class {node.name}"
        for source in product()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef) and VAGUE_CLASS.search(node.name)
    ]
    assert not vague, "\n".join(vague)


def test_no_file_is_a_drawer_for_odds_and_ends() -> None:
    drawers = [source.where for source in product() if source.path.stem in VAGUE_FILES]
    assert not drawers, "\n".join(drawers)

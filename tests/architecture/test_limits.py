"""Files, functions and lines stay small enough to read."""

import ast

from tests.architecture.sources import product, python_files

FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 50
LINE_CHARACTERS_MAX = 100

EVERYWHERE = ("src", "tests", "bench")


def test_no_file_outgrows_a_reader() -> None:
    long = [
        f"{source.where}: {lines} lines"
        for source in python_files(*EVERYWHERE)
        if (lines := len(source.text.splitlines())) > FILE_LINES_MAX
    ]
    assert not long, "\n".join(long)


def test_no_function_outgrows_the_screen() -> None:
    long = [
        f"{source.at(node)}: {node.name} has {lines} lines"
        for source in python_files(*EVERYWHERE)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION_LINES_MAX
    ]
    assert not long, "\n".join(long)


def test_no_line_outgrows_the_page() -> None:
    long = [
        f"{source.where}:{number}: {len(line)} characters"
        for source in python_files(*EVERYWHERE)
        for number, line in enumerate(source.text.splitlines(), start=1)
        if len(line) > LINE_CHARACTERS_MAX
    ]
    assert not long, "\n".join(long)


def test_every_module_opens_with_a_sentence_that_says_what_it_is_for() -> None:
    silent = [
        source.where
        for source in product()
        if not (ast.get_docstring(source.tree) or "").split("\n\n")[0].rstrip().endswith((".", ":"))
    ]
    assert not silent, "\n".join(silent)

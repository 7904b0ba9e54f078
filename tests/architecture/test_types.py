"""Types are told, and impossible states stop the desk even under ``python -O``."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.sources import Source, dotted, product, python_files

UNCODED_IGNORE = re.compile(r"#\s*type:\s*ignore(?!\[)")


def annotations(tree: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        match node:
            case ast.AnnAssign(annotation=annotation):
                yield annotation
            case ast.arg(annotation=ast.expr() as annotation):
                yield annotation
            case ast.FunctionDef(returns=ast.expr() as annotation):
                yield annotation
            case ast.AsyncFunctionDef(returns=ast.expr() as annotation):
                yield annotation


def is_bare_any(annotation: ast.expr) -> bool:
    """See ``Any`` itself or as a side of a union; inside a container it may be all we know."""
    if isinstance(annotation, ast.BinOp):
        return is_bare_any(annotation.left) or is_bare_any(annotation.right)
    return dotted(annotation) in {"Any", "typing.Any"}


def bare_any(source: Source) -> list[str]:
    return [source.at(each) for each in annotations(source.tree) if is_bare_any(each)]


def test_nothing_is_annotated_as_bare_any() -> None:
    found = [where for source in product() for where in bare_any(source)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "text", ["x: Any", "def f(a: typing.Any): ...", "def f() -> Any | None: ..."]
)
def test_a_bare_any_is_seen(text: str) -> None:
    assert any(is_bare_any(each) for each in annotations(ast.parse(text)))


def test_every_ignored_type_error_names_its_code() -> None:
    found = [
        f"{source.where}:{number}"
        for source in python_files("src", "tests", "bench")
        for number, line in enumerate(source.text.splitlines(), start=1)
        if UNCODED_IGNORE.search(line)
    ]
    assert not found, "\n".join(found)


def test_the_product_uses_must_where_others_assert() -> None:
    found = [
        source.at(node)
        for source in product()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Assert)
    ]
    assert not found, "\n".join(found)

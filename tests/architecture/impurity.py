"""What a pure room may not do, read off its syntax tree."""

import ast
from collections.abc import Iterator

from tests.architecture.sources import dotted

# Where each call ends is what counts, so `datetime.datetime.now` is seen as well as `datetime.now`.
BANNED_CALLS = {
    "print": "talks to a person",
    "input": "waits for a person",
    "open": "reads or writes a file",
    "hash": "differs under another PYTHONHASHSEED",
    "id": "differs from run to run",
    "breakpoint": "stops the desk",
    "datetime.now": "reads the clock",
    "datetime.utcnow": "reads the clock",
    "datetime.today": "reads the clock",
    "date.today": "reads the clock",
    "time.time": "reads the clock",
    "time.time_ns": "reads the clock",
    "time.monotonic": "reads the clock",
    "time.monotonic_ns": "reads the clock",
    "time.perf_counter": "reads the clock",
    "time.perf_counter_ns": "reads the clock",
    "time.sleep": "waits",
    "os.urandom": "is random",
    "uuid1": "is random",
    "uuid4": "is random",
    "SystemRandom": "is random",
}


def impurities(tree: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """Find each place that makes a room depend on more than its arguments, and say why."""
    for node in ast.walk(tree):
        if why := impurity(node):
            yield node, why


def impurity(node: ast.AST) -> str | None:
    match node:
        case ast.Call(func=func):
            why = impure_call(dotted(func), node)
            return why and f"{dotted(func)} {why}"
        case ast.ImportFrom(module="random", names=names):
            chancy = [each.name for each in names if each.name != "Random"]
            return f"{chancy} are random; take a seeded Random" if chancy else None
        case ast.AsyncFunctionDef() | ast.Await() | ast.AsyncFor() | ast.AsyncWith():
            return "is async"
        case ast.Global():
            return "changes a global"
        case ast.For(iter=iterable) | ast.comprehension(iter=iterable):
            return "iterates a set; its order may differ" if is_unordered(iterable) else None
        case _:
            return None


def impure_call(name: str, call: ast.Call) -> str | None:
    if name in {"Random", "random.Random"}:
        return None if call.args or call.keywords else "has no seed"
    if name.startswith("random."):
        return "is random; take a seeded Random"
    last_two = ".".join(name.split(".")[-2:])
    last = name.rsplit(".", 1)[-1]
    if name in BANNED_CALLS:
        return BANNED_CALLS[name]
    if last_two in BANNED_CALLS:
        return BANNED_CALLS[last_two]
    return BANNED_CALLS[last] if last in {"uuid1", "uuid4", "SystemRandom"} else None


def is_unordered(iterable: ast.expr) -> bool:
    match iterable:
        case ast.Set() | ast.SetComp():
            return True
        case ast.Call(func=ast.Name(id="set" | "frozenset")):
            return True
        case _:
            return False


def floats(tree: ast.AST) -> Iterator[ast.AST]:
    """Find each float made, written or promised; asking whether something is one is allowed."""
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=float()):
                yield node
            case ast.Call(func=ast.Name(id="float")):
                yield node
            case ast.AnnAssign(annotation=ast.Name(id="float")):
                yield node
            case ast.arg(annotation=ast.Name(id="float")):
                yield node
            case ast.FunctionDef(returns=ast.Name(id="float")):
                yield node

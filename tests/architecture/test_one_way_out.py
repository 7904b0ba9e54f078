"""There is one way out: no order and no change can leave that the gate has not passed."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from inspect import signature

import msgspec
import pytest

from holdfast.config import Settings
from holdfast.core.policy import BARE, CALM, REDUCES, REPLACES, SLICE, UNNAMED, Check
from holdfast.core.scoped import Bounds
from holdfast.main import policies
from holdfast.messages.requests import Request
from holdfast.model.limits import SPECS, Limits
from holdfast.risk import CHECKS
from tests.architecture.sources import ROOT, Source, dotted, product

SUBMITTING = "src/holdfast/core/submitting.py"
# what makes something leave, and the one function that may say so
SENDERS = {"OrderSent": "place", "OrderAccepted": "place", "ReplaceSent": "change"}
# who may ask the gate: the choke point, the sizer that fits an order to it, what lets a change
# wait, the benchmark
ASKERS = {
    SUBMITTING,
    "src/holdfast/core/fitting.py",
    "src/holdfast/core/wishes.py",
    "src/holdfast/bench/gate.py",
}
# requests that can trade are made by dispatch, by a market in a box that reads its own books, and
# by the look-alike of a venue, which stands on the other side of the wire
MAKERS = {
    "src/holdfast/runtime/dispatch.py",
    "src/holdfast/exchange/exchange.py",
    "src/holdfast/emulators/alpaca/broker.py",
}
TRADING = ("PlaceOrder", "AmendOrder")
REHEARSAL = "src/holdfast/core/rehearsal.py"
GUARD = "src/holdfast/runtime/guard/guarded.py"
REQUESTS = {each.__name__ for each in Request.__args__}
DISPATCH, EXIT = "src/holdfast/runtime/dispatch.py", "src/holdfast/runtime/exit.py"


def calls(tree: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    """Yield every call with the last name of what is called; patterns of `match` are none."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield node, dotted(node.func).rpartition(".")[2] or attribute(node.func)


def attribute(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else ""


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield node


def imported(source: Source) -> set[str]:
    """Name everything that a file imports, modules and what is taken out of them."""
    names: set[str] = set()
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            names.update(each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{each.name}" for each in node.names)
    return names


def one(where: str) -> Source:
    return next(source for source in product() if source.where == where)


def function(source: Source, name: str) -> ast.FunctionDef:
    return next(each for each in functions(source.tree) if each.name == name)


# --- the gate stands before the events ------------------------------------------------


def senders(sources: tuple[Source, ...]) -> set[tuple[str, str, str]]:
    """Name each place that says that something leaves: file, function, event."""
    found = set()
    for source in sources:
        owners = {call: each.name for each in functions(source.tree) for call, _ in calls(each)}
        for call, name in calls(source.tree):
            if name in SENDERS:
                found.add((source.where, owners.get(call, ""), name))
    return found


def test_what_leaves_is_said_in_two_functions_and_nowhere_else() -> None:
    assert senders(product()) == {(SUBMITTING, where, event) for event, where in SENDERS.items()}


@pytest.mark.parametrize("name", sorted(set(SENDERS.values())))
def test_both_ask_the_gate_first_whatever_the_order(name: str) -> None:
    assert is_judged_first(function(one(SUBMITTING), name))


def is_judged_first(sender: ast.FunctionDef) -> bool:
    """See that the verdict is a statement of its own, under no condition, before any sending.

    Nothing may return before it, and its refusals must be looked at.
    """
    verdict = None
    for statement in sender.body:
        names = [name for _, name in calls(statement)]
        is_plain = isinstance(statement, ast.Assign | ast.Expr)
        if verdict is None:
            if not is_plain or set(names) & set(SENDERS):
                return False
            if "judge" in names and isinstance(statement, ast.Assign):
                verdict = dotted(statement.targets[0])
    reads = {dotted(node) for node in ast.walk(sender) if isinstance(node, ast.Attribute)}
    return verdict is not None and f"{verdict}.refusals" in reads


@pytest.mark.parametrize(
    "text",
    [
        "def place(a):\n    if a.quick:\n        return e.OrderSent(a)\n    verdict = judge(a)\n"
        "    return verdict.refusals",
        "def place(a):\n    if a.checked:\n        verdict = judge(a)\n    return verdict.refusals",
        "def place(a):\n    verdict = judge(a)\n    return e.OrderSent(a)",
        "def place(a):\n    return e.OrderSent(a)",
    ],
)
def test_a_way_around_the_gate_is_seen(text: str) -> None:
    (sender,) = functions(ast.parse(text))
    assert not is_judged_first(sender)


def test_a_sender_somewhere_else_is_seen() -> None:
    text = "def quick(order):\n    return (e.OrderSent(order.id, order, price, None),)\n"
    elsewhere = Source(ROOT / "src/holdfast/core/quick.py", text, ast.parse(text))
    assert ("src/holdfast/core/quick.py", "quick", "OrderSent") in senders((elsewhere,))


def test_every_asker_of_the_gate_is_known() -> None:
    askers = {each.where for each in product() if "holdfast.core.gate.judge" in imported(each)}
    assert askers == ASKERS


def test_whoever_decides_on_orders_goes_through_place_or_change() -> None:
    """No decider has events of sending of its own, so what it yields of orders comes from these."""
    users = {
        source.where
        for source in product()
        for _, name in calls(source.tree)
        if name in SENDERS.values()
        and f"holdfast.core.submitting.{name}" in imported(source) | own_names(source)
    }
    assert {each.rpartition("/")[2] for each in users} >= {
        "submitting.py",  # doors
        "parents.py",  # slices
        "brackets.py",  # exits and their sizes
        "planning.py",  # decisions
        "wishes.py",  # replacements
    }
    assert all(each.startswith("src/holdfast/core/") for each in users)


def own_names(source: Source) -> set[str]:
    module = source.where.removeprefix("src/").removesuffix(".py").replace("/", ".")
    return {f"{module}.{each.name}" for each in functions(source.tree)}


# --- the exit stands behind them ------------------------------------------------------


def test_requests_that_can_trade_are_made_by_dispatch_alone() -> None:
    makers = {
        source.where for source in product() for _, name in calls(source.tree) if name in TRADING
    }
    assert makers == MAKERS


def test_dispatch_gives_what_can_trade_to_the_exit_and_nothing_else_does() -> None:
    handed = {
        (dotted(call.func), name)
        for call, _ in calls(one(DISPATCH).tree)
        for argument in call.args
        for made, name in calls(argument)
        if made is argument and name in TRADING
    }
    assert handed == {("self._exit.place", "PlaceOrder"), ("self._exit.amend", "AmendOrder")}


def test_only_dispatch_and_exit_speak_to_venues() -> None:
    """Dispatch asks and pulls, in the open; the exit sends one request that it was handed."""
    sends: dict[str, set[str]] = {}
    for source in product():
        for call, name in calls(source.tree):
            if name == "send" and source.room in ("core", "runtime", "recovery", "api", "cli"):
                (argument,) = call.args
                made = [each for node, each in calls(argument) if node is argument]
                sends.setdefault(source.where, set()).add(made[0] if made else dotted(argument))
    sends.pop("src/holdfast/api/rest.py", None)  # the protocol's own `send`
    assert sends[DISPATCH] == {"PullOrder", "QueryOrder", "QueryAccount"}
    assert sends[EXIT] == {"request"}
    assert set(sends) <= {DISPATCH, EXIT, GUARD, "src/holdfast/api/http_out.py"}


def test_a_guard_hands_its_venue_what_it_was_handed_and_is_made_by_the_desk_alone() -> None:
    """It keeps requests and lets them go; it makes none, and only its venue is behind it."""
    made = {
        (source.where, name)
        for source in product()
        for _, name in calls(source.tree)
        if name == "Guarded" or (source.where == GUARD and name in REQUESTS)
    }
    assert made == {("src/holdfast/runtime/desk.py", "Guarded")}


def test_a_venue_is_connected_in_one_place_and_its_exit_waits_for_the_journal() -> None:
    """The desk makes engine and dispatch, and the engine tells the exit what is durable."""
    makers = {
        (source.where, name)
        for source in product()
        for _, name in calls(source.tree)
        if name in ("Dispatch", "Engine", "Exit") and source.room != "cli"  # typer has an Exit
    }
    desk = "src/holdfast/runtime/desk.py"
    # what is written for a desk that does not run has no venue to go to
    offline = "src/holdfast/runtime/offline.py"
    assert makers == {
        (desk, "Dispatch"),
        (desk, "Engine"),
        (offline, "Engine"),
        (DISPATCH, "Exit"),
    }
    (made,) = [call for call, name in calls(one(desk).tree) if name == "Engine"]
    told = [dotted(each) for each in (*made.args, *(key.value for key in made.keywords))]
    assert "dispatch" in told
    assert "dispatch.approve" in told


def test_the_ledger_is_written_by_runtime_and_recovery_alone() -> None:
    writers = {
        source.where
        for source in product()
        if any(name.startswith("holdfast.core.apply") for name in imported(source))
    }
    rooms = ("src/holdfast/runtime/", "src/holdfast/recovery/")
    assert {each for each in writers if not each.startswith(rooms)} <= {REHEARSAL}


def test_a_rehearsal_writes_to_a_copy_alone() -> None:
    """What would follow is asked of a copy, so it hands `apply` nothing else."""
    source = next((each for each in product() if each.where == REHEARSAL), None)
    if source is not None:
        written = [dotted(call.args[0]) for call, name in calls(source.tree) if name == "apply"]
        assert written == ["copied"]


# --- no switch ------------------------------------------------------------------------


def test_the_policies_in_force_are_the_registry_whole() -> None:
    assert policies().checks is CHECKS
    assert not signature(policies).parameters, "nothing can be left out by whoever asks"


KINDS = range((REPLACES | SLICE | REDUCES | CALM | BARE | UNNAMED) + 1)


def judging(limits: Limits, kind: int) -> tuple[Check, ...]:
    return tuple(check for _, check in policies().judging(Bounds((), limits)).of(kind))


def test_every_check_judges_an_order_that_is_nothing_special() -> None:
    """With every limit set nothing is left out."""
    everything = Limits(**dict.fromkeys(SPECS, 1), restricted=("X",), allowed=())
    assert judging(everything, 0) == CHECKS


def test_a_check_is_left_out_only_where_it_says_so_itself() -> None:
    """A kind that it lets pass, or a constraint that no scope has set."""
    for kind in KINDS:
        judged = judging(Limits(), kind)
        for check in CHECKS:
            lets = (
                (kind & REDUCES and check.lets_reducing)
                or (kind & SLICE and check.lets_slices)
                or (kind & REPLACES and check.lets_replaces)
                or (kind & CALM and check.lets_calm and not check.insists)
                or (kind & BARE and check.lets_bare and not check.insists)
                or (kind & UNNAMED and check.lets_unnamed and not check.insists)
            )
            assert check in judged or lets or check.where, check.name


def test_a_limit_that_a_check_insists_on_is_missed_by_orders_of_every_kind() -> None:
    """What has nothing to measure of an order still refuses it for want of a limit."""
    whole = Limits(**dict.fromkeys(SPECS, 1))
    for check in CHECKS:
        for name in check.insists:
            lacking = msgspec.structs.replace(whole, **{name: None})
            assert check in judging(lacking, CALM | BARE | UNNAMED), f"{check.name}, {name}"
            assert not SPECS[name].optional, f"{check.name} could do without {name}"


def test_only_constraints_that_hold_where_they_are_set_are_left_out_without_them() -> None:
    for check in CHECKS:
        for name in check.where:
            assert name not in SPECS or SPECS[name].optional, f"{check.name} needs {name}"


def test_policies_are_put_together_by_main_and_by_a_preview_that_sends_nothing() -> None:
    makers = {
        source.where
        for source in product()
        for _, name in calls(source.tree)
        if name == "Policies" and source.room != "bench"
    }
    watching, preview = "src/holdfast/runtime/verdicts.py", "src/holdfast/runtime/preview.py"
    assert makers == {"src/holdfast/main/__init__.py", watching}
    for where in (watching, preview):
        assert not [name for name in imported(one(where)) if "dispatch" in name or "exit" in name]


def test_no_setting_names_the_gate_or_a_check_of_it() -> None:
    """Limits are set by command; what settings have is the sheet of the first start."""
    names = set(keys(Settings)) - set(Limits.__struct_fields__)
    forbidden = {check.name for check in CHECKS} | {"checks", "gate", "risk", "bypass", "shadow"}
    assert names, "the settings have keys"
    # the paper venue's own mode; the desk's is the order's to say
    assert names & forbidden <= {"self_trade"}


def keys(kind: object) -> Iterator[str]:
    """Walk all keys of a struct, and of the structs in it."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        for field in msgspec.structs.fields(kind):
            yield field.name
            yield from keys(field.type)
    for inner in getattr(kind, "__args__", ()):
        yield from keys(inner)

"""The pages of the docs that follow from code: decision plans and the operations of the API.

`python -m holdfast.api.pages` writes them anew; a test says when that was forgotten.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from holdfast.api.openapi import path_fields
from holdfast.api.operation import AnyOperation
from holdfast.api.operations import OPERATIONS
from holdfast.api.plans import PlanRequest
from holdfast.api.schema import Schema, schema_of
from holdfast.messages.plan import Decision, DecisionPlan, ExecutionParams, Size
from holdfast.model.bracket import BracketTerms, StopMove, Target
from holdfast.model.instructions import Trail
from holdfast.model.order import Tactic

EXAMPLES = Path("examples", "plans")

_PLAN_PARTS: tuple[type[msgspec.Struct], ...] = (
    PlanRequest,
    DecisionPlan,
    Decision,
    BracketTerms,
    Target,
    StopMove,
    Trail,
    Size,
    Tactic,
    ExecutionParams,
)

MEANINGS: dict[str, dict[str, str]] = {
    "PlanRequest": {
        "decision_plan": "The plan. In a file the plan may also stand by itself.",
        "execution_params": "How to execute it where a decision does not say itself.",
    },
    "DecisionPlan": {
        "plan_id": "Your name for the plan. The same plan under the same id is answered again and "
        "not done again; another plan under it is a conflict.",
        "account": "The account that trades.",
        "decisions": "One to 1,000 decisions, judged and worked in their order.",
        "strategy": "Whose idea it was; positions are also kept by strategy.",
        "rationale": "Why, in words; kept with every order whose decision has no rationale.",
        "created_at": "When the plan was made, RFC 3339.",
        "notional": "The money that all of it is meant to come to, in the account's currency. A "
        "plan whose sizes come to more than a tenth more or less is refused whole.",
    },
    "Decision": {
        "instrument": "What to trade.",
        "action": "BUY and SELL trade that side. INCREASE and REDUCE move the position away from "
        "or towards flat, CLOSE brings it to flat, HOLD does nothing.",
        "direction": "The side of the market to be on afterwards. FLAT cuts the size to the "
        "position; LONG and SHORT say what INCREASE opens, and may not contradict the action.",
        "size": "How much; needed by all but HOLD and CLOSE.",
        "order_type": "MARKET, LIMIT, STOP, STOP_LIMIT, MARKET_IF_TOUCHED, LIMIT_IF_TOUCHED, "
        "MARKET_ON_CLOSE or LIMIT_ON_CLOSE; the others need what a decision has no field for: a "
        "trail, a peg, or legs.",
        "limit_price": "Of every type with LIMIT in its name, a multiple of the tick.",
        "stop_price": "Of STOP and STOP_LIMIT, and where a touched type is touched; whole ticks.",
        "time_in_force": "What goes with which type is in the tables of [orders](ORDERS.md).",
        "expire_at": "When GTD ends, RFC 3339 with offset.",
        "stop_loss": "Stop price of an exit that goes out as the entry fills.",
        "stop_loss_limit": "Makes that exit a stop-limit order.",
        "take_profit": "Limit price of the other exit; one of the two ends the other.",
        "bracket": "Exits in place of these three: several targets, and a stop that moves, see "
        "[contingencies](CONTINGENCIES.md).",
        "max_slippage_bps": "The most that a slice may slip from the arrival price, in 1/100 %.",
        "tactic": "An algo that works the order in slices.",
        "rationale": "Why, in words; kept with the order.",
        "confidence": "From 0 to 1; kept with the order, not acted on.",
        "locate_id": "Where the shares of a short sale are borrowed. A sale with direction SHORT, "
        "or an INCREASE of a short position, is marked where it sells more than is held.",
        "notional": "The money that this decision is meant to come to, held against its size like "
        "that of the plan.",
        "extended_hours": "It may trade before the open and after the close, too: a LIMIT order, "
        "DAY or GTC, without exits, see [orders](ORDERS.md).",
    },
    "BracketTerms": {
        "targets": "Up to ten limit exits, the nearest first.",
        "stop": "Stop price of the exit that protects all that is held.",
        "stop_limit": "Makes that a stop-limit order; the distance is kept where the stop moves.",
        "mode": "PARTIAL sends exits at each fill of the entry, FULL once it is complete or over.",
        "moves": "Up to ten moves of the stop, which only ever tightens.",
        "trail": "Has the stop follow the best price.",
    },
    "Target": {
        "price": "Its limit price, a multiple of the tick.",
        "qty": "How many units it is for; the last target may leave it to take what is left.",
        "share": "How much of the entry it is for instead, 0.5 for half, rounded down to lots.",
    },
    "StopMove": {
        "stop": "Where the stop goes; left out it goes to break-even, the entry's average price.",
        "offset": "Added to break-even in the position's favour, price units.",
        "after_target": "Once so many targets, counted from the first, are filled whole.",
        "at_price": "Or once this price is reached: a long position's bid, a short one's ask.",
    },
    "Trail": {
        "amount": "The distance behind the best price, above 0.",
        "unit": "PRICE, PERCENT (of the best price) or TICKS.",
        "activation_price": "The stop stays where it is until this is reached; needs a `stop`.",
        "limit_offset": "Not here: `stop_limit` has it.",
    },
    "Size": {
        "value": "How much, above 0. The desk rounds down to lots and never up.",
        "unit": "SHARES, CONTRACTS, DOLLARS (of the account's currency), PCT_EQUITY (5 is 5 % of "
        "cash and marked positions), PCT_EQUITY_DRAWDOWN (the same, less the further the account "
        "is below its peak, nothing at `drawdown_max`), or PCT_RISK (the percentage of equity that "
        "is lost if `stop_loss` is hit).",
    },
    "Tactic": {
        "name": "The algo, one of [these](ALGOS.md) or of your own.",
        "params": "Its parameters, by name; decimals as text.",
    },
    "ExecutionParams": {
        "tactic": "The tactic of every decision that has none.",
        "time_in_force": "The time in force of every decision that says DAY or nothing.",
        "max_slippage_bps": "The slippage of every decision that says none.",
        "dry_run": "Size and check, and send nothing.",
        "all_or_nothing": "The refusal of one decision refuses the plan, before any is sent.",
        "on_breach": "What becomes of a size that a limit does not let pass: CUT to the most that "
        "passes, or REFUSE. By itself a size in DOLLARS or a percentage is cut, and one in SHARES "
        "or CONTRACTS, or a CLOSE of everything, is refused.",
    },
}

_WORDS = {
    "string": "text",
    "boolean": "true or false",
    "object": "object",
    "integer": "whole number",
}

_PLANS_TOP = """\
# Decision plans

A decision plan says what a strategy, a person or an agent wants: for one account, a list of
decisions, each with an instrument, what to do in it, how much and how. The desk sizes it,
checks it, writes it down and works it, and tells of each decision its order or the refusals.

    holdfast plan check FILE       what every check would say, and nothing is sent
    holdfast plan submit FILE      do it
    curl -s localhost:50051/v1/submit-orders -H 'content-type: application/json' -d @FILE

A file is JSON or YAML. A plan that breaks a rule below is refused whole, with every error by
its path, such as `decisions[2].size.value`. A plan that makes sense is added up before any order
of it exists: over `basket_value_max`, or far from the `notional` that it is meant for, it is
refused whole. Then each decision meets the gate by itself: one that is refused leaves the others
alone, unless the plan is `all_or_nothing`. Amounts are exact: write them as
text (`"189.50"`) or as numbers, at most 12 digits before the point and 9 after it, never
negative. Names have at most 64 characters, texts 1 KB, a document 256 KB.
"""

_API_TOP = """\
# The API

Every operation is defined once, in `src/holdfast/api/operations/`, and rendered here as REST:
HTTP on port 50051, loopback only unless it is configured otherwise. `GET /schema` is the
OpenAPI 3.1 document of what follows.

- A body is JSON (`content-type: application/json`), at most 256 KB, 32 levels deep, with at
  most 1,000 members in any list or object. A field that is not known, a key given twice, a
  number that is not exact or not in range is an error.
- Amounts are told as text (`"189.50"`), and may be asked as text or as numbers. Times are
  RFC 3339 with nanoseconds, UTC. A list has up to `limit` rows; `next_cursor` of one page is the
  `cursor` of the next, and empty at the end.
- Nothing is answered before the journal has it. `X-Principal` names who asks, the desk's own
  principal if it is left out, and stays with the order; what each may do is in
  [GOVERNANCE.md](GOVERNANCE.md). `X-Correlation-Id` is taken over or made, and is in every answer.
- An error is `{"error": {"code", "message", "errors": [{"path", "value", "rule"}],
  "refusals": […]}, "correlation_id"}`. `value` is what was given at the path, as JSON, and
  empty where nothing was; what a check measured, and its limit, stand in `refusals`.

| status | when |
|---|---|
| 400 | the body is not JSON |
| 404, 405 | no such operation, order, session or alert |
| 409 | a conflict: an id that names something else, an order that is over or being changed |
| 413, 414, 415 | the body is too large, the query too long, the body not JSON by its type |
| 422 | a value breaks a rule; a plan is refused whole; the gate refuses a single order or change |
| 503 | the desk is too busy (ask again) or has halted (`GET /health` says why) |

The gate's refusals of single decisions of a plan are no error: the answer is 200 and has them
by decision.

| scope | is for |
|---|---|
| read | seeing |
| trade | submitting and changing orders |
| cancel | cancelling |
| risk | limits and reconciliation |
"""


def plans_page(examples: Iterable[tuple[str, str]]) -> str:
    """Write the page on plans: fields, examples (file name and text), and the schema."""
    parts = [_PLANS_TOP, *(_fields(part) for part in _PLAN_PARTS), "## Examples\n"]
    for name, text in examples:
        plan = json.loads(text)["decision_plan"]
        title = name.removesuffix(".json").replace("-", " ").capitalize()
        parts.append(
            f"### {title}\n\n{plan['rationale']}\n\n`examples/plans/{name}`\n\n"
            f"```json\n{text.rstrip()}\n```\n"
        )
    schema = json.dumps(schema_of(PlanRequest), indent=2)
    parts.append(f"## JSON Schema\n\n```json\n{schema}\n```\n")
    return "\n".join(parts)


def operations_page(operations: Iterable[AnyOperation] = OPERATIONS) -> str:
    """Write the page on the API: each operation with its request, reply and an example."""
    asked = tuple(operations)
    rows = [
        f"| [{each.name}](#{each.name}) | `{each.method} {each.path}` | {each.scope.value} |"
        for each in asked
    ]
    table = "\n".join(["| operation | REST | scope |", "|---|---|---|", *rows])
    parts = [_API_TOP, f"## Operations\n\n{table}\n", *(_operation(each) for each in asked)]
    return "\n".join(parts)


def write(root: Path) -> None:
    """Write the pages below the project's root."""
    (root / "docs" / "PLANS.md").write_text(plans_page(examples_of(root)), encoding="utf-8")
    (root / "docs" / "API.md").write_text(operations_page(), encoding="utf-8")


def examples_of(root: Path) -> tuple[tuple[str, str], ...]:
    """Read the example plans by name."""
    paths = sorted((root / EXAMPLES).glob("*.json"))
    return tuple((path.name, path.read_text(encoding="utf-8")) for path in paths)


def _fields(part: type[msgspec.Struct]) -> str:
    schema = schema_of(part)["$defs"][part.__name__]
    rows = [
        f"| `{name}` | {_type(described)} | {_default(name, described, schema)} "
        f"| {MEANINGS[part.__name__][name]} |"
        for name, described in schema["properties"].items()
    ]
    title = schema["description"].replace("\n\n", " ")
    head = "| field | type | default | meaning |\n|---|---|---|---|"
    return "\n".join([f"## {part.__name__}\n\n{title}\n\n{head}", *rows, ""])


def _default(name: str, described: Schema, schema: Schema) -> str:
    if name in schema.get("required", ()):
        return "needed"
    default = described.get("default")
    return "none" if default in (None, "", {}) else f"`{json.dumps(default)}`"


def _type(described: Schema) -> str:
    return " or ".join(dict.fromkeys(_types(described)))


def _types(described: Schema) -> Iterator[str]:
    if described.get("format") == "decimal":
        yield "amount"
    elif "$ref" in described:
        yield described["$ref"].rpartition("/")[2]
    elif "anyOf" in described:
        for each in described["anyOf"]:
            if each.get("type") != "null":
                yield from _types(each)
    elif described.get("type") == "array":
        yield f"list of {_type(described['items'])}"
    else:
        yield _WORDS[described["type"]]


def _operation(operation: AnyOperation) -> str:
    reply = " ".join((operation.reply.__doc__ or "").split("\n\n")[0].split())
    request = " ".join((operation.request.__doc__ or "").split())
    lines = [
        f"## {operation.name}\n",
        f"`{operation.method} {operation.path}`, scope {operation.scope.value}. "
        f"{operation.summary}\n",
    ]
    if operation.request.__struct_fields__:
        lines.append(f"Request: {request}\n")
    lines += [f"Reply: {reply}\n", f"```\n{_request_line(operation)}\n```\n"]
    return "\n".join(lines)


def _request_line(operation: AnyOperation) -> str:
    example = dict(operation.example)
    path = operation.path
    for name in path_fields(path):
        path = path.replace(f"{{{name}}}", str(example.pop(name)))
    if operation.method in ("GET", "DELETE"):
        query = "&".join(f"{name}={value}" for name, value in example.items())
        return f"{operation.method} {path}{'?' if query else ''}{query}"
    return f"{operation.method} {path}\n{json.dumps(example, indent=2)}"


if __name__ == "__main__":
    write(Path.cwd())

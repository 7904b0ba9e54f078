"""Decision plans at the door: read from JSON or YAML, every fault listed by its path in the plan.

A document is a plan, or an object with `decision_plan` and `execution_params`, which is what
`POST /v1/submit-orders` takes. Paths of faults begin in the plan: `decisions[2].size.value`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from itertools import islice
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from holdfast.api.faults import FAULTS_MAX, Fault, Json, Unreadable, fault_of, shown
from holdfast.api.reading import read, schema_faults
from holdfast.api.rules import number_rule
from holdfast.api.strict_json import read_json
from holdfast.core.ledger import Ledger
from holdfast.core.plan_faults import plan_faults
from holdfast.messages.commands import SubmitPlan
from holdfast.messages.plan import Decision, DecisionPlan, ExecutionParams
from holdfast.messages.refusals import Refusal
from holdfast.model.ids import PrincipalId
from holdfast.model.times import RFC3339_RULE, parse_rfc3339
from holdfast.runtime.assumption import PortfolioState

PLAN_BYTES_MAX = 262_144
YAML_SUFFIXES = (".yaml", ".yml")


class PlanRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A plan, and how to execute it where a decision does not say itself."""

    decision_plan: DecisionPlan
    execution_params: ExecutionParams = ExecutionParams()


class CheckRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A plan to try, on what the account holds or on a portfolio given with it."""

    decision_plan: DecisionPlan
    execution_params: ExecutionParams = ExecutionParams()
    portfolio_state: PortfolioState | None = None


# requests whose faults are told by their path in the plan, all at once
PLAN_REQUESTS = (PlanRequest, CheckRequest)

AnyPlanRequest = PlanRequest | CheckRequest
Asked = TypeVar("Asked", bound=PlanRequest | CheckRequest)


def read_plan_file(
    path: Path, ledger: Ledger | None = None, principal: PrincipalId = ""
) -> SubmitPlan | Unreadable:
    """Read a plan from a file, YAML or JSON by its suffix; raises OSError like any reading."""
    with path.open("rb") as file:
        body = file.read(PLAN_BYTES_MAX + 1)
    is_yaml = path.suffix.lower() in YAML_SUFFIXES
    found = read_plan(body, ledger=ledger, is_yaml=is_yaml, principal=principal)
    if isinstance(found, Unreadable) and not found.is_json:
        # what came was a file, whatever a request would call it
        return Unreadable(tuple(replace(each, value="the file") for each in found.faults), False)
    return found


def read_plan(
    body: bytes,
    *,
    ledger: Ledger | None = None,
    is_yaml: bool = False,
    principal: PrincipalId = "",
) -> SubmitPlan | Unreadable:
    """Read a plan, or list every fault of it: of form, and with a ledger of sense as well."""
    if len(body) > PLAN_BYTES_MAX:
        rule = f"must have at most {PLAN_BYTES_MAX} bytes"
        return Unreadable((Fault("", "the document", rule),), is_json=False)
    if is_yaml:
        from holdfast.api.strict_yaml import read_yaml

        raw = read_yaml(body)
    else:
        raw = read_json(body)
    if isinstance(raw, Unreadable):
        return with_all_faults(raw, ledger)
    request = read_plan_request(_wrapped(raw), PlanRequest, ledger)
    if isinstance(request, Unreadable):
        return request
    plan, params = request.decision_plan, request.execution_params
    if ledger is not None:
        faults = tuple(as_faults(plan_faults(ledger, plan, params, ledger.at), _wrapped(raw)))
        if faults:
            return Unreadable(faults[:FAULTS_MAX])
    return SubmitPlan(plan, params, principal)


def read_plan_request(
    raw: Json, kind: type[Asked], ledger: Ledger | None = None
) -> Asked | Unreadable:
    """Read what an operation on a plan is asked with.

    With a ledger, a request that cannot be read also has the faults of sense listed that its
    readable decisions have; those of one that can be read are the desk's to tell.
    """
    request = read(raw, kind)
    if isinstance(request, Unreadable):
        return with_all_faults(Unreadable(request.faults, raw=raw), ledger, kind)
    faults = tuple(islice(_text_faults(request), FAULTS_MAX))
    return Unreadable(faults) if faults else request


def _wrapped(raw: Json) -> Json:
    """Make a bare plan what the operations take."""
    return {"decision_plan": raw} if isinstance(raw, dict) and "decision_plan" not in raw else raw


def with_all_faults(
    found: Unreadable,
    ledger: Ledger | None = None,
    kind: type[msgspec.Struct] = PlanRequest,
) -> Unreadable:
    """Add what else is wrong with a document of a plan, so that one round of mending is enough."""
    faults = {fault.path: fault for fault in _in_plan(found.faults)}
    if found.raw is not None:
        raw = _wrapped(found.raw)
        for fault in (*_in_plan(schema_faults(raw, kind)), *_of_the_rest(raw, ledger)):
            faults.setdefault(fault.path, fault)
    return Unreadable(tuple(faults.values())[:FAULTS_MAX], found.is_json)


def as_faults(refusals: tuple[Refusal, ...], raw: Json = None) -> Iterator[Fault]:
    """Tell the core's refusals of a plan the way faults are told."""
    plan = raw.get("decision_plan") if isinstance(raw, dict) else None
    for refusal in refusals:
        yield fault_of(refusal, raw if refusal.field.startswith("portfolio_state") else plan)


def _in_plan(faults: tuple[Fault, ...]) -> tuple[Fault, ...]:
    """Shorten paths to begin in the plan, as the core's do."""
    return tuple(replace(fault, path=fault.path.removeprefix("decision_plan.")) for fault in faults)


def _of_the_rest(raw: Json, ledger: Ledger | None) -> Iterator[Fault]:
    """Judge the decisions that can be read: a bad one must not hide the faults of others."""
    plan = raw.get("decision_plan") if isinstance(raw, dict) else None
    if ledger is None or not isinstance(plan, dict):
        return
    decisions, account = plan.get("decisions"), plan.get("account")
    if not isinstance(decisions, list) or not isinstance(account, str):
        return
    places, good = [], []
    for place, each in enumerate(decisions):
        decision = read(each, Decision)
        if not isinstance(decision, Unreadable):
            places.append(place)
            good.append(decision)
    if not good:
        return
    partial = DecisionPlan("partial", account, tuple(good))
    readable: Json = {"decision_plan": {**plan, "decisions": [decisions[at] for at in places]}}
    refusals = plan_faults(ledger, partial, ExecutionParams(), ledger.at)
    for fault in as_faults(refusals, readable):
        path = re.sub(r"^decisions\[(\d+)\]", lambda found: _moved(found, places), fault.path)
        yield replace(fault, path=path)


def _moved(found: re.Match[str], places: list[int]) -> str:
    return f"decisions[{places[int(found[1])]}]"


def _text_faults(request: AnyPlanRequest) -> Iterator[Fault]:
    """Hold texts that carry numbers and times to the rules of these."""
    created_at = request.decision_plan.created_at
    if created_at and parse_rfc3339(created_at) is None:
        yield Fault("created_at", shown(created_at), RFC3339_RULE)
    tactics = [("execution_params.tactic", request.execution_params.tactic)]
    tactics += [
        (f"decisions[{index}].tactic", decision.tactic)
        for index, decision in enumerate(request.decision_plan.decisions)
    ]
    for path, tactic in tactics:
        for name, value in tactic.params.items() if tactic is not None else ():
            rule = param_rule(value)
            if rule is not None:
                yield Fault(f"{path}.params.{name}", shown(value), rule)


def param_rule(value: str | int | bool) -> str | None:
    """Say which rule a parameter breaks, if it is a number at all: a text may be a time."""
    if not isinstance(value, str):
        return None
    try:
        Decimal(value)
    except InvalidOperation:
        return None
    return number_rule(value)

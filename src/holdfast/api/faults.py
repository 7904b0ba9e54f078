"""What is wrong with an input, each fault by its path, the value there and the rule it breaks."""

from __future__ import annotations

import json
import re
from decimal import Decimal

import msgspec

from holdfast.messages.refusals import Refusal

FAULTS_MAX = 100
VALUE_CHARACTERS_MAX = 100
# callers write the conditions of an order as one text
_ARM = re.compile(r"(^|\.)arm\b.*")

# what strict JSON reads as, numbers with a point being exact
Json = dict[str, "Json"] | list["Json"] | str | int | Decimal | bool | None


class Fault(msgspec.Struct, frozen=True):
    """One rule that one value breaks, such as `decisions[2].size.value`, `-5`, its rule.

    `value` is empty where there is none, and that is what the rule is about.
    """

    path: str
    value: str
    rule: str

    def __str__(self) -> str:
        return " ".join(part for part in (self.path, self.value, self.rule) if part)


class Unreadable(msgspec.Struct, frozen=True):
    """An input that was not taken: at most FAULTS_MAX of its faults.

    `is_json` is false where the text itself could not be read. `raw` is what was read of it,
    where its size and depth allow a closer look for further faults.
    """

    faults: tuple[Fault, ...]
    is_json: bool = True
    raw: Json = None


def shown(value: object) -> str:
    """Show a value in a message: JSON on one line, shortened, with nothing that could mislead."""
    if isinstance(value, dict | list | tuple) and not value:
        return f"an empty {'object' if isinstance(value, dict) else 'list'}"
    if isinstance(value, dict):
        return f"an object of {len(value)}"
    if isinstance(value, list | tuple):
        return f"a list of {len(value)}"
    text = str(value) if isinstance(value, Decimal) else json.dumps(value)
    if len(text) > VALUE_CHARACTERS_MAX:
        return f"{text[:VALUE_CHARACTERS_MAX]}… ({len(text)} characters)"
    return text


def under(path: str, name: str | int) -> str:
    """Add a field or an index to a path."""
    if isinstance(name, int):
        return f"{path}[{name}]"
    return f"{path}.{name}" if path else name


def fault_of(refusal: Refusal, raw: Json) -> Fault:
    """Tell the desk's refusal of a field the way faults are told, with the value as it was given.

    What the detail says of path and value is not said again by the rule.
    """
    path = refusal.field
    value = at(raw, path)
    if value is None and _ARM.search(path):
        written = _ARM.sub(r"\1when", path)
        value = at(raw, written)
        path = path if value is None else written
    told = "" if value is None else shown(value)
    bare = str(value) if isinstance(value, str) else told
    rule = refusal.detail.removeprefix(refusal.field).removeprefix(":").strip()
    # the number 1 does not begin 10 %
    said = f"{rule} ".startswith(f"{bare} ")
    return Fault(path, told, rule.removeprefix(bare).strip() if said else rule)


def at(raw: Json, path: str) -> Json:
    """Find the value at a path such as `legs[1].qty`; None where there is none."""
    value = raw
    for name, index in re.findall(r"([^.\[\]]+)|\[(\d+)\]", path):
        if name:
            value = value.get(name) if isinstance(value, dict) else None
        elif isinstance(value, list):
            value = value[int(index)] if int(index) < len(value) else None
    return value

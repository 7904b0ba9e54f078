"""A strategy from a user's file: `FILE.py:Class`, with its parameters read by their annotations."""

from __future__ import annotations

import importlib.util
import re
import sys
import typing
from collections.abc import Mapping
from pathlib import Path

import msgspec

from holdfast.algos.common.unreadable import rule_of
from holdfast.model.ids import ID_LENGTH_MAX, ID_PATTERN, StrategyId
from holdfast.strategies.blame import line_in
from holdfast.strategies.host import HANDLERS

PLACE_RULE = "must be FILE.py:Class"


class BadStrategy(Exception):
    """A strategy that cannot be used; one line for each fault."""

    def __init__(self, *faults: str) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


class Loaded(msgspec.Struct, frozen=True):
    """A strategy that is ready to run; `params` are all of its parameters as they are."""

    id: StrategyId
    strategy: object
    place: str  # FILE.py:Class
    params: dict[str, str]


def load_strategy(place: str, given: Mapping[str, str]) -> Loaded:
    """Import the file, find the class and make one of it.

    Its id is the class attribute `name` if it has one, else the class's own name in lower
    case. Raises BadStrategy, which says what is wrong of the place, the class, each parameter
    or the user's own code.
    """
    file, _, name = place.rpartition(":")
    if not file or not name.isidentifier():
        raise BadStrategy(f"strategy {place} {PLACE_RULE}")
    kind = _class(Path(file), name)
    values = _values(kind, given)
    strategy = _made(kind, place, values)
    shown = {each: str(getattr(strategy, each, "")) for each in _fields(kind)}
    return Loaded(_id(kind, name), strategy, place, shown)


def _class(path: Path, name: str) -> type:
    if not path.is_file():
        raise BadStrategy(f"strategy {path} must be a Python file that exists")
    module_name = f"holdfast_strategy_{path.stem}"
    spec = importlib.util.spec_from_file_location(module_name, path)
    if spec is None or spec.loader is None:
        raise BadStrategy(f"strategy {path} must be a Python file: its name must end with .py")
    module = importlib.util.module_from_spec(spec)
    # dataclasses and annotations look their module up by its name
    sys.modules[module_name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise BadStrategy(f"strategy {path} cannot be imported: {_told(error, path)}") from error
    kind = getattr(module, name, None)
    if not isinstance(kind, type):
        known = [each for each, value in vars(module).items() if _is_strategy(value)]
        there = f": there is {', '.join(known)}" if known else ""
        raise BadStrategy(f"strategy {path}:{name} must name a class of the file{there}")
    if not _is_strategy(kind):
        rule = f"must have at least one of {', '.join(HANDLERS)}"
        raise BadStrategy(f"strategy {path}:{name} {rule}")
    return kind


def _is_strategy(value: object) -> bool:
    return isinstance(value, type) and any(callable(getattr(value, at, None)) for at in HANDLERS)


def _id(kind: type, name: str) -> StrategyId:
    found = str(getattr(kind, "name", "")) or name.lower()
    if len(found) > ID_LENGTH_MAX or not re.fullmatch(ID_PATTERN, found):
        raise BadStrategy(f"strategy name {found} must match {ID_PATTERN}")
    return found


def _fields(kind: type) -> dict[str, object]:
    """Name the parameters with their types: what is annotated, public and no class variable."""
    try:
        hints = typing.get_type_hints(kind)
    except Exception as error:
        raise BadStrategy(f"annotations of {kind.__name__} cannot be read: {error}") from error
    return {
        name: hint
        for name, hint in hints.items()
        if not name.startswith("_") and typing.get_origin(hint) is not typing.ClassVar
    }


def _values(kind: type, given: Mapping[str, str]) -> dict[str, object]:
    fields = _fields(kind)
    values: dict[str, object] = {}
    faults: list[str] = []
    for name, text in given.items():
        if name not in fields:
            there = ", ".join(fields) or "none"
            faults.append(f"param {name} is no parameter of {kind.__name__}, which has {there}")
            continue
        try:
            values[name] = msgspec.convert(_plain(text), fields[name], strict=False)
        except msgspec.ValidationError:
            rule = rule_of(fields[name]) or _named(fields[name])
            faults.append(f"param {name} {text!r} must be {rule}")
        except TypeError:
            kind_of = f"has a type that no parameter can have: {_named(fields[name])}"
            faults.append(f"param {name} of {kind.__name__} {kind_of}")
    faults += [
        f"param {name} must be given: {kind.__name__} has no default for it"
        for name in fields
        if name not in values and not _has_default(kind, name)
    ]
    if faults:
        raise BadStrategy(*faults)
    return values


def _plain(text: str) -> object:
    """Read a list of several values, parted by commas, where there is a comma."""
    return text.split(",") if "," in text else text


def _has_default(kind: type, name: str) -> bool:
    # a class that makes itself of its fields says what is missing itself
    return hasattr(kind, name) or hasattr(kind, "__dataclass_fields__")


def _named(hint: object) -> str:
    return hint.__name__ if isinstance(hint, type) else str(hint)


def _made(kind: type, place: str, values: dict[str, object]) -> object:
    path = Path(place.rpartition(":")[0])
    try:
        if hasattr(kind, "__dataclass_fields__") or issubclass(kind, msgspec.Struct):
            return kind(**values)
        made = kind()
        for name, value in values.items():
            setattr(made, name, value)
    except Exception as error:
        raise BadStrategy(f"strategy {place} cannot be made: {_told(error, path)}") from error
    return made


def _told(error: Exception, path: Path) -> str:
    line = line_in(error, str(path))
    return f"{type(error).__name__}: {error}" + (f" ({path}:{line})" if line else "")

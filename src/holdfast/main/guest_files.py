"""Load users' algos: run each file, find the class that is named, and see that it fits."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from decimal import localcontext
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any

from holdfast.config import AlgoSettings, CustomAlgoSettings
from holdfast.core.guests import Guest
from holdfast.core.working import Algo

FILE_BYTES_MAX = 1_048_576
# what the contract asks for, by the arguments after `self`
METHODS = {"check": ("terms", "listing"), "start_at": ("terms", "at"), "step": ("parent",)}


class GuestError(ValueError):
    """A file of `algos.custom` holds no algo; the text names the setting and the rule."""


def guests_of(settings: AlgoSettings) -> dict[str, Algo]:
    """Load every algo of the settings by its name; raises GuestError for the first that fails.

    Paths are taken from the working directory, as those of all settings are.
    """
    return {each.name: _loaded(each, place) for place, each in enumerate(settings.custom)}


def _loaded(custom: CustomAlgoSettings, place: int) -> Guest:
    where = f"algos.custom[{place}].file {custom.file}"
    path, _, name = custom.file.rpartition(":")
    source = _source(Path(path), where)
    module = _run(custom.name, path, source, where)
    found = getattr(module, name, None)
    if not inspect.isclass(found):
        known = [key for key, each in vars(module).items() if inspect.isclass(each)]
        raise GuestError(f"{where}: has no class {name} (it has {', '.join(known) or 'none'})")
    make: Callable[[], Any] = found
    _must_fit(make, where)
    return Guest(custom.name, sha256(source).hexdigest(), make)


def _source(path: Path, where: str) -> bytes:
    try:
        source = path.read_bytes()
    except OSError as error:
        raise GuestError(f"{where}: cannot be read: {error.strerror}") from error
    if len(source) > FILE_BYTES_MAX:
        raise GuestError(f"{where}: must be at most {FILE_BYTES_MAX} bytes, not {len(source)}")
    return source


def _run(name: str, path: str, source: bytes, where: str) -> ModuleType:
    """Run the file as a module of its own."""
    module = ModuleType(f"holdfast_guest_{name}")
    module.__file__ = path
    # structs and dataclasses look their annotations up there
    sys.modules[module.__name__] = module
    try:
        with localcontext():
            # the operator's own code, named in the desk's settings
            exec(compile(source, path, "exec"), module.__dict__)  # noqa: S102
    except (Exception, SystemExit) as error:
        line = f" in line {error.lineno}" if isinstance(error, SyntaxError) else ""
        text = f"{where}: running it raises {type(error).__name__}{line}: {error}"
        raise GuestError(text) from error
    return module


def _must_fit(kind: Callable[[], Any], where: str) -> None:
    """See that the class can be made and has what the contract asks for."""
    try:
        made = kind()
    except Exception as error:
        text = f"{where}: making one without arguments raises {type(error).__name__}: {error}"
        raise GuestError(text) from error
    for name, arguments in METHODS.items():
        method = getattr(made, name, None)
        if not callable(method):
            raise GuestError(f"{where}: has no method {name}({', '.join(arguments)})")
        try:
            inspect.signature(method).bind(*arguments)
        except TypeError as error:
            wanted = f"{name}({', '.join(arguments)})"
            raise GuestError(f"{where}: {name} must take {wanted}: {error}") from error
    if not isinstance(getattr(made, "on_child", None), bool):
        raise GuestError(f"{where}: on_child must be True or False, a value of the class")

"""Read settings: a TOML or YAML file, the profile laid over it, then the environment.

Every wrong key or value is told at once, each by its path, whether it stands in the file, in a
profile or in a variable.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import msgspec

from holdfast.api.faults import FAULTS_MAX, Fault, Json, Unreadable, shown, under
from holdfast.api.reading import read, schema_faults
from holdfast.api.rules import Absurd, decimal
from holdfast.api.strict_json import checked
from holdfast.config.environment import Interpolated, interpolated, overridden
from holdfast.config.sense import live_faults, sense_faults
from holdfast.config.settings import Settings

DEFAULT_FILE = "holdfast.toml"
FILE_BYTES_MAX = 262_144
PROFILES = "profiles"
YAML_SUFFIXES = (".yaml", ".yml")
_NO_TABLE = Fault("", "the file", "must be a table of settings")

Table = dict[str, Json]


class Loaded(msgspec.Struct, frozen=True):
    """Settings and where they come from; `overrides` are the variables that changed one."""

    settings: Settings
    path: Path | None
    profile: str
    overrides: tuple[str, ...]


def load(
    path: Path | None, profile: str | None, environment: Mapping[str, str]
) -> Loaded | Unreadable:
    """Read settings, or list every fault; raises OSError where the file cannot be read.

    Without a path `./holdfast.toml` is read where it is there, else the defaults hold.
    """
    if path is None and Path(DEFAULT_FILE).exists():
        path = Path(DEFAULT_FILE)
    raw: Json | Unreadable = {} if path is None else _read_file(path)
    faults: list[Fault] = []
    if isinstance(raw, Unreadable):
        faults += raw.faults
        raw = raw.raw
    if not isinstance(raw, dict):
        return Unreadable(tuple(faults) or (_NO_TABLE,))
    profiles = raw.get(PROFILES, {})
    raw = {name: each for name, each in raw.items() if name != PROFILES}
    faults += _new(tuple(_profile_faults(profiles, profile, raw)), faults)
    chosen = profiles.get(profile or "") if isinstance(profiles, dict) else None
    told = interpolated(laid_over(raw, chosen) if isinstance(chosen, dict) else raw, environment)
    changed = overridden(told.raw, environment)
    faults += told.faults
    read_settings = read(changed.raw, Settings)
    if isinstance(read_settings, Unreadable):
        faults += _new(read_settings.faults, faults)
        faults += live_faults(_environment(changed.raw), environment)
    else:
        faults += sense_faults(read_settings, environment)
    if faults or isinstance(read_settings, Unreadable):
        return Unreadable(tuple(_with_source(faults, changed)[:FAULTS_MAX]))
    return Loaded(read_settings, path, profile or "", tuple(changed.variables.values()))


def _environment(raw: Json) -> str:
    return str(raw.get("environment", "")) if isinstance(raw, dict) else ""


def laid_over(under_it: Table, over: Table) -> Table:
    """Lay a profile over settings: tables key by key, lists and values whole."""
    made = dict(under_it)
    for key, value in over.items():
        below = made.get(key)
        if isinstance(value, dict) and isinstance(below, dict):
            made[key] = laid_over(below, value)
        else:
            made[key] = value
    return made


def _read_file(path: Path) -> Json | Unreadable:
    """Read a file; one that is strange in places has its values all the same."""
    with path.open("rb") as file:
        body = file.read(FILE_BYTES_MAX + 1)
    if len(body) > FILE_BYTES_MAX:
        return _no_settings(f"must have at most {FILE_BYTES_MAX} bytes")
    raw = _from_yaml(body) if path.suffix.lower() in YAML_SUFFIXES else _from_toml(body)
    # an empty file sets nothing
    return {} if raw is None else raw


def _from_yaml(body: bytes) -> Json | Unreadable:
    from holdfast.api.strict_yaml import read_yaml

    return read_yaml(body)


def _from_toml(body: bytes) -> Json | Unreadable:
    try:
        raw: Json = _plain(tomllib.loads(body.decode("utf-8"), parse_float=_number))
    except UnicodeDecodeError as error:
        return _no_settings(f"must be UTF-8; byte {error.start} is not")
    except tomllib.TOMLDecodeError as error:
        return _no_settings(f"must be TOML: {error}")
    except RecursionError:
        return _no_settings("must not be nested so deep")
    return checked(raw)


def _number(text: str) -> Decimal | Absurd:
    found = decimal(text.replace("_", ""))
    return found if isinstance(found, Absurd) or found.is_finite() else Absurd(text)


def _plain(value: object) -> Json:
    """Keep what JSON has too; TOML's dates become text."""
    match value:
        case dict():
            return {str(key): _plain(each) for key, each in value.items()}
        case list():
            return [_plain(each) for each in value]
        case datetime() | date() | time():
            return value.isoformat()
        case str() | int() | Decimal():
            return value
    return str(value)


def _no_settings(rule: str) -> Unreadable:
    return Unreadable((Fault("", "the file", rule),), is_json=False)


def _profile_faults(profiles: Json, chosen: str | None, raw: Table) -> list[Fault]:
    """Judge every profile, also those that are not chosen, by what each itself says."""
    if not isinstance(profiles, dict):
        return [Fault(PROFILES, shown(profiles), "must be a table of profiles")]
    found = []
    if chosen and chosen not in profiles:
        names = ", ".join(profiles) or "none"
        found.append(Fault("profile", shown(chosen), f"must be one of those in the file: {names}"))
    for name, own in profiles.items():
        path = under(PROFILES, name)
        if not isinstance(own, dict):
            found.append(Fault(path, shown(own), "must be a table of settings"))
        elif name != chosen:
            for fault in schema_faults(laid_over(raw, own), Settings):
                if _is_in(own, fault.path) and "${" not in fault.value:
                    found.append(msgspec.structs.replace(fault, path=under(path, fault.path)))
    return found


def _is_in(own: Table, path: str) -> bool:
    """Tell whether the profile itself says what is at the path."""
    value: Json = own
    for step in path.replace("[", ".").split("."):
        if isinstance(value, list):
            return True
        if not isinstance(value, dict) or step not in value:
            return False
        value = value[step]
    return True


def _new(faults: tuple[Fault, ...], known: list[Fault]) -> list[Fault]:
    """Leave out what is only the echo of a variable that is missing."""
    paths = {fault.path for fault in known}
    return [fault for fault in faults if fault.path not in paths]


def _with_source(faults: list[Fault], changed: Interpolated) -> list[Fault]:
    """Name the variable beside the path where it was a variable that said it."""
    told = []
    for fault in faults:
        variable = changed.variables.get(fault.path)
        path = f"{fault.path} ({variable})" if variable else fault.path
        told.append(msgspec.structs.replace(fault, path=path))
    return told

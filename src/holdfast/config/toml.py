"""Write settings as TOML: every key, in the order of the sections."""

from __future__ import annotations

import json
from decimal import Decimal

import msgspec

from holdfast.config.settings import Settings, VenueKind
from holdfast.model.numbers import plain
from holdfast.transport.notify import masked

Value = str | int | bool | list["Value"] | dict[str, "Value"]
Tables = dict[str, Value]

_MADE_MARKET = ("kind", "tape", "speed", "prices")  # what a desk with a live market does not ask


def everything(settings: Settings) -> Tables:
    """Turn settings into plain values, those at their defaults included; what is None is unset.

    What another venue than that of the settings would go by is left out. Of the addresses of
    alerts only the scheme is shown, and of keys nothing: they are secrets.
    """
    is_whole = isinstance(settings, Settings)
    made = _plain(without_secrets(settings) if is_whole else settings)
    if not isinstance(made, dict):
        return {}
    if is_whole and settings.venue.kind is VenueKind.ALPACA:
        del made["paper"]
        market = made["market"]
        if isinstance(market, dict):
            for key in _MADE_MARKET:
                del market[key]
    return made


def without_secrets(settings: Settings) -> Settings:
    """Return the settings as they may be shown."""
    replace = msgspec.structs.replace
    channels = tuple(replace(each, url=masked(each.url)) for each in settings.alerts.channels)
    alpaca = settings.venue.alpaca
    alpaca = replace(alpaca, key_id=hidden(alpaca.key_id), key=hidden(alpaca.key))
    return replace(
        settings,
        alerts=replace(settings.alerts, channels=channels),
        venue=replace(settings.venue, alpaca=alpaca),
    )


def hidden(key: str) -> str:
    """Say of a key only whether there is one."""
    return "****" if key else ""


def to_toml(settings: Tables) -> str:
    """Write sections after plain keys, and a list of tables as tables of their own."""
    lines = [f"{key} = {_inline(value)}" for key, value in settings.items() if not _table(value)]
    for key, value in settings.items():
        if isinstance(value, dict):
            lines += ["", f"[{key}]", *_keys(value)]
        elif isinstance(value, list) and _table(value):
            for each in value:
                lines += ["", f"[[{key}]]", *(_keys(each) if isinstance(each, dict) else ())]
    return "\n".join(lines).lstrip("\n") + "\n"


def _keys(table: Tables) -> list[str]:
    return [f"{key} = {_inline(value)}" for key, value in table.items()]


def _table(value: Value) -> bool:
    is_tables = isinstance(value, list) and bool(value) and isinstance(value[0], dict)
    return isinstance(value, dict) or is_tables


def _inline(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_inline, value))}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {_inline(each)}' for key, each in value.items())} }}"
    # TOML's basic strings have JSON's escapes
    return json.dumps(value, ensure_ascii=False)


def _plain(value: object) -> Value:
    match value:
        case msgspec.Struct():
            return {
                field: _plain(each)
                for field in value.__struct_fields__
                if (each := getattr(value, field)) is not None
            }
        case dict():
            return {str(key): _plain(each) for key, each in value.items()}
        case tuple() | list():
            return [_plain(each) for each in value]
        case Decimal():
            return plain(value)
        case bool() | int():
            return value
    return str(value)

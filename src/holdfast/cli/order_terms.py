"""Instructions of an order as the doors want them, from the options of `holdfast order`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.cli.exits import Code, stop

if TYPE_CHECKING:
    from holdfast.api.faults import Json

_UNITS = {"%": "PERCENT", "t": "TICKS"}
_PLAIN = {
    "display": "display_qty",
    "variance": "display_variance",
    "qty_min": "qty_min",
    "max_slippage": "max_slippage_bps",
    "post_only": "post_only",
    "slide": "post_only_slide",
    "reduce_only": "reduce_only",
    "aon": "all_or_none",
    "extended_hours": "extended_hours",
    "quote_qty": "quote_qty",
    "to_position": "target_position",
    "when": "when",
}


def instructions(given: dict[str, Any]) -> dict[str, Json]:
    """Return the fields that the options fill, the type among them where they change it."""
    fields: dict[str, Json] = {}
    for option, field in _PLAIN.items():
        if given[option]:
            fields[field] = given[option]
    if given["trigger"]:
        fields["trigger"] = given["trigger"].upper()
    fields |= _pegged(given)
    fields |= _trailing(given)
    fields |= _touched(given)
    fields |= _at_auction(given)
    return fields


def _trailing(given: dict[str, Any]) -> dict[str, Json]:
    text = given["trail"]
    if not text:
        if given["activate"]:
            stop(Code.USAGE, "--activate needs --trail, such as --trail 1%")
        return {}
    unit = _UNITS.get(text[-1], "PRICE")
    trail: dict[str, Json] = {"amount": text.rstrip("%t"), "unit": unit}
    if given["activate"]:
        trail["activation_price"] = given["activate"]
    if given["offset"]:
        trail["limit_offset"] = given["offset"]
    return {"type": "TRAILING_STOP", "trail": trail}


def _pegged(given: dict[str, Any]) -> dict[str, Json]:
    if not given["peg"]:
        if given["offset"] and not given["trail"]:
            stop(Code.USAGE, "--offset needs --peg or --trail")
        return {}
    return {"type": "PEGGED", "peg": {"to": given["peg"].upper(), "offset": given["offset"] or "0"}}


def _touched(given: dict[str, Any]) -> dict[str, Json]:
    if not given["touch"]:
        return {}
    if given["stop_price"] is None:
        stop(Code.USAGE, "--touch needs --stop, the price that touches it")
    is_limit = given["limit"] is not None
    return {"type": "LIMIT_IF_TOUCHED" if is_limit else "MARKET_IF_TOUCHED"}


def _at_auction(given: dict[str, Any]) -> dict[str, Json]:
    if given["at_open"] and given["at_close"]:
        stop(Code.USAGE, "--at-open and --at-close are two orders")
    if not given["at_open"] and not given["at_close"]:
        return {}
    if given["tif"] != "day":
        name = "--at-open" if given["at_open"] else "--at-close"
        stop(Code.USAGE, f"{name} says how long it works, and --tif {given['tif']} does not go")
    return {"time_in_force": "OPG" if given["at_open"] else "CLS"}

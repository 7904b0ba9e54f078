"""Brackets as a story writes them: `bracket stop=95,target=105:3,target=110,even=1,full`."""

from __future__ import annotations

from decimal import Decimal

from holdfast.model.bracket import BracketTerms, StopMove, Target
from holdfast.model.contingency import TriggerMode
from holdfast.model.instructions import Trail, TrailUnit

_UNITS = {"%": TrailUnit.PERCENT, "t": TrailUnit.TICKS}


def bracket_of(text: str) -> BracketTerms:
    """Read targets `105:3` (units) or `105:50%`, moves `even=1`, `even@104+0.5`, `move=1:98`."""
    targets: list[Target] = []
    moves: list[StopMove] = []
    terms: dict = {}
    for part in text.split(","):
        key, _, value = part.partition("=")
        match key:
            case "stop" | "stop_limit":
                terms[key] = Decimal(value)
            case "target":
                targets.append(_target(value))
            case "even" | "move" | "even@" | "move@":
                moves.append(_move(key, value))
            case "trail":
                terms["trail"] = _trail(value)
            case "full":
                terms["mode"] = TriggerMode.FULL
            case _:
                raise ValueError(f"no part of a bracket is called {key!r}")
    return BracketTerms(targets=tuple(targets), moves=tuple(moves), **terms)


def _target(text: str) -> Target:
    price, _, part = text.partition(":")
    if part.endswith("%"):
        return Target(Decimal(price), share=Decimal(part[:-1]) / 100)
    return Target(Decimal(price), qty=Decimal(part) if part else None)


def _move(key: str, text: str) -> StopMove:
    """Read `even=1:0.5` and `move=1:98` after targets, `even@=104:0.5` and `move@=104:98`."""
    when, _, what = text.partition(":")
    after = {"at_price": Decimal(when)} if key.endswith("@") else {"after_target": int(when)}
    if key.startswith("even"):
        return StopMove(offset=Decimal(what or "0"), **after)
    return StopMove(stop=Decimal(what), **after)


def _trail(text: str) -> Trail:
    """Read `2`, `1%`, `50t`, and `2@105` for one that begins at 105."""
    amount, _, activation = text.partition("@")
    unit = _UNITS.get(amount[-1], TrailUnit.PRICE)
    number = Decimal(amount.rstrip("%t"))
    return Trail(number, unit, Decimal(activation) if activation else None)

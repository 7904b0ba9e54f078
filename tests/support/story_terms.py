"""The terms of orders and decisions as a story writes them."""

from __future__ import annotations

from decimal import Decimal

from holdfast.algos import ALGOS
from holdfast.messages.plan import Action, Decision, Direction, Size, SizeUnit
from holdfast.model.order import OrderType, SelfTrade, Tactic, TimeInForce
from tests.support.story_instructions import INSTRUCTIONS

_NUMBERS = {
    "at": "limit_price",
    "when": "stop_price",
    "to": "qty",
    "stop-loss": "stop_loss",
    "stop-limit": "stop_loss_limit",
    "take-profit": "take_profit",
    "confidence": "confidence",
}
_TEXTS = {
    "as": "client_order_id",
    "by": "principal",
    "strategy": "strategy",
    "parent": "parent_id",
    "locate": "locate_id",
    "good-for": "good_for",
}
_FLAGS = {
    "post-only": "post_only",
    "reduce-only": "reduce_only",
    "all-or-none": "all_or_none",
    "short": "short_sale",
    "extended-hours": "extended_hours",
}


def order_terms(text: str) -> dict:
    """Read `at 100 when 101 as o1 twap duration_s=600,jitter=0` into fields by name."""
    words = text.split()
    terms: dict = {}
    while words:
        word = words.pop(0)
        if word in _NUMBERS:
            terms[_NUMBERS[word]] = Decimal(words.pop(0))
        elif word in _TEXTS:
            terms[_TEXTS[word]] = words.pop(0)
        elif word in _FLAGS:
            terms[_FLAGS[word]] = True
        elif word in ALGOS:
            has_params = bool(words) and "=" in words[0]
            terms["tactic"] = tactic_of(f"{word} {words.pop(0)}" if has_params else word)
        elif word in INSTRUCTIONS:
            INSTRUCTIONS[word](terms, words)
        elif word == "self-trade":
            terms["self_trade"] = SelfTrade(words.pop(0))
        elif word == "type":
            terms["type"] = OrderType(words.pop(0))
        elif word in TimeInForce.__members__:
            terms["time_in_force"] = TimeInForce(word)
        else:
            raise ValueError(f"no term is called {word!r}")
    return _typed(terms)


def _typed(terms: dict) -> dict:
    if "type" in terms or not {"limit_price", "stop_price"} & set(terms):
        return terms
    if "stop_price" not in terms:
        kind = OrderType.LIMIT
    else:
        kind = OrderType.STOP_LIMIT if "limit_price" in terms else OrderType.STOP
    return {**terms, "type": kind}


def tactic_of(text: str) -> Tactic:
    """Read `twap duration_s=600,slices=5`."""
    name, _, params = text.partition(" ")
    given = dict(part.split("=") for part in params.split(",") if part)
    return Tactic(name, {key: _param(value) for key, value in given.items()})


def _param(value: str) -> str | int | bool:
    if value in ("true", "false"):
        return value == "true"
    return int(value) if value.isdigit() else value


def decision_of(text: str) -> Decision:
    """Read `BUY LONG AAPL 10 SHARES at 100`."""
    words = text.split()
    action = Action(words.pop(0))
    direction = Direction(words.pop(0)) if words[0] in Direction.__members__ else None
    instrument = words.pop(0)
    size = None
    if len(words) > 1 and words[1] in SizeUnit.__members__:
        size = Size(Decimal(words.pop(0)), SizeUnit(words.pop(0)))
    terms = order_terms(" ".join(words))
    if "type" in terms:
        terms["order_type"] = terms.pop("type")
    return Decision(instrument, action, direction, size, **terms)

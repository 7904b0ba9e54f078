"""What an order of a story says beside type, prices and time in force."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from holdfast.api.conditions import condition_of
from holdfast.messages import control as k
from holdfast.messages import events as e
from holdfast.model.abilities import Abilities, Instruction
from holdfast.model.instructions import Peg, PegReference, Trail, TrailUnit, TriggerSource
from holdfast.model.order import OrderType, TimeInForce
from tests.support.desks import PlayedDesk
from tests.support.story_brackets import bracket_of
from tests.support.story_sentences import sentence

_SUFFIXES = {"%": TrailUnit.PERCENT, "t": TrailUnit.TICKS}
_OF_TRAIL = {"activates": "activation_price", "offset": "limit_offset"}


class InstructionLines:
    """`sim works only market, limit, DAY, GTC`; `AAPL prints 94.98`."""

    played: PlayedDesk

    @sentence(r"sim works only (?P<text>.+?)(?P<fixed> and replaces nothing)?")
    def _works_only(self, text: str, fixed: str | None) -> list[e.Event]:
        words = [word.upper().replace("-", "_") for word in text.split(", ")]
        abilities = Abilities(
            tuple(each for each in OrderType if each in words),
            tuple(each for each in TimeInForce if each in words),
            tuple(each for each in Instruction if each in words),
            not fixed,
        )
        known = {*OrderType.__members__, *TimeInForce.__members__, *Instruction.__members__}
        assert known.issuperset(words), f"what are {known.difference(words)}?"
        return self.played.take(k.DeclareVenue("sim", abilities))

    @sentence(r"(?P<name>\w+) prints (?P<price>[\d.]+)")
    def _prints_price(self, name: str, price: str) -> list[e.Event]:
        self.played.trade(price, name)
        return self.played.wait(0)


def _trail(terms: dict, words: list[str]) -> None:
    text = words.pop(0)
    unit = _SUFFIXES.get(text[-1], TrailUnit.PRICE)
    amount = Decimal(text.rstrip("%t"))
    more = {}
    while words and words[0] in _OF_TRAIL:
        field = _OF_TRAIL[words.pop(0)]
        more[field] = Decimal(words.pop(0))
    terms["trail"] = Trail(amount, unit, **more)
    terms["type"] = OrderType.TRAILING_STOP


def _peg(terms: dict, words: list[str]) -> None:
    to = PegReference(words.pop(0).upper())
    offset = Decimal(0)
    if words and words[0] == "offset":
        words.pop(0)
        offset = Decimal(words.pop(0))
    terms["peg"] = Peg(to, offset)
    terms["type"] = OrderType.PEGGED


def _on(terms: dict, words: list[str]) -> None:
    terms["trigger"] = TriggerSource(words.pop(0))


def _touch(terms: dict, words: list[str]) -> None:
    terms["stop_price"] = Decimal(words.pop(0))
    limit = "limit_price" in terms or "at" in words
    terms["type"] = OrderType.LIMIT_IF_TOUCHED if limit else OrderType.MARKET_IF_TOUCHED


def _if(terms: dict, words: list[str]) -> None:
    """Take everything up to the order's name, or the end, as a condition."""
    text = []
    while words and words[0] != "as":
        text.append(words.pop(0))
    terms["arm"] = condition_of(" ".join(text))


def _number(field: str) -> Callable[[dict, list[str]], None]:
    def read(terms: dict, words: list[str]) -> None:
        terms[field] = Decimal(words.pop(0))

    return read


def _expires(terms: dict, words: list[str]) -> None:
    told = words.pop(0)
    terms["expire_at"] = int(told) if told.isdigit() else told


def _bracket(terms: dict, words: list[str]) -> None:
    terms["bracket"] = bracket_of(words.pop(0))


def _slide(terms: dict, words: list[str]) -> None:
    terms["post_only_slide"] = True


INSTRUCTIONS: dict[str, Callable[[dict, list[str]], None]] = {
    "trail": _trail,
    "pegged": _peg,
    "on": _on,
    "touch": _touch,
    "if": _if,
    "slide": _slide,
    "bracket": _bracket,
    "expires": _expires,
    "display": _number("display_qty"),
    "variance": _number("display_variance"),
    "min": _number("qty_min"),
    "worth": _number("quote_qty"),
    "target": _number("target_position"),
}

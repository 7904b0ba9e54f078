"""The payloads that Alpaca documents and has sent are read without loss."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest

from holdfast.venues.alpaca.wire import (
    Control,
    Malformed,
    SaidAccount,
    SaidAsset,
    SaidClock,
    SaidFill,
    SaidOrder,
    SaidPosition,
    Update,
    decoded,
    frame_of,
)

API = "fixtures/alpaca/trading-api.openapi.json"
FACTS = "venues/alpaca.md"
_WHAT = {"Account": SaidAccount, "Position": SaidPosition, "TradingActivities": SaidFill}


def api(shared: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((shared / API).read_text(encoding="utf-8"))
    return told


def orders(shared: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every documented order, legs included."""
    for name, example in api(shared)["components"]["examples"].items():
        value = example["value"]
        yield name, value
        for leg in value.get("legs") or ():
            yield f"{name} leg", leg


def lost(kind: type[msgspec.Struct], raw: dict[str, Any]) -> list[str]:
    """Decode it; name what of the fields that are read came out otherwise than it went in."""
    told = decoded(kind, json.dumps(raw))
    assert not isinstance(told, Malformed), (told.why, raw)
    names = {field.encode_name: field.name for field in msgspec.structs.fields(kind)}
    found = []
    for there, here in names.items():
        value, said = raw.get(there), getattr(told, here)
        if value is None:
            continue
        if there == "legs":
            # each is looked at by itself
            assert len(said) == len(value)
            continue
        same = Decimal(str(value)) == said if isinstance(said, Decimal) else value == said
        if not same:
            found.append(f"{there}: {value!r} became {said!r}")
    return found


def test_every_documented_order_is_read_without_loss(shared: Path) -> None:
    found = list(orders(shared))
    assert len(found) == 7
    for name, raw in found:
        assert lost(SaidOrder, raw) == [], name


@pytest.mark.parametrize("schema", sorted(_WHAT))
def test_every_documented_example_of_an_account_is_read_without_loss(
    shared: Path, schema: str
) -> None:
    examples = api(shared)["components"]["schemas"][schema]["x-examples"]
    assert examples
    for each in examples.values():
        assert lost(_WHAT[schema], each) == []


def test_assets_and_the_clock_are_read_without_loss(shared: Path) -> None:
    schemas = api(shared)["components"]["schemas"]
    for each in schemas["Assets"]["x-examples"].values():
        for raw in each if isinstance(each, list) else [each]:
            assert lost(SaidAsset, raw) == []
    assert lost(SaidClock, schemas["legacy_clock"]["example"]) == []


def test_the_blocks_of_the_fact_sheet_are_read(shared: Path) -> None:
    """Frames and replies as recorded: dates of mixed offsets, money of fourteen digits."""
    text = (shared / FACTS).read_text(encoding="utf-8")
    blocks = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines() if line.startswith("{")]
    frames = [line for line in lines if line.startswith('{"stream"')]
    assert len(frames) >= 4
    told = [frame_of(line) for line in frames]
    updates = [each for each in told if isinstance(each, Update)]
    assert all(isinstance(each, Update | Control) for each in told), told
    assert [each.qty for each in updates] == [Decimal(1), Decimal("1790.86")]
    for line, update in zip(
        (line for line in frames if "trade_updates" in line and "event" in line),
        updates,
        strict=True,
    ):
        raw = json.loads(line)["data"]
        assert lost(SaidOrder, raw["order"]) == []
        assert Decimal(raw["price"]) == update.price

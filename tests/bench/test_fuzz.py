"""A bounded share of the fuzz, in every run of the tests."""

from __future__ import annotations

from holdfast.bench.fuzz import run


def test_no_decoder_raises_whatever_comes() -> None:
    said: list[str] = []
    found = run(20_000, 11, said.append)
    assert said == []
    assert found["malformed"] > 1_000
    assert found["read"] > 1_000

"""Decoders meet a bounded share of what the command gives them, and one that breaks is found."""

from __future__ import annotations

from random import Random

import pytest

from holdfast.bench import fuzz

SHARE = 20_000


def test_no_decoder_ever_raises() -> None:
    assert fuzz.fuzz(SHARE) == []


def test_sound_inputs_are_sound() -> None:
    for target in fuzz.TARGETS:
        for sound in target.sound:
            told = target.decode(sound)
            parts = told if isinstance(told, list) else [told]
            assert parts, target.name
            assert "Malformed" not in {type(part).__name__ for part in parts}, target.name


def test_the_same_seed_gives_the_same_inputs() -> None:
    def some(spoil: object) -> list[bytes]:
        assert callable(spoil)
        rng = Random(3)
        return [spoil(b'[{"a":1,"b":"two"}]', rng) for _ in range(50)]

    for spoil in (fuzz.spoilt, fuzz.otherwise):
        assert some(spoil) == some(spoil)
        assert len(set(some(spoil))) > 10


def test_a_decoder_that_breaks_is_named_with_its_input(monkeypatch: pytest.MonkeyPatch) -> None:
    target = fuzz.Target("strict", lambda given: given.decode("ascii"), (b"plain",))
    monkeypatch.setattr(fuzz, "TARGETS", (target,))
    broken = fuzz.fuzz(2_000)
    assert broken
    assert broken[0].target == "strict"
    with pytest.raises(UnicodeDecodeError):
        bytes.fromhex(broken[0].bytes).decode("ascii")

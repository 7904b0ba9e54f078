"""Benchmarks in tests write to the test's own folder and leave the collector as it was."""

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def bench_folder(tmp_path, monkeypatch) -> Iterator[None]:
    monkeypatch.setenv("HOLDFAST_BENCH_DIR", str(tmp_path))
    yield
    gc.unfreeze()
    assert list(tmp_path.iterdir()) == []

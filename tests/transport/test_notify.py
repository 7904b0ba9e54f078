"""Addresses of people: what cannot be one is said, and no secret with it."""

from __future__ import annotations

import socket

import pytest

from holdfast.transport.notify import NoSuchAddress, masked, sender


def test_an_address_is_named_by_its_scheme_alone() -> None:
    assert masked("json://user:secret@host/path") == "json://****"
    assert masked("secret") == "****"


@pytest.mark.parametrize("url", ["nothing://secret", "secret", "mailto://", ""])
def test_what_is_no_address_is_refused_without_its_secrets(url: str) -> None:
    with pytest.raises(NoSuchAddress) as no:
        sender(url)
    assert "secret" not in str(no.value)


def test_an_address_where_nobody_listens_is_a_fault_and_no_exception() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
        fault = sender(f"json://user:secret@127.0.0.1:{port}")("title", "text")
    assert fault == "json://**** did not take it"


def test_what_a_plug_in_raises_is_a_fault_without_its_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import apprise

    class Burning:
        def notify(self, **_: object) -> bool:
            raise RuntimeError("secret")

    monkeypatch.setattr(apprise.Apprise, "instantiate", lambda *_, **__: Burning())
    assert sender("json://x")("title", "text") == "json://**** failed with RuntimeError"

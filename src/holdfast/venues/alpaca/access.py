"""Where Alpaca is, by which keys, and how patiently it is treated."""

from __future__ import annotations

import msgspec

from holdfast.model.numbers import Nanos
from holdfast.model.times import SECOND_NS
from holdfast.transport.http import HttpRules
from holdfast.transport.stream import StreamRules


class AlpacaAccess(msgspec.Struct, frozen=True):
    """Where Alpaca is, and by which keys; the secret is in nobody's words."""

    url: str = "https://paper-api.alpaca.markets"
    stream_url: str = "wss://paper-api.alpaca.markets/stream"
    key: str = ""
    secret: str = ""

    def __repr__(self) -> str:
        return f"AlpacaAccess({self.url})"


def headers_of(access: AlpacaAccess) -> dict[str, str]:
    """Return what each request says of itself."""
    return {
        "APCA-API-KEY-ID": access.key,
        "APCA-API-SECRET-KEY": access.secret,
        "Content-Type": "application/json",
    }


class AlpacaRules(msgspec.Struct, frozen=True):
    """How it is treated, beyond the guard's pace.

    `look_every_ns` is how often open orders are looked at beside the stream. An order that is
    not found is not there once `final_after_ns` have passed since it left. Legs of an order that
    are here wait `gather_ns` for the others, longer than the guard keeps one. What others do in
    the account has it looked at after `others_soon_ns`, and no oftener than `others_every_ns`.
    """

    http: HttpRules = HttpRules()
    stream: StreamRules = StreamRules()
    look_every_ns: Nanos = 5 * SECOND_NS
    final_after_ns: Nanos = 10 * SECOND_NS
    under_way_max: int = 500
    gather_ns: Nanos = 6 * SECOND_NS
    others_soon_ns: Nanos = SECOND_NS
    others_every_ns: Nanos = 15 * SECOND_NS

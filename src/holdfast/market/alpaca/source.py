"""Where Alpaca's market data is, and by which keys."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

import msgspec

from holdfast.market.alpaca.symbols import Family

_STREAM_HOST, _DATA_HOST = "stream.data.", "data."
_SCHEMES = {"ws": "http", "wss": "https"}
_TEST = "test"  # the vendor's feed of one made-up symbol, of which nothing can be asked


class AlpacaSource(msgspec.Struct, frozen=True):
    """A stream of stocks by its whole address; what else there is lies on the same host.

    `location` is that of crypto, `options` the feed of options: `indicative` or `opra`. The
    address of questions follows from that of the stream, and may be told.
    """

    url: str = "wss://stream.data.alpaca.markets/v2/iex"
    key: str = ""
    secret: str = ""
    rest_url: str = ""
    location: str = "us"
    options: str = "indicative"

    def __repr__(self) -> str:
        return f"AlpacaSource({self.url})"

    @property
    def feed(self) -> str:
        """The feed of stocks: iex, sip, delayed_sip."""
        return urlsplit(self.url).path.rpartition("/")[2]

    def stream(self, family: Family) -> str:
        """Return the address of a family's stream."""
        match family:
            case Family.STOCKS:
                return self.url
            case Family.CRYPTO:
                path = f"/v1beta3/crypto/{self.location}"
            case Family.OPTIONS:
                path = f"/v1beta1/{self.options}"
        parts = urlsplit(self.url)
        return urlunsplit((parts.scheme, parts.netloc, path, "", ""))

    def questions(self) -> str:
        """Return the address of questions, empty where nothing can be asked."""
        if self.rest_url or self.feed == _TEST:
            return self.rest_url
        parts = urlsplit(self.url)
        host = parts.netloc
        if host.startswith(_STREAM_HOST):
            host = _DATA_HOST + host.removeprefix(_STREAM_HOST)
        return f"{_SCHEMES.get(parts.scheme, parts.scheme)}://{host}"

    def headers(self) -> dict[str, str]:
        """Return what each question says of itself."""
        return {"APCA-API-KEY-ID": self.key, "APCA-API-SECRET-KEY": self.secret}

"""Send a text to a person: to a webhook, by e-mail or chat, by any address that apprise knows.

An address holds secrets, so nothing here says or raises more of it than its scheme.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable
from typing import Protocol, cast

CONNECT_TIMEOUT_S = 3.0
READ_TIMEOUT_S = 5.0

# sends a title and a text, and returns what went wrong, empty if nothing did; it may block
Send = Callable[[str, str], str]


class NoSuchAddress(Exception):
    """Nothing can be sent there: apprise is not installed, or knows no such address."""


def masked(url: str) -> str:
    """Name an address without its secrets."""
    scheme, found, _ = url.partition("://")
    return f"{scheme}://****" if found else "****"


def sender(url: str) -> Send:
    """Make what sends to one address; raises NoSuchAddress where there is no such thing.

    Each attempt ends by itself within CONNECT_TIMEOUT_S and READ_TIMEOUT_S per round trip.
    """
    address = _address(url)
    address.socket_connect_timeout = CONNECT_TIMEOUT_S
    address.socket_read_timeout = READ_TIMEOUT_S

    def send(title: str, text: str) -> str:
        try:
            sent = address.notify(body=text, title=title)
        except Exception as error:
            # a plug-in of a third party; its words may hold the address
            return f"{masked(url)} failed with {type(error).__name__}"
        return "" if sent else f"{masked(url)} did not take it"

    return send


class _Address(Protocol):
    """What is used of an address of apprise, which has no types."""

    socket_connect_timeout: float
    socket_read_timeout: float

    def notify(self, *, body: str, title: str) -> bool: ...


def _address(url: str) -> _Address:
    with warnings.catch_warnings():
        # some of its many plug-ins import what is deprecated
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            import apprise
        except ImportError as error:
            detail = f"{masked(url)} needs apprise: pip install 'holdfast[alerts]'"
            raise NoSuchAddress(detail) from error
        # its own words hold addresses
        logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
        address = apprise.Apprise.instantiate(url, suppress_exceptions=True)
    if address is None:
        raise NoSuchAddress(f"{masked(url)} is no address that apprise knows")
    return cast("_Address", address)

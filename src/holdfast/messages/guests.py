"""Events of guests: algos from users' files, and which code of theirs decides from now on."""

from __future__ import annotations

from holdfast.messages.fact import Fact


class GuestsLoaded(Fact, frozen=True):
    """The desk has started with these guests, in place of those before.

    `codes` are the SHA-256 of their files by the names that orders know them by.
    """

    codes: dict[str, str]

"""What others do in the account: the stream tells it, and the account is looked at again soon."""

from __future__ import annotations

from collections.abc import Callable

from holdfast.messages.requests import QueryAccount
from holdfast.model.numbers import Nanos
from holdfast.venues import Time


class Bystander:
    """Asks the desk's last question of the account again, soon and not too often.

    The picture that answers it tells the desk of orders, fills and positions that are not its
    own. `ask` says whether there was room to ask.
    """

    def __init__(
        self, time: Time, soon_ns: Nanos, every_ns: Nanos, ask: Callable[[QueryAccount], bool]
    ) -> None:
        self._time = time
        self._soon_ns = soon_ns
        self._every_ns = every_ns
        self._ask = ask
        self._question: QueryAccount | None = None  # until the desk has asked there is no account
        self._is_due = False
        self._not_before: Nanos = 0

    def asked(self, question: QueryAccount) -> None:
        """Note what the desk itself has asked."""
        self._question = question

    def heard(self) -> None:
        """Look at the account soon, since somebody else has done something there."""
        if self._question is None or self._is_due:
            return
        self._is_due = True
        at = max(self._time.now() + self._soon_ns, self._not_before)
        self._time.call_at(at, self._look)

    def _look(self) -> None:
        self._is_due = False
        self._not_before = self._time.now() + self._every_ns
        if self._question is not None and not self._ask(self._question):
            self.heard()

"""The end of a process: where it may come, and the exception that it is here."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum


class Point(StrEnum):
    """A place in the life of an input at which the process may end."""

    BEFORE_APPEND = "before the journal has it"
    IN_APPEND = "while the journal writes it"
    BETWEEN_INTENT_AND_SEND = "crash between intent and send"
    BETWEEN_SEND_AND_ACK = "crash between send and ack"
    BEFORE_REPLY = "crash between ack and reply to client"
    IN_RECOVERY = "during recovery"
    AT_REST = "at rest"


class Crashed(BaseException):
    """The process is gone. No handler of the desk may see it, hence no Exception."""


class Fuse:
    """Ends the process when it comes to a point for the nth time, once armed."""

    def __init__(self) -> None:
        self.point: Point | None = None
        self._left = 0
        self.on_crash: Callable[[Point], None] | None = None

    def arm(self, point: Point, count: int) -> None:
        """Let the process end when it passes this point for the `count`th time from now on."""
        self.point, self._left = point, count

    def disarm(self) -> None:
        self.point = None

    def burn(self, point: Point) -> None:
        """Pass a point; raises Crashed if it is the one."""
        if point is not self.point:
            return
        self._left -= 1
        if self._left <= 0:
            self.point = None
            if self.on_crash is not None:
                self.on_crash(point)
            raise Crashed(point)

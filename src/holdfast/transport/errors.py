"""What can go wrong with the control channel, told apart by what a person must then do."""

from __future__ import annotations


class ControlError(Exception):
    """The control channel could not do what was asked."""


class ControlUnreachable(ControlError):
    """Nobody listens there, so the request reached nobody."""


class ControlFailed(ControlError):
    """No good answer came; once the request has left, it may have been acted on all the same."""


class ControlTaken(ControlError):
    """Another process listens there; two would answer for one desk."""


class ControlPathWrong(ControlFailed):
    """No socket can be, or may be, at this path; another path is needed."""

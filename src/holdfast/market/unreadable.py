"""The one error of this room: a recording that cannot be read, and where and why."""

from __future__ import annotations

from pathlib import Path

VALUE_CHARACTERS_MAX = 80


class UnreadableTape(ValueError):
    """Whoever opened the tape gets the rule that it breaks, and where; row 0 is the whole file."""

    def __init__(
        self, path: Path, rule: str, row: int = 0, field: str = "", value: str = ""
    ) -> None:
        self.path = path
        self.rule = rule
        self.row = row
        self.field = field
        self.value = value[:VALUE_CHARACTERS_MAX]
        where = f"{path}, row {row}" if row else str(path)
        what = f"{field} = {self.value!r} " if field else ""
        super().__init__(f"{where}: {what}{rule}")


class BadField(ValueError):
    """One field of a row breaks a rule; `rows` adds path and row."""

    def __init__(self, field: str, value: str, rule: str) -> None:
        self.field = field
        self.value = value
        self.rule = rule
        super().__init__(f"{field} = {value!r} {rule}")

"""The section `[faults]`: what shall go wrong between the desk and its venue, in a rehearsal."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated

import msgspec

from holdfast.api.faults import Fault, shown, under
from holdfast.config.section import Section
from holdfast.model.ids import ID_LENGTH_MAX
from holdfast.model.numbers import plain
from holdfast.model.order import Side
from holdfast.venues.faulty.kinds import FAULTS, FaultName
from holdfast.venues.faulty.script import MILLION, SECOND_NS, FaultEntry, FaultScript, Spans
from holdfast.venues.faulty.script_faults import WrongScript, script_faults

_Count = Annotated[int, msgspec.Meta(ge=1)]
_Id = Annotated[str, msgspec.Meta(max_length=ID_LENGTH_MAX)]
SECONDS_MAX = Decimal(1_000_000_000)


class PlannedFault(Section, frozen=True):
    """One entry of `[[faults.script]]`; seconds count from when the venue is connected.

    With `at_s` it happens at that moment. Else it happens to the `nth` message that matches
    and to the next ones, `times` in all.
    """

    fault: FaultName
    at_s: Decimal | None = None
    after_s: Decimal | None = None
    until_s: Decimal | None = None
    on: str = ""
    order: _Id = ""
    instrument: _Id = ""
    side: Side | None = None
    nth: _Count = 1
    times: _Count = 1
    for_s: Decimal | None = None
    loses: bool = False


class FaultSettings(Section, frozen=True):
    """How often each fault happens, as a fraction, and which are planned; none by default.

    The rates hold from `from_s` until `until_s`. The rest says how long things take, where an
    entry of the script does not.
    """

    seed: Annotated[int, msgspec.Meta(ge=0)] = 7
    rates: dict[str, Decimal] = msgspec.field(default_factory=dict)
    from_s: Decimal = Decimal(0)
    until_s: Decimal | None = None
    silent_after_s: Decimal = Decimal(5)
    late_s: Decimal = Decimal(2)
    down_s: Decimal = Decimal(5)
    hold_s: Decimal = Decimal(2)
    repeat_within_s: Decimal = Decimal(2)
    stale_s: Decimal = Decimal(2)
    settle_s: Decimal = Decimal(5)
    slow_s: Decimal = Decimal("0.5")
    under_way_max: _Count = 1_000
    script: tuple[PlannedFault, ...] = ()

    @property
    def is_calm(self) -> bool:
        """Tell whether nothing is injected."""
        return not self.script and not any(self.rates.values())


def script_of(settings: FaultSettings, rejection_rate: Decimal = Decimal(0)) -> FaultScript:
    """Return what the venue is made to do; `rejection_rate` is the paper venue's own setting."""
    rates = dict(settings.rates)
    if rejection_rate:
        rates.setdefault(FaultName.REJECTED, rejection_rate)
    return FaultScript(
        rates={FaultName(fault): int(rate * MILLION) for fault, rate in rates.items()},
        entries=tuple(_entry(each) for each in settings.script),
        spans=Spans(
            silent_after_ns=_ns(settings.silent_after_s),
            late_ns=_ns(settings.late_s),
            down_ns=_ns(settings.down_s),
            hold_ns=_ns(settings.hold_s),
            repeat_within_ns=_ns(settings.repeat_within_s),
            stale_ns=_ns(settings.stale_s),
            settle_ns=_ns(settings.settle_s),
            slow_ns=_ns(settings.slow_s),
            under_way_max=settings.under_way_max,
        ),
        from_ns=_ns(settings.from_s),
        until_ns=_maybe_ns(settings.until_s),
    )


def fault_settings_faults(
    settings: FaultSettings, rejection_rate: Decimal = Decimal(0)
) -> Iterator[Fault]:
    """List what makes no sense in the section, by path."""
    bad = [*_rate_faults(settings), *_second_faults(settings)]
    yield from bad
    if not bad and rejection_rate <= 1:
        for wrong in script_faults(script_of(settings, rejection_rate)):
            yield _as_written(wrong)


def _rate_faults(settings: FaultSettings) -> Iterator[Fault]:
    for fault, rate in settings.rates.items():
        path = under("faults.rates", fault)
        if fault not in FAULTS:
            yield Fault(path, shown(rate), f"is no fault; they are {', '.join(FAULTS)}")
        elif not 0 <= rate <= 1:
            yield Fault(path, shown(rate), "must be a fraction, from 0 to 1")


def _second_faults(settings: FaultSettings) -> Iterator[Fault]:
    seconds = [*_seconds("faults", settings)]
    for place, entry in enumerate(settings.script):
        seconds += _seconds(f"faults.script[{place}]", entry)
    for path, value in seconds:
        if not 0 <= value <= SECONDS_MAX:
            yield Fault(path, shown(value), f"must be seconds, from 0 to {SECONDS_MAX}")


def _as_written(wrong: WrongScript) -> Fault:
    """Say it in the keys and the unit of the settings."""
    value = wrong.value
    if wrong.path.endswith("_ns") and isinstance(value, int):
        value = Decimal(plain(Decimal(value) / SECOND_NS))
    path = wrong.path.replace("_ns", "_s")
    return Fault(f"faults.{path}", shown(value), wrong.rule.replace("_ns", "_s"))


def _seconds(path: str, section: Section) -> Iterator[tuple[str, Decimal]]:
    for name in section.__struct_fields__:
        value = getattr(section, name)
        if name.endswith("_s") and value is not None:
            yield f"{path}.{name}", value


def _entry(planned: PlannedFault) -> FaultEntry:
    return FaultEntry(
        planned.fault,
        _maybe_ns(planned.at_s),
        _maybe_ns(planned.after_s),
        _maybe_ns(planned.until_s),
        planned.on,
        planned.order,
        planned.instrument,
        planned.side,
        planned.nth,
        planned.times,
        _maybe_ns(planned.for_s),
        planned.loses,
    )


def _ns(seconds: Decimal) -> int:
    return int(seconds * SECOND_NS)


def _maybe_ns(seconds: Decimal | None) -> int | None:
    return None if seconds is None else _ns(seconds)

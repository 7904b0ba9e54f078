"""`holdfast curve`: what an instrument usually trades when, from a recording, set at the desk."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from holdfast.cli.exits import Code, stop
from holdfast.cli.options import AsJson, ConfigFile, Principal, Profile, Url

if TYPE_CHECKING:
    from holdfast.cli.server import Server
    from holdfast.model.volume_curve import VolumeCurve

Data = Annotated[
    Path, typer.Option("--data", help="Recorded trades or bars, of days.", show_default=False)
]
Symbol = Annotated[
    str, typer.Option("--instrument", help="Whose; needed where several are recorded.")
]
Bucket = Annotated[str, typer.Option("--bucket", help="How long a bucket is: 1m, 5m, 1h.")]
Check = Annotated[bool, typer.Option("--check", help="Only show it; no desk is asked.")]


def curve(
    data: Data,
    instrument: Symbol = "",
    bucket: Bucket = "5m",
    check: Check = False,
    principal: Principal = "",
    config: ConfigFile = None,
    profile: Profile = None,
    url: Url = "",
    as_json: AsJson = False,
) -> None:
    """Work a volume curve out of recorded trades or bars, and set it at the desk.

    It is the mean of the days that are recorded, in buckets of the UTC day, and replaces the curve
    before it, for parents under way too. With --check it is printed and no desk is asked.
    """
    from holdfast.cli.configured import server_of
    from holdfast.cli.printing import print_json

    found = _worked_out(data, instrument, bucket)
    if not check:
        _set(server_of(config, profile, url, principal), found)
    if as_json:
        print_json({"curve": found})
        return
    sys.stdout.write(_told(found))
    if not check:
        sys.stdout.write(f"set as the volume curve of {found.instrument}\n")


def _worked_out(data: Path, instrument: str, bucket: str) -> VolumeCurve:
    from holdfast.cli.order import seconds
    from holdfast.market.tape import open_tape
    from holdfast.market.unreadable import UnreadableTape
    from holdfast.market.usual_volume import usual_volume
    from holdfast.model.numbers import use_exact_context
    from holdfast.model.volume_curve import BUCKETS_MAX, DAY_S

    use_exact_context()
    bucket_s = seconds(bucket, "--bucket")
    least = DAY_S // BUCKETS_MAX
    if bucket_s < least or DAY_S % bucket_s:
        stop(Code.USAGE, f"--bucket {bucket} must be at least {least}s and divide a day")
    try:
        tape = open_tape(data)
        names = [each.id for each in tape.instruments]
        name = instrument or names[0]
        if name not in names or (not instrument and len(names) > 1):
            given = f"--instrument {instrument}".rstrip()
            stop(Code.USAGE, f"{given} must be one of {', '.join(names)}")
        found = usual_volume(tape.events(), name, bucket_s)
    except UnreadableTape as broken:
        stop(Code.USAGE, str(broken))
    except ValueError as nothing:
        stop(Code.USAGE, f"--data {data}: {nothing}")
    return found


def _set(server: Server, found: VolumeCurve) -> None:
    from holdfast.api.operations.set_volume_curve import VolumeCurveRequest, set_volume_curve
    from holdfast.cli.server import reached

    reached(lambda: server.ask(set_volume_curve, VolumeCurveRequest(found)))


def _told(found: VolumeCurve) -> str:
    """Show the buckets that hold anything, each with its share of the day."""
    from holdfast.cli.printing import amount, counted
    from holdfast.model.numbers import ZERO

    whole = sum(found.volumes, ZERO)
    lines = [f"{found.instrument}: {amount(whole, 0)} a day, {counted(found.days, 'day')}"]
    for place, volume in enumerate(found.volumes):
        if volume:
            begins = found.first_s + place * found.bucket_s
            time = f"{begins // 3600:02}:{begins // 60 % 60:02}:{begins % 60:02}"
            lines.append(f"{time}  {amount(volume, 0):>15}  {volume / whole:7.2%}")
    return "".join(f"{line}\n" for line in lines)

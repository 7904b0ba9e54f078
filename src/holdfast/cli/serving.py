"""The server's process: bind, start the desk, serve, keep house, and end in good order."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from typing import Any

import structlog
import uvicorn
import uvloop

from holdfast.api.context import Context
from holdfast.api.rest import app
from holdfast.cli.configured import url_of
from holdfast.cli.exits import Code, stop
from holdfast.cli.housekeeping import housekeeping
from holdfast.cli.logs import configure_logs
from holdfast.config import MarketKind, ServerSettings, Settings, VenueKind
from holdfast.config.channels import channels_of
from holdfast.config.sense import LOG_CHANNEL
from holdfast.core.must import InvariantBroken
from holdfast.core.readiness import blockers
from holdfast.main import ARMED_WAIT_S, local_door, readiness, start
from holdfast.main.place import Wired
from holdfast.messages.control import Kill
from holdfast.model.numbers import use_exact_context
from holdfast.model.scope import FIRM
from holdfast.model.times import rfc3339
from holdfast.model.watch import Level
from holdfast.runtime.alerting import Alerting, Channel
from holdfast.runtime.engine import Halted
from holdfast.runtime.live import Live
from holdfast.transport.control import ControlError

BACKLOG = 1_024
CONNECTIONS_MAX = 1_000
CLOSE_WAIT_S = 5
KEEP_ALIVE_S = 30
STARTED_POLL_S = 0.005
FINISH_WAIT_S = 30

log = structlog.get_logger("holdfast.serve")


def run(settings: Settings) -> None:
    """Serve until a signal comes; a port or a journal that is taken stops with one line."""
    configure_logs()
    # the port is taken first, so that nobody opens a journal only to find no place to listen
    listener = _bind(settings.server)
    # tasks inherit the context of whoever starts the loop
    use_exact_context()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner, listener:
        halted = runner.run(_serve(settings, listener))
    if halted:
        stop(Code.CANNOT, f"the desk was halted: {halted}")


def _bind(server: ServerSettings) -> socket.socket:
    family = socket.AF_INET6 if ":" in server.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((server.host, server.port))
        # bound and not yet listening, a second server could still bind beside us
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        where = f"{server.host}:{server.port}"
        stop(
            Code.CANNOT,
            f"server.port {where} cannot be listened on: {os.strerror(error.errno or 0)}",
        )
    return listener


async def _serve(settings: Settings, listener: socket.socket) -> str:
    """Run desk and server, and return why the desk was halted, if it was."""
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(_on_stray_error)
    wired, live = await start(settings, on_fault=_on_fault)
    live.on_halt = _on_halt
    _told_of_opening(wired)
    if wired.place.book is not None and wired.place.book.missing:
        log.warning("the venue is away: started by the journal", why=wired.place.book.missing)
    gc.collect()
    gc.freeze()
    context = Context(live, wired.market, settings.environment, settings.desk.principal)
    server = _server(settings, context, listener)
    async with AsyncExitStack() as at_the_end:
        at_the_end.push_async_callback(_close, live)
        at_the_end.callback(wired.place.stop)
        await _open_local_door(settings, live, at_the_end)
        ready = readiness(wired, live)
        at_the_end.push_async_callback(ready.close)
        own = Channel(LOG_CHANNEL, Level.FIRST, _log_alert)
        alerts = Alerting(live, [own, *channels_of(settings)])
        at_the_end.push_async_callback(alerts.close)
        for each in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(each, _end, server, each)
        await at_the_end.enter_async_context(housekeeping(wired, live))
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        while not server.started and not serving.done():
            await asyncio.sleep(STARTED_POLL_S)
        if not await ready.armed(ARMED_WAIT_S):
            log.warning("not armed: only reducing orders pass", **blockers(wired.desk.ledger))
        _announce(settings, wired, listener)
        await serving
    return wired.desk.engine.halted


async def _open_local_door(settings: Settings, live: Live, at_the_end: AsyncExitStack) -> None:
    """Let people on this machine kill and resume, by socket or signal, without the API."""
    loop = asyncio.get_running_loop()
    # a task that nobody holds may be collected before it is done
    kills: list[asyncio.Task[None]] = []
    loop.add_signal_handler(signal.SIGUSR1, lambda: kills.append(loop.create_task(_kill_all(live))))
    try:
        server = await local_door(settings, live)
    except ControlError as error:
        stop(Code.CANNOT, str(error))
    if server is not None:
        at_the_end.push_async_callback(server.close)


async def _kill_all(live: Live) -> None:
    log.critical("kill of everything, by signal")
    try:
        told = await live.ask_first(Kill(FIRM, "signal", "SIGUSR1"))
    except (Halted, InvariantBroken) as why:
        log.critical("nothing could be killed: the desk has halted", reason=str(why))
    else:
        log.critical("killed everything", orders=len(told.order_ids))


class _Uvicorn(uvicorn.Server):
    """The server without its own signals: the desk ends after it, not before."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _server(settings: Settings, context: Context, listener: socket.socket) -> _Uvicorn:
    return _Uvicorn(
        uvicorn.Config(
            app(context, settings.server),
            host=settings.server.host,
            port=listener.getsockname()[1],
            http="httptools",
            lifespan="off",
            access_log=False,
            log_config=None,
            server_header=False,
            backlog=BACKLOG,
            limit_concurrency=CONNECTIONS_MAX,
            timeout_keep_alive=KEEP_ALIVE_S,
            timeout_graceful_shutdown=CLOSE_WAIT_S,
        )
    )


def _end(server: _Uvicorn, which: signal.Signals) -> None:
    """Stop accepting; asked again, do not wait for requests that are under way."""
    log.info("ending", signal=which.name)
    server.force_exit = server.should_exit
    server.should_exit = True


async def _close(live: Live) -> None:
    try:
        await asyncio.wait_for(live.close(), FINISH_WAIT_S)
    except TimeoutError:
        log.error("the journal was not finished in time", seconds=FINISH_WAIT_S)
    log.info("ended", reason=live.desk.engine.halted or "asked to")


def _on_fault(number: str, what: str, at: int) -> None:
    log.warning("fault injected on purpose", fault=number, what=what, market_time=rfc3339(at))


def _announce(settings: Settings, wired: Wired, listener: socket.socket) -> None:
    """Say where the desk listens, on one line that a person or a script can wait for."""
    market = settings.market
    what = "recorded" if market.kind is MarketKind.TAPE else "generated"
    where = f"{what} market × {market.speed}"
    if settings.venue.kind is not VenueKind.PAPER:
        where = f"at {wired.place.name}"
    ledger = wired.desk.ledger
    server = ServerSettings(settings.server.host, listener.getsockname()[1])
    if wired.desk.rehearsal:
        log.critical("REHEARSAL: faults are injected on purpose", faults=wired.desk.rehearsal)
    sys.stdout.write(
        f"holdfast: listening on {url_of(Settings(server=server))} "
        f"({settings.environment.lower()} desk, {where}, journal "
        f"{settings.desk.journal or 'in memory'}, {len(ledger.orders)} orders, "
        f"{len(ledger.open_orders)} open"
        f"{', REHEARSAL: faults are injected on purpose' if wired.desk.rehearsal else ''})\n"
    )
    sys.stdout.flush()


def _told_of_opening(wired: Wired) -> None:
    """Log what the journal's opening found, a torn tail above all."""
    opening = wired.desk.journal.opening
    for note in opening.notes:
        log.warning("journal", note=note)
    if opening.cut_back_bytes or opening.cut_back_entries:
        log.warning(
            "journal cut back", entries=opening.cut_back_entries, bytes=opening.cut_back_bytes
        )
    head = wired.desk.journal.head()
    log.info("desk started", desk=wired.desk.name, entries=head.entries, hash=head.hash)


def _log_alert(title: str, text: str) -> str:
    log.error(title, alerts=text.splitlines())
    return ""


def _on_halt(why: str) -> None:
    log.critical("desk halted: nothing more is decided or sent", reason=why)


def _on_stray_error(loop: asyncio.AbstractEventLoop, told: dict[str, Any]) -> None:
    log.critical(
        "error outside any request", message=told["message"], exc_info=told.get("exception")
    )

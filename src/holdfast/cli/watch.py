"""`holdfast watch`: sessions that must be heard from, and what goes when a venue is away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from holdfast.cli.kill import Account, Strategy, Symbol, Trader, Venue, scope_of
from holdfast.cli.options import AsJson, ConfigFile, Principal, Profile, Reason, Url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfast.api.operations.heartbeat import Heard
    from holdfast.api.operations.open_session import SessionOpened
    from holdfast.api.operations.set_disconnect_policy import DisconnectPolicies
    from holdfast.views.watch import Watched

app = typer.Typer(help="Arm and disarm dead man's switches, of clients and of venues.")

SECOND_NS = 1_000_000_000

SessionId = Annotated[str, typer.Argument(help="A name for the session.", show_default=False)]
Timeout = Annotated[float, typer.Option("--timeout", min=1, help="Seconds of silence.")]
Grace = Annotated[float, typer.Option("--grace", min=0, help="Seconds after that.")]
Gtc = Annotated[bool, typer.Option("--gtc", help="Orders good till cancelled go too.")]
Protective = Annotated[bool, typer.Option("--protective", help="Stops and targets go too.")]
Remove = Annotated[bool, typer.Option("--remove", help="Take the policy back.")]


@app.callback(invoke_without_command=True)
def alone(context: typer.Context) -> None:
    """Without a command it lists."""
    if context.invoked_subcommand is None:
        list_()


@app.command("list")
def list_(
    config: ConfigFile = None, profile: Profile = None, url: Url = "", as_json: AsJson = False
) -> None:
    """Show sessions, venues that are away, drop copies, and policies."""
    from holdfast.api.operation import Nothing
    from holdfast.api.operations.watch import watch as operation
    from holdfast.cli.asking import ask_and_print
    from holdfast.cli.configured import server_of

    server = server_of(config, profile, url)
    ask_and_print(server, operation, Nothing(), _words, as_json=as_json)


@app.command("open")
def open_(
    session_id: SessionId,
    timeout: Timeout = 30,
    grace: Grace = 0,
    account: Account = "",
    strategy: Strategy = "",
    symbol: Symbol = "",
    trader: Trader = "",
    venue: Venue = "",
    gtc: Gtc = False,
    protective: Protective = False,
    why: Reason = "",
    principal: Principal = "",
    config: ConfigFile = None,
    profile: Profile = None,
    url: Url = "",
    as_json: AsJson = False,
) -> None:
    """Arm a session: without `holdfast watch beat` in time its orders are cancelled, once."""
    from holdfast.api.operations.open_session import OpenSessionRequest
    from holdfast.api.operations.open_session import open_session as operation
    from holdfast.cli.asking import ask_and_print
    from holdfast.cli.configured import server_of
    from holdfast.model.watch import Choice

    scope = scope_of(account, strategy, symbol, trader, venue, "")
    times = (int(timeout * SECOND_NS), int(grace * SECOND_NS))
    asked = OpenSessionRequest(session_id, Choice(scope, gtc, protective), *times, why)
    server = server_of(config, profile, url, principal)
    ask_and_print(server, operation, asked, lambda told: _due(session_id, told), as_json=as_json)


@app.command()
def beat(
    session_id: SessionId,
    principal: Principal = "",
    config: ConfigFile = None,
    profile: Profile = None,
    url: Url = "",
    as_json: AsJson = False,
) -> None:
    """Say that the client of a session lives; exit code 1 when the session is over."""
    from holdfast.api.operations.heartbeat import HeartbeatRequest
    from holdfast.api.operations.heartbeat import heartbeat as operation
    from holdfast.cli.asking import ask_and_print
    from holdfast.cli.configured import server_of

    server = server_of(config, profile, url, principal)
    asked = HeartbeatRequest(session_id)
    ask_and_print(server, operation, asked, lambda told: _due(session_id, told), as_json=as_json)


@app.command()
def close(
    session_id: SessionId,
    why: Reason = "",
    principal: Principal = "",
    config: ConfigFile = None,
    profile: Profile = None,
    url: Url = "",
    as_json: AsJson = False,
) -> None:
    """Disarm a session: nothing is cancelled."""
    from holdfast.api.operations.close_session import CloseSessionRequest
    from holdfast.api.operations.close_session import close_session as operation
    from holdfast.cli.asking import ask_and_print
    from holdfast.cli.configured import server_of

    server = server_of(config, profile, url, principal)
    asked = CloseSessionRequest(session_id, why)
    ask_and_print(server, operation, asked, lambda _: f"{session_id}  closed\n", as_json=as_json)


@app.command()
def venue(
    grace: Grace = 30,
    name: Venue = "",
    account: Account = "",
    gtc: Gtc = False,
    protective: Protective = False,
    remove: Remove = False,
    why: Reason = "",
    principal: Principal = "",
    config: ConfigFile = None,
    profile: Profile = None,
    url: Url = "",
    as_json: AsJson = False,
) -> None:
    """Have orders cancelled when a venue is away for longer than --grace; the narrowest holds."""
    from holdfast.api.operations.set_disconnect_policy import SetDisconnectPolicyRequest
    from holdfast.api.operations.set_disconnect_policy import set_disconnect_policy as operation
    from holdfast.cli.asking import ask_and_print
    from holdfast.cli.configured import server_of
    from holdfast.model.watch import DisconnectPolicy

    policy = DisconnectPolicy(int(grace * SECOND_NS), name, account, gtc, protective)
    server = server_of(config, profile, url, principal)
    asked = SetDisconnectPolicyRequest(policy, why, remove)
    ask_and_print(server, operation, asked, _held, as_json=as_json)


def _due(session_id: str, told: SessionOpened | Heard) -> str:
    from holdfast.cli.printing import moment

    return f"{session_id}  must be heard from by {moment(told.due_at)}\n"


def _held(told: DisconnectPolicies) -> str:
    from holdfast.cli.printing import counted

    return f"{counted(len(told.policies), 'policy', 'policies')} for venues that are away\n"


def _words(told: Watched) -> str:
    return "".join(_lines(told)) or "nothing is watched\n"


def _lines(told: Watched) -> Iterator[str]:
    """Say who must be heard from by when, then what is away and what holds."""
    from holdfast.cli.printing import moment

    for session in told.sessions:
        lost = "LOST, acts" if session.is_lost else "must be heard from"
        scope = session.choice.scope.key
        yield f"session {session.session_id} of {session.by}: {lost} by {moment(session.due_at)}"
        yield f", or {scope} goes\n"
    for ended in told.ended:
        yield f"session {ended.session_id} ended {moment(ended.at)}: {ended.detail}\n"
    for away in told.away:
        yield f"venue {away.venue} is away ({away.why}); {len(away.owed)} cancels wait\n"
    for copy in told.copies:
        how = "works" if copy.is_up else "AWAY"
        yield f"drop copy of {copy.venue}: {how}, {copy.waiting} executions on one side\n"
    for policy in told.disconnects:
        whose = ", ".join(filter(None, (policy.venue, policy.account))) or "any venue"
        yield f"after {policy.grace_ns / SECOND_NS:g} s without {whose} its orders go\n"

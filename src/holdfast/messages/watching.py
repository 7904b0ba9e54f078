"""Commands that watch: sessions that must be heard from, policies, answers to alerts."""

from __future__ import annotations

from holdfast.messages.ordered import Ordered
from holdfast.model.ids import PrincipalId
from holdfast.model.numbers import Nanos
from holdfast.model.watch import Choice, DisconnectPolicy, WatchPolicy


class OpenSession(Ordered, frozen=True):
    """Arm a dead man's switch: without a heartbeat the chosen orders are cancelled, once.

    After `timeout_ns` of silence the session is lost, and `grace_ns` later it acts. Opened again
    on the same terms it is a heartbeat.
    """

    session_id: str
    choice: Choice
    timeout_ns: Nanos
    grace_ns: Nanos = 0
    principal: PrincipalId = ""
    why: str = ""


class Heartbeat(Ordered, frozen=True):
    """Say that the client of a session lives; a session that has acted needs a new one."""

    session_id: str
    principal: PrincipalId = ""


class CloseSession(Ordered, frozen=True):
    """Disarm a session: its orders stay as they are."""

    session_id: str
    principal: PrincipalId = ""
    why: str = ""


class SetDisconnectPolicy(Ordered, frozen=True):
    """Say what is cancelled when a venue is away for too long; `remove` takes the policy back."""

    policy: DisconnectPolicy
    principal: PrincipalId = ""
    why: str = ""
    remove: bool = False


class SetWatchPolicy(Ordered, frozen=True):
    """Set how long the desk waits before it raises its voice."""

    policy: WatchPolicy
    principal: PrincipalId = ""
    why: str = ""


class AcknowledgeAlert(Ordered, frozen=True):
    """Answer for one alert, by its id, with a reason: it does not escalate any more."""

    alert_id: str
    principal: PrincipalId = ""
    why: str = ""


# --- asked by the desk itself ---------------------------------------------------------


class Warn(Ordered, frozen=True):
    """What the desk's surroundings have to tell a person: no event of the desk's own says it."""

    kind: str
    subject: str
    text: str


class TellDelivery(Ordered, frozen=True):
    """These alerts reached a channel, or, with a `fault`, did not and are not tried again."""

    channel: str
    alert_ids: tuple[str, ...]
    fault: str = ""


Watching = (
    OpenSession
    | Heartbeat
    | CloseSession
    | SetDisconnectPolicy
    | SetWatchPolicy
    | AcknowledgeAlert
    | Warn
    | TellDelivery
)

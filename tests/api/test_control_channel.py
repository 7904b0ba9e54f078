"""The local door: what is asked and told over the desk's socket."""

import asyncio
import socket

import msgspec
import pytest

from holdfast.api.control_channel import (
    AskReadiness,
    Told,
    control_channel,
    control_path,
    decode_told,
    encode_asked,
)
from holdfast.messages import control as k
from holdfast.messages.refusals import Reason
from holdfast.model.scope import FIRM, Scope
from holdfast.transport.control import ask_control, serve_control


@pytest.fixture
def ask(served):
    """Ask as the socket does, and return what was told."""
    answer = control_channel(served.live, "trader")

    def ask(asked) -> Told:
        told = decode_told(served.run(answer(encode_asked(asked))))
        served.run(served.live.settled())
        return told

    return ask


def test_a_kill_is_done_and_the_screen_comes_with_its_answer(served, ask):
    order_id = served.buy(type="LIMIT", limit_price="185")
    told = ask(k.Kill(FIRM, why="wild"))
    assert told.order_ids == (order_id,)
    (row,) = told.readiness.kills
    assert (row.scope, row.by, row.why) == ("firm", "trader", "wild")
    assert not served.ledger.orders[order_id].is_open


def test_who_names_themselves_is_put_down_by_that_name(served, ask):
    ask(k.Kill(FIRM, "second", "wild"))
    told = ask(k.ResetKill(FIRM, "second", "mended"))
    assert told.proposal_id
    assert ask(k.Approve(told.proposal_id, "second", "x")).refusals[0].code == Reason.SAME_PERSON
    assert ask(k.Approve(told.proposal_id, "trader", "x")).readiness.kills == ()


def test_a_no_is_told_with_its_reason(ask):
    told = ask(k.Kill(Scope(account="papre")))
    assert [each.code for each in told.refusals] == [Reason.UNKNOWN_ACCOUNT]


def test_readiness_alone_changes_nothing(served, ask):
    seq = served.ledger.seq
    assert ask(AskReadiness()).readiness.armed
    assert served.ledger.seq == seq


def test_a_halted_desk_says_so(served, ask):
    served.desk.engine.halt("a test")
    told = ask(k.Kill(FIRM))
    assert (told.halted, told.refusals[0].code) == ("a test", Reason.DESK_HALTED)
    assert ask(AskReadiness()).halted == "a test"


def test_what_is_no_request_of_this_door_is_not_taken(served):
    """An order, say: the door stops and goes on, and trades nothing."""
    from holdfast.messages.commands import Reconcile

    answer = control_channel(served.live, "trader")
    for bad in (b"", b"\xff", msgspec.msgpack.encode(Reconcile())):
        with pytest.raises(msgspec.MsgspecError):
            served.run(answer(bad))


def test_it_works_over_a_real_socket(served, tmp_path):
    path = control_path(str(tmp_path / "journal.db"))
    assert path.endswith("journal.db.control")

    async def story() -> Told:
        server = await serve_control(path, control_channel(served.live, "trader"))
        try:
            asked = encode_asked(k.Kill(FIRM, why="wild"))
            return decode_told(await asyncio.to_thread(ask_control, path, asked, 5))
        finally:
            await server.close()

    assert served.run(story()).readiness.kills[0].scope == "firm"
    with socket.socket(socket.AF_UNIX) as connection, pytest.raises(OSError):
        connection.connect(path)

"""What `from holdfast import …` gives: every name that is promised is there, and no other."""

import holdfast


def test_every_public_name_is_there() -> None:
    assert holdfast.__all__ == sorted(holdfast.__all__)
    for name in holdfast.__all__:
        assert getattr(holdfast, name) is not None


def test_what_governs_a_desk_is_public_too() -> None:
    needed = {"Approve", "Kill", "Limits", "ResetKill", "Scope", "SetLimits", "SetState"}
    assert needed <= set(holdfast.__all__)

"""Where a user's code failed: in its own file, however deep the failure was."""

from decimal import Decimal, InvalidOperation

from holdfast.strategies.blame import line_in, place_of


class Failing:
    """A strategy whose failure is in somebody else's code."""

    def fail(self) -> Decimal:
        return Decimal("no number")


def test_the_innermost_line_of_the_strategys_own_file_is_named() -> None:
    strategy = Failing()
    try:
        strategy.fail()
    except InvalidOperation as error:
        assert place_of(error, strategy) == f"{__file__}:12"


def test_an_error_that_never_was_in_the_file_has_no_place() -> None:
    assert place_of(RuntimeError("made, not raised"), Failing()) == ""
    assert line_in(ValueError(), "elsewhere.py") == 0

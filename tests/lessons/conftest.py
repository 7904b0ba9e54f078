"""The lessons that are asked at doors have those of the controls."""

from tests.controls.conftest import door

__all__ = ["door"]

"""Where each room keeps its list of plug-ins.

A new kind of plug-in is one line here. A new plug-in needs none: its room's registry has it.
"""

import importlib
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tests.architecture.sources import PACKAGE

REGISTRIES = {
    "risk": "CHECKS",
    "sizing": "SIZERS",
    "algos": "ALGOS",
    "algos.emulated": "EMULATORS",
    "routing": "ROUTERS",
    "allocation": "ALLOCATORS",
    "views": "VIEWS",
    "venues": "VENUES",
    "market": "FEEDS",
    "emulators": "LOOK_ALIKES",
    "api.operations": "OPERATIONS",
}
# In these rooms every file is a plug-in, so a file without its line in the registry is dead.
PLUG_INS_ONLY = ("risk", "sizing", "routing", "allocation")


class Entry(NamedTuple):
    """One plug-in, by the module that holds it."""

    room: str
    module: str  # full name

    @property
    def file(self) -> str:
        """The file or folder in the room, without suffix."""
        return self.module.removeprefix(f"holdfast.{self.room}.").split(".")[0]


def built_rooms() -> list[str]:
    return [room for room in REGISTRIES if is_built(room)]


def is_built(room: str) -> bool:
    return PACKAGE.joinpath(*room.split("."), "__init__.py").exists()


def entries(room: str) -> list[Entry]:
    """Read the room's registry: a tuple of plug-ins, or a dict from a name to one."""
    front = importlib.import_module(f"holdfast.{room}")
    registry = getattr(front, REGISTRIES[room], ())
    plugs: Iterable[object] = registry.values() if isinstance(registry, Mapping) else registry
    return [Entry(room, home(plug)) for plug in plugs]


def home(plug: object) -> str:
    """Name the module a plug-in comes from: its function's, its own, or its type's."""
    for each in (
        getattr(plug, "handler", None),
        getattr(plug, "make", None),
        getattr(plug, "judge", None),
        plug,
        type(plug),
    ):
        module = getattr(each, "__module__", None)
        if isinstance(module, str) and module.startswith("holdfast."):
            return module
    return ""

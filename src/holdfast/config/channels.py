"""The ways to people that the settings name."""

from __future__ import annotations

from holdfast.config.settings import Settings
from holdfast.runtime.alerting import Channel
from holdfast.transport.notify import sender


def channels_of(settings: Settings) -> list[Channel]:
    """Make every channel; raises NoSuchAddress, which settings that were checked never do."""
    return [Channel(each.name, each.level, sender(each.url)) for each in settings.alerts.channels]

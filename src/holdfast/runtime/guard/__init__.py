"""What stands between the exit and a venue: lanes and limits, a breaker, and a watch on its life.

A guard is a venue around a venue. It lets out what the exit hands it, at the pace that the
venue allows, and keeps here what may no longer leave.
"""

from holdfast.runtime.guard.guarded import Around, Guarded
from holdfast.runtime.guard.outlook import FeedOutlook, VenueOutlook, feed_outlook, outlook
from holdfast.runtime.guard.presets import PRESETS, Preset
from holdfast.runtime.guard.rules import GuardRules

__all__ = [
    "PRESETS",
    "Around",
    "FeedOutlook",
    "GuardRules",
    "Guarded",
    "Preset",
    "VenueOutlook",
    "feed_outlook",
    "outlook",
]

"""The paper venue: a broker of our own over the embedded exchange, with its own books."""

from holdfast.venues.paper.drop_copy import PaperDropCopy
from holdfast.venues.paper.venue import Paper, PaperRules

__all__ = ["Paper", "PaperDropCopy", "PaperRules"]

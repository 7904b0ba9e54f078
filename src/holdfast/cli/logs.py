"""Logs: one JSON object a line on stderr, of our own rooms and of the libraries alike."""

from __future__ import annotations

import logging
import sys

import structlog
from structlog.tracebacks import ExceptionDictTransformer

FRAMES_MAX = 40


# Values of variables are the desk's own business, and to write them out for each frame of a deep
# recursion would take minutes, in which nothing else is done.
_TRACEBACKS = structlog.processors.ExceptionRenderer(
    ExceptionDictTransformer(show_locals=False, max_frames=FRAMES_MAX)
)


def configure_logs(level: int = logging.INFO) -> None:
    """Send everything from this level on to stderr; times are UTC."""
    shared: list[structlog.types.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _TRACEBACKS,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    # of the libraries only what went wrong is news
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)

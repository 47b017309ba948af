"""Structured logs by allow-list: a key that is not on the list is not written, and no value is ever an exception's text."""

import logging
import re
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog
from flask import g, has_request_context, request

ALLOWED = frozenset(
    {
        *("event", "level", "timestamp", "method", "route", "status", "milliseconds", "request_id"),
        *("blocked", "directive"),
        *("code", "fault", "place", "worker", "count", "kind", "version", "address", "port", "errcode"),
    }
)
# The net below the list: anything that looks like a document number or a mobile number.
_PERSONAL = re.compile(r"\d{17}[\dXx]|(?<!\d)1[3-9]\d{9}(?!\d)")


def only_allowed(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Drop unknown keys, and blank whatever looks personal in the known ones."""
    return {
        key: _PERSONAL.sub("[…]", value) if isinstance(value, str) else value
        for key, value in event.items()
        if key in ALLOWED
    }


def set_up() -> None:
    """JSON lines on standard error."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            only_allowed,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )


log: Any = structlog.get_logger()


def log_fault(error: BaseException) -> None:
    """The type and place of a fault; its text may hold a value, so it stays out."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    place = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
    log.error(
        "fault",
        fault=type(error).__name__,
        place=place,
        request_id=g.get("request_id") if has_request_context() else None,
        route=str(request.url_rule) if has_request_context() else None,
    )

"""Logs: one JSON object per line on stderr, and no personal data in them.

Nothing a person typed, no names, addresses, query strings or file names reach a log. Therefore messages of other
libraries are written without their arguments, and errors as class names and code places, without their texts (the text
of a database error repeats the row).
"""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog

Event = MutableMapping[str, Any]

FORBIDDEN = frozenset(
    {"name", "full_name", "email", "phone", "ip", "path", "query", "body", "text", "filename", "user_agent"}
)
"""Keys that are dropped wherever they come from."""

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "request", "status_code"}
_DEEPEST_FRAMES = 12


def describe_error(error: BaseException) -> list[dict[str, Any]]:
    """The error and its causes: class, database code when there is one, and the innermost places in the code."""
    found: list[dict[str, Any]] = []
    current: BaseException | None = error
    while current is not None and len(found) < 5:
        frames = traceback.extract_tb(current.__traceback__)[-_DEEPEST_FRAMES:]
        entry: dict[str, Any] = {
            "class": f"{type(current).__module__}.{type(current).__qualname__}",
            "frames": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
        }
        if code := getattr(current, "sqlstate", None):
            entry["sqlstate"] = code
            entry["constraint"] = getattr(getattr(current, "diag", None), "constraint_name", None)
        found.append(entry)
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return found


def _replace_error(_logger: Any, _method: str, event: Event) -> Event:
    info = event.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    error = info if isinstance(info, BaseException) else info[1] if isinstance(info, tuple) else None
    if error is not None:
        event["error"] = describe_error(error)
    return event


def _drop_forbidden(_logger: Any, _method: str, event: Event) -> Event:
    for key in FORBIDDEN & event.keys():
        del event[key]
    return event


def _without_arguments(_logger: Any, _method: str, event: Event) -> Event:
    """A record of another library: its message before formatting, and what it added under keys of its own."""
    record: logging.LogRecord = event["_record"]
    event["event"] = str(record.msg)
    if record.name == "django.request":
        event.update(_failed_request(record))
    for key, value in vars(record).items():
        if key not in _STANDARD and not key.startswith("_"):
            event[key] = value if isinstance(value, int | float | bool | None) else str(value)
    return event


def _failed_request(record: logging.LogRecord) -> dict[str, Any]:
    """Django's line for an answer of 5xx says “%s: %s” (words and address); ours says status and route."""
    request = getattr(record, "request", None)
    if request is None:
        return {}
    status = getattr(record, "status_code", None)
    return {"event": "request failed", "status": status, "method": request.method, "route": route_of(request)}


def route_of(request: Any) -> str:
    """The route's name or pattern (`ho-so/<code>/`): bounded in number, and free of what is in the address."""
    match = getattr(request, "resolver_match", None)
    return (match.view_name or match.route) if match else "unmatched"


_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
]


def configure(level: str) -> dict[str, Any]:
    """Set structlog up and answer Django's LOGGING setting. `level` is a name such as INFO."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": formatter}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            # Answers of 4xx are in the line of the request; this logger would repeat them.
            "django.request": {"handlers": [], "level": "ERROR", "propagate": True},
            # What a job did is in its own line (thanthien.jobs).
            "procrastinate": {"handlers": [], "level": "WARNING", "propagate": True},
            "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
        },
    }


def formatter() -> structlog.stdlib.ProcessorFormatter:
    """The formatter that writes every record, ours and others', as one JSON line."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*_SHARED, _without_arguments],
        processors=[
            _replace_error,
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _drop_forbidden,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )

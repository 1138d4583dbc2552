"""The server's log: one JSON object a line on standard error, and no program's text in it."""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any

__all__ = ["Lines", "event", "log", "start_logging"]

log = logging.getLogger("chainrule.server")

# uvicorn's and asyncio's own messages come in the same form.
LOGGERS = ("chainrule", "uvicorn", "asyncio")


def event(name: str, *, level: int = logging.INFO, **facts: object) -> None:
    """Log that something happened, with what there is to know about it."""
    if log.isEnabledFor(level):
        log.log(level, name, extra={"facts": facts})


class Lines(logging.Formatter):
    """A record as a line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


def start_logging(level: str) -> None:
    """Write from `level` on; called once, by the process that serves."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines())
    for name in LOGGERS:
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.propagate = False
        logger.setLevel(level.upper())

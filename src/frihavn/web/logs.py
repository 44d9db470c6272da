"""What the sites write to their logs: that something went wrong, and where; never an address, a text or a name."""

from __future__ import annotations

import logging
import sys
from logging.config import dictConfig
from typing import Any


class PlaceOnly(logging.Formatter):
    """The kind of an error and the lines of ours it came through; no message, since a message may quote a person."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        if not record.exc_info or record.exc_info[0] is None:
            return f"{record.levelname} {record.name}"
        kind, _, trace = record.exc_info
        places = []
        while trace is not None:
            name = trace.tb_frame.f_globals.get("__name__", "?")
            if str(name).startswith("frihavn"):
                places.append(f"{name}:{trace.tb_lineno}")
            trace = trace.tb_next
        return f"{record.levelname} {record.name} {kind.__name__ if kind else '?'} {' > '.join(places)}"


def configure(_: dict[str, Any]) -> None:
    """Set the logs up; Django calls this."""
    dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"place": {"()": PlaceOnly}},
            "handlers": {"err": {"class": "logging.StreamHandler", "formatter": "place", "stream": sys.stderr}},
            "root": {"handlers": ["err"], "level": "ERROR"},
            "loggers": {"django": {"handlers": ["err"], "level": "ERROR", "propagate": False}},
        }
    )

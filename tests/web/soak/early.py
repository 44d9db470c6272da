"""A site that acknowledges before it commits: what the test that kills sites has to notice."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

from frihavn.web import serve

LATE_SECONDS = 0.25


def late(function: Callable[..., Any]) -> Callable[..., None]:
    """Do it in a moment, and say now that it is done."""

    def write(*args: Any, **kwargs: Any) -> None:
        from django.db import connection  # noqa: PLC0415

        time.sleep(LATE_SECONDS)
        try:
            function(*args, **kwargs)
        finally:
            connection.close()

    return lambda *args, **kwargs: Thread(target=write, args=args, kwargs=kwargs, daemon=True).start()


class EarlySite(serve.Site):
    """The site, with two actions that come late."""

    def load(self) -> Any:
        """The application."""
        found = super().load()
        from frihavn.web.intake.pages import tasks, telling  # noqa: PLC0415

        telling.save = late(telling.save)
        tasks.send_message = late(tasks.send_message)
        return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--home", type=Path)
    parser.add_argument("--port", type=int)
    asked = parser.parse_args()
    serve.Site = EarlySite
    serve.serve(home=asked.home, site="public", bind=f"127.0.0.1:{asked.port}", plain=True)

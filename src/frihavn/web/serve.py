"""Serve one of the sites with gunicorn: several processes, no log of who asked for what."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

SITES = ("public", "staff")
TIMEOUT_SECONDS = 60
BACKLOG = 512


class Site(BaseApplication):  # type: ignore[misc]
    """One site on one address."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        """Hand the options over."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The application, loaded in each process."""
        from frihavn.web.wsgi import application  # noqa: PLC0415 - reads the environment when it is imported

        return application


def serve(*, home: Path, site: str, bind: str, workers: int = 2, threads: int = 4, plain: bool = False) -> None:
    """Serve a site until it is told to stop.

    Args:
        site: One of SITES. `bind`: host and port. `plain`: without TLS, on this machine only.

    Raises:
        ValueError: plain, and not on loopback.
    """
    host = bind.rpartition(":")[0]
    if plain and host not in ("127.0.0.1", "localhost", "[::1]"):
        raise ValueError("without TLS a site is served on this machine only: bind it to 127.0.0.1")
    os.environ.update({"FRIHAVN_HOME": str(home), "FRIHAVN_SITE": site, "FRIHAVN_PLAIN": "1" if plain else "0"})
    os.environ["DJANGO_SETTINGS_MODULE"] = "frihavn.web.settings"
    options = {
        "bind": bind, "workers": workers, "worker_class": "gthread", "threads": threads, "timeout": TIMEOUT_SECONDS,
        "backlog": BACKLOG, "accesslog": None, "loglevel": "error", "umask": 0o077, "proc_name": "frihavn",
        "worker_tmp_dir": str(home / "tmp"), "control_socket_disable": True, "forwarded_allow_ips": "127.0.0.1,::1",
        "secure_scheme_headers": {"X-FORWARDED-PROTO": "https"},
    }  # fmt: skip
    Site(options).run()

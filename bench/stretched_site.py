"""The public site with GlobaLeaks' key stretching instead of ours, for one row of the table: nothing else differs."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from frihavn.web import serve

PASSES, MEMORY_KIB = 16, 131_072
"""Argon2id as GlobaLeaks derives it for every submission: 128 MiB, sixteen passes."""


class StretchedSite(serve.Site):
    """The site; phrases are stretched as GlobaLeaks does."""

    def load(self) -> Any:
        """The application."""
        found = super().load()
        from frihavn.vault import receipt  # noqa: PLC0415 - the bench changes what production has no setting for

        receipt.PASSES, receipt.MEMORY_KIB = PASSES, MEMORY_KIB
        return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--home", type=Path)
    parser.add_argument("--port", type=int)
    asked = parser.parse_args()
    serve.Site = StretchedSite  # type: ignore[misc]
    serve.serve(home=asked.home, site="public", bind=f"127.0.0.1:{asked.port}", plain=True)

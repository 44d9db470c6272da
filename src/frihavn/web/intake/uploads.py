"""Uploads stay in memory: nothing that a person sends touches the disk before it is cleaned and sealed."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import MemoryFileUploadHandler, StopUpload

BYTES_IN_MAX = 10 * 1024 * 1024


class InMemoryOnly(MemoryFileUploadHandler):
    """Keep a file in memory; where it is too large, stop reading and say so."""

    def handle_raw_input(self, *_: Any, **__: Any) -> None:
        """Always in memory; the size is watched while it comes in."""
        self.activated = True
        self.size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Take a piece."""
        self.size += len(raw_data)
        if self.size > BYTES_IN_MAX:
            self.request_too_large()
            return None
        return super().receive_data_chunk(raw_data, start)

    def request_too_large(self) -> None:
        """Stop."""
        if self.request is not None:
            self.request.META["frihavn.too_large"] = True
        raise StopUpload(connection_reset=False)

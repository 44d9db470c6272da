"""The staff side of a file."""

from __future__ import annotations

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """The app; it has no tables of its own."""

    name = "frihavn.web.files"
    label = "files"

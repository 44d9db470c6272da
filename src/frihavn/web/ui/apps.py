"""What both sites look like."""

from __future__ import annotations

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Templates and tags."""

    name = "frihavn.web.ui"
    label = "ui"

"""Pages for the people around."""

from __future__ import annotations

from django.apps import AppConfig


class AroundConfig(AppConfig):
    """Templates only."""

    name = "frihavn.web.around"
    label = "around"

"""Make Django ready outside a site: for the worker, backups, and setting up."""

from __future__ import annotations

import os
from pathlib import Path

import django
from django.core.management import call_command


def ready(home: Path, *, site: str = "staff", plain: bool = False) -> None:
    """Set Django up for an installation; FRIHAVN_DATABASE says where its database is, if not in the folder."""
    os.environ.update(FRIHAVN_HOME=str(home), FRIHAVN_SITE=site, FRIHAVN_PLAIN="1" if plain else "0")
    os.environ["DJANGO_SETTINGS_MODULE"] = "frihavn.web.settings"
    django.setup()


def migrate() -> None:
    """Bring the tables to this version."""
    call_command("migrate", verbosity=0, interactive=False)

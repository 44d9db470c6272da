"""Settings for the type checker, which reads the models: a folder of its own, and nothing is started."""

from __future__ import annotations

import os
import tempfile

os.environ.setdefault("FRIHAVN_HOME", tempfile.mkdtemp(prefix="frihavn-types-"))
os.environ.setdefault("FRIHAVN_SITE", "staff")

from frihavn.web.settings import *  # noqa: F403 - the environment has to be set before

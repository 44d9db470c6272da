"""Who runs this installation, read once from `operator.toml` in its folder."""

from __future__ import annotations

from functools import cache

from frihavn.routes.operator import Operator, read_operator
from frihavn.web.settings import HOME


@cache
def operator() -> Operator:
    """The operator; nobody is named where there is no file.

    Raises:
        SchemeError: the file cannot be read; the site does not start.
    """
    path = HOME.root / "operator.toml"
    return read_operator(path.read_text(encoding="utf-8"), str(path)) if path.exists() else Operator()

"""The staff site."""

from __future__ import annotations

from frihavn.web.files.urls import urlpatterns
from frihavn.web.public_urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

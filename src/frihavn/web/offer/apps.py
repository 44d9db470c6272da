"""The pages of the offer as a Django app: templates, and nothing that is stored."""

from __future__ import annotations

from django.apps import AppConfig


class OfferConfig(AppConfig):
    """The app; it has no tables."""

    name = "frihavn.web.offer"
    label = "offer"

"""The public site: one address for everything, one to leave, one for whoever watches that it runs."""

from __future__ import annotations

from django.urls import path

from frihavn.web import health
from frihavn.web.intake import views

urlpatterns = [
    path("", views.home),
    path("leave", views.leave),
    path("health", health.health),
]
handler400 = "frihavn.web.answers.bad_request"
handler403 = "frihavn.web.answers.bad_request"
handler404 = "frihavn.web.answers.not_found"
handler500 = "frihavn.web.answers.failed"

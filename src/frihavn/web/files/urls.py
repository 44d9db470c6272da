"""Addresses of the staff site. They hold random references and ids, and nothing else of anybody."""

from __future__ import annotations

from django.urls import path, register_converter

from frihavn.vault.tokens import REFERENCE_SIGNS
from frihavn.web.files import health, signing, team, views


class Reference:
    """A file's reference, like KV7-QD2-M9."""

    regex = "-".join(f"[{REFERENCE_SIGNS}]{{{count}}}" for count in (3, 3, 2))

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


class RandomId(Reference):
    """The random id of a team, an officer or a document."""

    regex = "[a-z2-7]{24}"


register_converter(Reference, "reference")
register_converter(RandomId, "id")

urlpatterns = [
    path("", views.clients),
    path("f/<reference:reference>", views.file),
    path("f/<reference:reference>/answer", views.answer),
    path("f/<reference:reference>/hand-over", views.hand_over),
    path("f/<reference:reference>/paper/<id:record>", views.paper),
    path("team", team.team),
    path("team/add", team.add_team),
    path("team/finish", team.finish),
    path("team/officer", team.add_officer),
    path("team/officer/<id:officer_id>/revoke", team.revoke),
    path("team/<id:team_id>/publish", team.publish),
    path("team/<id:team_id>/member", team.add_member),
    path("sign-in", signing.sign_in),
    path("sign-out", signing.sign_out),
    path("language", signing.language),
    path("health", health.health),
]

"""The staff site's sessions: sealed like the public ones, and as long as the keyholder's, so that both end together."""

from __future__ import annotations

from frihavn.web.intake import sessions

IDLE_MINUTES = 30


class SessionStore(sessions.SessionStore):
    """Holds the name of the keyholder's session, the language, and which files were opened with which reason."""

    idle_minutes = IDLE_MINUTES

"""Django's settings for both sites. What differs comes from the environment.

FRIHAVN_HOME      the installation's folder; it must be there
FRIHAVN_SITE      public or staff
FRIHAVN_DATABASE  postgresql://user:password@host:port/name; without it SQLite in the home
FRIHAVN_HOSTS     names under which the site is reached, with commas; without it this machine only
FRIHAVN_PLAIN     1: without TLS, on loopback only (demo); cookies are then not marked as secure
"""

from __future__ import annotations

import os
from pathlib import Path

from frihavn.vault.home import Home
from frihavn.web.database import database_of

HOME = Home(Path(os.environ["FRIHAVN_HOME"]))
SITE = os.environ.get("FRIHAVN_SITE", "public")
if SITE not in ("public", "staff"):
    raise ValueError("FRIHAVN_SITE is either public or staff")
HOME.make()
PLAIN = os.environ.get("FRIHAVN_PLAIN") == "1"

SECRET_KEY = HOME.secret("web").hex()  # Django wants one; no data of a person is ever sealed or signed with it
DEBUG = False
ALLOWED_HOSTS = [name for name in os.environ.get("FRIHAVN_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if name]
ROOT_URLCONF = f"frihavn.web.{SITE}_urls"
INSTALLED_APPS = [
    "frihavn.web.ui",
    "frihavn.web.offer",
    "frihavn.web.around",
    "frihavn.web.intake",
    *(["frihavn.web.files"] if SITE == "staff" else []),
]
MIDDLEWARE = [
    "frihavn.web.answers.calm_errors",
    "frihavn.web.headers.headers",
    "frihavn.web.same_site.same_site",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    *(["frihavn.web.files.officer.OfficerMiddleware"] if SITE == "staff" else []),
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"builtins": ["frihavn.web.ui.templatetags.words"]},
    }
]
DATABASES = {"default": database_of(os.environ.get("FRIHAVN_DATABASE", ""), HOME.database)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SESSION_ENGINE = "frihavn.web.files.sessions" if SITE == "staff" else "frihavn.web.intake.sessions"
SESSION_COOKIE_NAME = ("" if PLAIN else "__Host-") + {"public": "s", "staff": "d"}[SITE]  # one host may serve both
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_SECURE = not PLAIN
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"

DATA_UPLOAD_MAX_MEMORY_SIZE = 1_500_000  # 200 kB of text may be 1.2 MB as a form sends it
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 4
FILE_UPLOAD_HANDLERS = ["frihavn.web.intake.uploads.InMemoryOnly"]  # nothing a person sends touches the disk unsealed
FILE_UPLOAD_MAX_MEMORY_SIZE = 11 * 1024 * 1024
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False  # our own catalogues, as everywhere else in Frihavn
APPEND_SLASH = False
LOGGING_CONFIG = "frihavn.web.logs.configure"
LOGGING: dict[str, object] = {}

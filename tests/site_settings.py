"""Settings of the sites under test: a folder of its own for every process; SQLite, or PostgreSQL where asked for.

FRIHAVN_TEST_PG=1 starts a PostgreSQL from its wheel; FRIHAVN_TEST_PG=postgresql://... uses one that runs already.
"""

import atexit
import os
import shutil
import tempfile

_home = tempfile.mkdtemp(prefix="frihavn-test-")
atexit.register(shutil.rmtree, _home, ignore_errors=True)
os.environ.update(
    FRIHAVN_HOME=_home, FRIHAVN_SITE="staff", FRIHAVN_PLAIN="1", FRIHAVN_HOSTS="testserver,localhost,127.0.0.1"
)
_asked = os.environ.get("FRIHAVN_TEST_PG", "")
if _asked == "1":
    from tests.postgres import start

    _server = start()
    atexit.register(_server.cleanup)
    os.environ["FRIHAVN_DATABASE"] = _server.get_uri()
elif _asked:
    os.environ["FRIHAVN_DATABASE"] = _asked

from frihavn.web.settings import *  # noqa: E402, F403 - the environment has to be set before

if not _asked:  # a file, as in production: in memory neither the journal nor the erasing would be real
    DATABASES["default"]["TEST"] = {"NAME": f"{_home}/data/test.db"}  # noqa: F405

"""Settings of the test run: the site's own, on a PostgreSQL started here (the embedded one unless told otherwise)."""

import os
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
os.environ.setdefault("GJENNOMSLAG_DATA", str(_ROOT / ".cache" / "test-data"))
os.environ["GJENNOMSLAG_DEMO"] = "0"
os.environ["GJENNOMSLAG_SECRET_KEY"] = "tests-only-key-that-signs-nothing-real"

from gjennomslag.config.embedded import start_embedded  # noqa: E402
from gjennomslag.config.environment import read_environment  # noqa: E402
from gjennomslag.config.translations import compile_translations  # noqa: E402

compile_translations()

if not os.environ.get("DATABASE_URL"):
    # A test database that is thrown away needs no durability.
    start_embedded(
        read_environment().data, extra_settings="fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n"
    )

from gjennomslag.config.settings import *  # noqa: E402, F403

# A worker's threads must not keep the test database open when it is taken down.
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# At whatever hour the tests run, letters are sent; tests of the quiet hours set them.
QUIET_HOURS = "never"
SMS_FOLDER = DATA / "sms"  # noqa: F405
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
WHITENOISE_AUTOREFRESH = True

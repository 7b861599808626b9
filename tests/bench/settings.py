"""The project's own settings, and the bare views that its pages are measured beside."""

from parindex.settings import *  # noqa: F403
from parindex.settings import STORAGES

ROOT_URLCONF = "tests.bench.urls"
# Stored under hashed names as in production, but not packed: that takes most of a minute.
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
}

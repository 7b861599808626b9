"""The project's own settings, and the bare views that its pages are measured beside."""

from parindex.settings import *  # noqa: F403
from parindex.settings import STORAGES

ROOT_URLCONF = "tests.bench.urls"
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "tests.static_files.UnpackedFiles"}}

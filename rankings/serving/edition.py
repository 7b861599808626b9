"""The program itself, as far as it shapes what is published."""

import functools
import hashlib
from pathlib import Path

from django.conf import settings

SHAPING = ("templates/**/*.html", "locale/**/*.mo", "*/**/*.py", "static/**/*.*")


@functools.cache
def edition() -> str:
    """Returns a digest of templates, words and code: another program, or one set up otherwise, never meets old answers."""
    digest = hashlib.sha256()
    # What pages say of the installation itself.
    shown = (settings.SITE_URL, settings.DATA_LICENCE, settings.DATA_LICENCE_URL)
    digest.update(repr(shown).encode())
    base = Path(settings.BASE_DIR)
    for pattern in SHAPING:
        for path in sorted(base.glob(pattern)):
            if path.is_file() and ".venv" not in path.parts and "tests" not in path.parts:
                digest.update(f"{path.relative_to(base)}{path.stat().st_size}".encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()

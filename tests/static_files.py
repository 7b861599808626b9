"""Static files stored as in production, for tests that need the stored names."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders

from parindex.static_files import StoredFiles


class UnpackedFiles(StoredFiles):
    """Leaves the packing out: it takes most of a minute."""

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        return iter(())


def store(folder: Path) -> dict[str, str]:
    """Store every static file in ``folder``; return the stored names by the files' own.

    This process goes on with its own storage. To change that in the settings is unsafe while a
    live server answers in another thread: what it has just made of the old ones, it would keep.
    """
    storage = UnpackedFiles(location=folder, base_url=settings.STATIC_URL)
    sources = {}
    for finder in get_finders():
        for name, where in finder.list([]):
            if name not in sources:
                sources[name] = (where, name)
                with where.open(name) as file:
                    storage.save(name, file)
    stored = {}
    for name, stored_name, outcome in storage.post_process(sources):
        if isinstance(outcome, Exception):
            raise outcome
        stored[name] = str(stored_name)
    return stored

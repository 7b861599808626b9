"""Static files stored under names that change with their content, ours made small, and packed once for every browser."""

import re
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile
from rcssmin import cssmin
from rjsmin import jsmin
from whitenoise.storage import CompressedManifestStaticFilesStorage

Sources = dict[str, tuple[Any, str]]
"""Where each file lies, by its name: a storage and the name there."""
_SMALLER: dict[str, Callable[[str], str]] = {".css": cssmin, ".js": jsmin}
_IMPORT = re.compile(r'^@import "(?P<name>[\w-]+\.css)";$', re.MULTILINE)


class StoredFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise ships no types
    """Stores our styles and scripts without comments and space; a style sheet holds those that it imports.

    Our script modules import each other under their stored names, too. Django's own
    ``support_js_module_import_aggregation`` does so for every package's scripts, and fails at a comment
    of django-htmx that names a module.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        (
            "parindex/*.js",
            ((r'(?P<matched>\b(?P<word>import|from) ?"(?P<url>[^"]+)";)', '%(word)s "%(url)s";'),),
        ),
    )

    def post_process(self, paths: Sources, **options: Any) -> Iterator[Any]:
        """Makes our files small before they get their names."""
        smaller = {}
        if not options.get("dry_run"):
            smaller = {name: (self, name) for name in paths if self._make_small(paths, name)}
        yield from super().post_process(paths | smaller, **options)

    def _make_small(self, paths: Sources, name: str) -> bool:
        smaller = _SMALLER.get(PurePosixPath(name).suffix)
        if smaller is None or not name.startswith("parindex/"):
            return False
        text = smaller(_whole(paths, name))
        self.delete(name)
        self._save(name, ContentFile(text.encode()))
        return True


def _whole(paths: Sources, name: str) -> str:
    """Returns a file's text as it was written, each import in it replaced by what it imports."""
    storage, source = paths[name]
    with storage.open(source) as file:
        text: str = file.read().decode()
    folder = PurePosixPath(name).parent
    return _IMPORT.sub(lambda found: _whole(paths, str(folder / found["name"])), text)

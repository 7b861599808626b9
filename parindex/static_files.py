"""Static files stored under names that change with their content, and packed once for every browser."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StoredFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise ships no types
    """Stores our script modules so that they import each other under their stored names, too.

    Django's own ``support_js_module_import_aggregation`` does so for every package's scripts, and
    fails at a comment of django-htmx that names a module.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        (
            "parindex/*.js",
            ((r'(?P<matched>\b(?P<word>import|from) "(?P<url>[^"]+)";)', '%(word)s "%(url)s";'),),
        ),
    )

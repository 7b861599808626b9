"""Static files stored as in production, for tests that need the stored names."""

from collections.abc import Iterable, Iterator

from parindex.static_files import StoredFiles


class UnpackedFiles(StoredFiles):
    """Leaves the packing out: it takes most of a minute."""

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        return iter(())

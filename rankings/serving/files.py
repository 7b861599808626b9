"""Files of published rankings, made once for all readers and all processes of the machine.

A file is named by the fingerprint of what is in it. So a new version, another program or a mended
title never meet an old file; those go when theirs is made.
"""

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from threading import Lock

from django.conf import settings

from rankings.serving.fingerprint import Fingerprint

BLOCK = 65_536
_making = Lock()


def content_of(family: str, fingerprint: Fingerprint, make: Callable[[], bytes]) -> bytes:
    """Returns the file's bytes; made now, once in each process, where there is none yet.

    ``family`` tells files that replace each other, such as "7.vi.xlsx": one of each stays.
    """
    path = path_of(family, fingerprint)
    if path.exists():
        return path.read_bytes()
    with _making:
        if path.exists():
            return path.read_bytes()
        return b"".join(store_pieces(family, fingerprint, [make()]))


def pieces_of(
    family: str, fingerprint: Fingerprint, make: Callable[[], Iterable[bytes]]
) -> Iterator[bytes]:
    """Hands on the file piece by piece, kept or made now, for what is too large to hold in memory."""
    path = path_of(family, fingerprint)
    return _blocks(path) if path.exists() else store_pieces(family, fingerprint, make())


def path_of(family: str, fingerprint: Fingerprint) -> Path:
    """Where the file is, once it has been made."""
    return Path(settings.VAR_DIR) / "exports" / f"{fingerprint.key}.{family}"


def store_pieces(family: str, fingerprint: Fingerprint, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Hands the pieces on and keeps them, once the last has been taken; of a read that breaks off nothing."""
    path = path_of(family, fingerprint)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        try:
            for piece in pieces:
                file.write(piece)
                yield piece
        except BaseException:
            Path(file.name).unlink()
            raise
    # In one step: nobody reads half a file.
    os.replace(file.name, path)
    for old in path.parent.glob(f"*.{family}"):
        if old != path:
            old.unlink(missing_ok=True)


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block

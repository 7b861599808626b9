"""Files of published rankings, made once for all readers and all processes of the machine.

A file is named by its ETag, which is made of all that is in it (``rankings.kept.named``). So a new
version, another program or a mended title never meet an old file; those go when theirs is made.
"""

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from threading import Lock

from django.conf import settings

_making = Lock()


def stored(family: str, etag: str, make: Callable[[], bytes]) -> bytes:
    """The content of that name; made now, once in each process, where there is none yet.

    ``family`` tells files that replace each other, such as "7.vi.xlsx": one of each stays.
    """
    path = where(family, etag)
    if path.exists():
        return path.read_bytes()
    with _making:
        if path.exists():
            return path.read_bytes()
        return b"".join(storing(family, etag, [make()]))


def where(family: str, etag: str) -> Path:
    """Where the file of that name is, once it has been made."""
    name = etag.strip('"')
    return Path(settings.VAR_DIR) / "exports" / f"{name}.{family}"


def storing(family: str, etag: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Hand the pieces on and keep them, once the last has been taken; of a read that breaks off nothing."""
    path = where(family, etag)
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

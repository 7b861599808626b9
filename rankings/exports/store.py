"""Files of published rankings, made once for all readers and all processes of the machine.

A file is named by its ETag, which is made of all that is in it (``rankings.kept.named``). So a new
version, another program or a mended title never meet an old file; those go when theirs is made.
"""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from django.conf import settings

_making = Lock()


def stored(family: str, etag: str, make: Callable[[], bytes]) -> bytes:
    """The content of that name; made now, once in each process, where there is none yet.

    ``family`` tells files that replace each other, such as "7.vi.xlsx": one of each stays.
    """
    folder = Path(settings.VAR_DIR) / "exports"
    name = etag.strip('"')
    path = folder / f"{name}.{family}"
    if path.exists():
        return path.read_bytes()
    with _making:
        if path.exists():
            return path.read_bytes()
        content = make()
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
            file.write(content)
        # In one step: nobody reads half a file.
        os.replace(file.name, path)
        for old in folder.glob(f"*.{family}"):
            if old != path:
                old.unlink(missing_ok=True)
    return content

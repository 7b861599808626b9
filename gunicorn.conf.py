"""What gunicorn reads when it starts here: its access log writes one line a request, whatever is asked."""

from typing import Any

from gunicorn.glogging import (  # type: ignore[import-untyped]  # gunicorn ships no types
    Logger,
    SafeAtoms,
)

from parindex.logs import one_line


class OneLineAtoms(SafeAtoms):  # type: ignore[misc]  # as above
    """The parts of a line; the name in a header of basic authentication may hold any character."""

    def __getitem__(self, key: str) -> Any:
        value = super().__getitem__(key)
        return one_line(value) if isinstance(value, str) else value


class OneLineLogger(Logger):  # type: ignore[misc]  # as above
    atoms_wrapper_class = OneLineAtoms


logger_class = OneLineLogger

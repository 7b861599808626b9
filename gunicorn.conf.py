"""What gunicorn reads when it starts here: its access log writes one line a request, whatever is asked."""

import os
import tempfile
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
# Without queries and without the page before, whose address has one too: people are searched for by name and mail address.
access_log_format = (
    '%(h)s %(l)s %(u)s %(t)s "%(m)s %(U)s %(H)s" %(s)s %(b)s "%(a)s" %({x-request-id}o)s'
)


if os.environ.get("METRICS_TOKEN"):
    # Before anything is counted: the processes put their numbers together in one folder.
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", tempfile.mkdtemp(prefix="parindex-metrics-"))


def child_exit(_server: Any, worker: Any) -> None:
    """Called when a process has ended: what it counted stays in the sums."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]

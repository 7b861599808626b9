"""Other programs that tests start, each ended by its own id."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

PR_SET_PDEATHSIG = 1
STOP_SECONDS = 15
LOG_TAIL = 4000


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def ends_with_parent(stop_signal: signal.Signals) -> Callable[[], None] | None:
    """Leave nothing running when the tests are killed. Only Linux can do this."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    return lambda: libc.prctl(PR_SET_PDEATHSIG, int(stop_signal))


def family(pid: int) -> list[int]:
    """Returns a process and all that it has started, itself first. Linux tells."""
    found = [pid]
    for one in found:
        for children in Path(f"/proc/{one}/task").glob("*/children"):
            with contextlib.suppress(OSError):
                found += map(int, children.read_text().split())
    return found


class Process:
    """A running program, what it wrote, and the signal that ends it."""

    def __init__(
        self,
        name: str,
        command: Sequence[object],
        *,
        log: Path,
        env: dict[str, str] | None = None,
        user: str | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
    ) -> None:
        self.name = name
        self.command = [str(part) for part in command]
        self.log = log
        self.env = env or {}
        self.user = user
        self.stop_signal = stop_signal
        self.start()

    def start(self) -> None:
        """Starts the program, which does not run, with all that it was first started with."""
        with self.log.open("ab") as output:
            self.popen = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=os.environ | self.env,
                user=self.user,
                preexec_fn=ends_with_parent(self.stop_signal),  # noqa: PLW1509  # one system call
            )

    def written(self) -> str:
        """Answer the end of what the program wrote."""
        return self.log.read_text(errors="replace")[-LOG_TAIL:]

    def must_run(self) -> None:
        """Raise RuntimeError, with what the program wrote, when it has ended."""
        if self.popen.poll() is not None:
            raise RuntimeError(f"{self.name} ended with {self.popen.returncode}:\n{self.written()}")

    def seconds_on_cores(self) -> float:
        """Returns what the program's children have had of the cores, in seconds; Linux tells it."""
        stats = (
            Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2]
            for pid in family(self.popen.pid)[1:]
        )
        # After the name: state is the first, user and system time are the twelfth and thirteenth.
        ticks = sum(int(one) for stat in stats for one in stat.split()[11:13])
        return ticks / os.sysconf("SC_CLK_TCK")

    def kill(self) -> None:
        """Ends the program and all that it has started at once, without a word to them."""
        for pid in family(self.popen.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.popen.wait()

    def stop(self) -> None:
        if self.popen.poll() is None:
            self.popen.send_signal(self.stop_signal)
        try:
            self.popen.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.popen.kill()
            self.popen.wait()

"""How long a connection to PostgreSQL waits, and what is said when that was not enough.

The settings give every connection the limits of a page, so that one long statement or one forgotten transaction
cannot hold up everybody. Long work, which nobody waits for, lifts them for itself.
"""

import contextlib
from collections.abc import Iterator
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError, connection

from criteria.common.text import Text

_NO_HURRY = {
    "statement_timeout": "0",
    "lock_timeout": "2min",
    "idle_in_transaction_session_timeout": "10min",
}
_BUSY = {
    "55P03",  # a lock was not to be had in time
    "57014",  # a statement took too long
    "25P03",  # a transaction was idle for too long
    "40P01",  # two that waited for each other
    "40001",
}
"""The codes of PostgreSQL that say: try again."""

BUSY = Text(
    vi="Máy chủ đang bận xử lý dữ liệu này nên chưa thực hiện được; chưa có gì thay đổi. Hãy thử lại sau ít phút.",
    en="The server is busy with these data, so nothing was done and nothing has changed. Try again in a few minutes.",
)
BUSY_SECONDS = 5
"""The time after which a program may try again."""


def is_busy(error: Exception) -> bool:
    """Returns whether the database gave up waiting, so that the same may succeed a little later."""
    if not isinstance(error, OperationalError):
        return False
    cause = error.__cause__
    is_locked = getattr(cause, "sqlite_errorname", "").startswith("SQLITE_BUSY")
    return is_locked or getattr(cause, "pgcode", None) in _BUSY


_GOING = {"57P01", "57P02", "57P03"}
"""The codes of a server of PostgreSQL that ends, or has not begun to answer yet."""

AWAY = Text(
    vi="Cơ sở dữ liệu chưa trả lời. Nội dung vừa gửi có thể đã được lưu hoặc chưa: hãy đợi một phút rồi xem lại trước "
    "khi gửi lần nữa.",
    en="The database does not answer. What you sent may have been saved or not: wait a minute, then look before "
    "you send it again.",
)


def is_away(error: BaseException | None) -> bool:
    """Returns whether the database itself is away: it was not reached, or ended in the middle of what was asked."""
    if isinstance(error, InterfaceError):
        return True
    code = getattr(error.__cause__, "pgcode", None) if error else None
    return (
        isinstance(error, OperationalError)
        and connection.vendor == "postgresql"
        and (code is None or code in _GOING)
    )


@contextlib.contextmanager
def patience(**limits: str) -> Iterator[None]:
    """Lets this connection take its time until the block ends; ``limits`` are further settings of PostgreSQL."""
    if connection.vendor != "postgresql":
        yield
        return
    chosen = _NO_HURRY | limits
    _run(
        f"SELECT {', '.join(['set_config(%s, %s, false)'] * len(chosen))}",
        [part for limit in chosen.items() for part in limit],
    )
    try:
        yield
    finally:
        # A connection that was lost has the limits of a page when it is made anew.
        with contextlib.suppress(DatabaseError, InterfaceError):
            _run(
                "SELECT set_config(name, reset_val, false) FROM pg_settings WHERE name = ANY(%s)",
                [list(chosen)],
            )


def _run(sql: str, parameters: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)

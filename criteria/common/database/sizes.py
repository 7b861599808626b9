"""How large the database is; no model can be asked."""

from django.db import connection

_ASKED = {
    "postgresql": "SELECT pg_database_size(current_database())",
    "sqlite": "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
}


def database_size() -> int:
    """Returns the size of the database in bytes."""
    with connection.cursor() as cursor:
        cursor.execute(_ASKED[connection.vendor])
        return int(cursor.fetchone()[0])

"""The role of PostgreSQL that the application works as: it owns nothing, and holds only the rights that it needs."""

from collections.abc import Collection

from django.db import connection, transaction

from criteria.common.text import Refused, Text


@transaction.atomic
def grant_role(
    name: str,
    password: str,
    *,
    insert_only: Collection[str],
    without_update: Collection[str],
    read_only: Collection[str],
) -> None:
    """Makes the role where it is missing, and gives it exactly its rights on the tables that are there.

    It is called by the owner of the tables after each migration. What is not named may be read, written and deleted
    from; a table of ``insert_only`` takes new rows alone, and one of ``without_update`` lets rows go too. Raises
    ``Refused`` for a role that is more than that: one that owns a table, or a superuser.
    """
    role = connection.ops.quote_name(name)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
        verb = "ALTER" if cursor.fetchone() else "CREATE"
        cursor.execute(f"{verb} ROLE {role} LOGIN PASSWORD %s", [password])
        cursor.execute(
            "SELECT rolsuper OR EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = 'public'"
            " AND pg_has_role(rolname, tableowner, 'MEMBER')) FROM pg_roles WHERE rolname = %s",
            [name],
        )
        if cursor.fetchone() != (False,):
            raise Refused(
                Text(
                    vi=f"Vai trò {name} sở hữu bảng hoặc là siêu người dùng: ứng dụng phải dùng một vai trò khác.",
                    en=f"The role {name} owns tables or is a superuser: the application needs another one.",
                )
            )
        for statement in (
            f"GRANT USAGE ON SCHEMA public TO {role}",
            f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}",
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
            f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
            f"REVOKE UPDATE, DELETE ON {_tables(insert_only)} FROM {role}",
            f"REVOKE UPDATE ON {_tables(without_update)} FROM {role}",
            f"REVOKE INSERT, UPDATE, DELETE ON {_tables(read_only)} FROM {role}",
        ):
            cursor.execute(statement)


def _tables(names: Collection[str]) -> str:
    return ", ".join(connection.ops.quote_name(name) for name in sorted(names))

"""PostgreSQL itself refuses to edit or delete a line of the trail, whoever asks."""

from django.db import migrations

TABLES = ("assessments_change", "assessments_remark", "assessments_snapshot")
FUNCTION = """
CREATE FUNCTION parindex_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$
"""


def refuse(_apps, schema_editor):
    # SQLite has one user, who holds the file: nothing is gained there.
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(FUNCTION, params=None)
    for table in TABLES:
        # Rows only: emptying whole tables is how a test database is made ready for the next test.
        schema_editor.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION parindex_append_only()"
        )


def allow(_apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in TABLES:
        schema_editor.execute(f"DROP TRIGGER append_only ON {table}")
    schema_editor.execute("DROP FUNCTION parindex_append_only()")


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0005_long_work'),
    ]

    operations = [
        migrations.RunPython(refuse, allow),
    ]

"""No way round the guards of the trail: the base manager is guarded too, and SQLite refuses an edit itself."""

from django.db import migrations

TABLES = ("assessments_change", "assessments_remark", "assessments_snapshot")


def refuse(_apps, schema_editor):
    if schema_editor.connection.vendor != "sqlite":
        return
    for table in TABLES:
        # Edits only: SQLite empties a test database by deleting its rows.
        schema_editor.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE ON {table}"
            f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def allow(_apps, schema_editor):
    if schema_editor.connection.vendor != "sqlite":
        return
    for table in TABLES:
        schema_editor.execute(f"DROP TRIGGER {table}_append_only")


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0010_survey_versions'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='change',
            options={'base_manager_name': 'objects', 'ordering': ['-at', '-pk'], 'verbose_name': 'thay đổi', 'verbose_name_plural': 'thay đổi'},
        ),
        migrations.AlterModelOptions(
            name='remark',
            options={'base_manager_name': 'objects', 'ordering': ['at', 'pk'], 'verbose_name': 'ý kiến', 'verbose_name_plural': 'ý kiến'},
        ),
        migrations.AlterModelOptions(
            name='snapshot',
            options={'base_manager_name': 'objects', 'ordering': ['at', 'pk'], 'verbose_name': 'bản chụp phiếu', 'verbose_name_plural': 'bản chụp phiếu'},
        ),
        migrations.RunPython(refuse, allow),
    ]

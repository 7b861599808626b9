"""Signed reports and survey imports are kept by the database itself too, on both databases."""

from django.db import migrations

REPORTS = "assessments_signedreport"
SURVEYS = ("assessments_surveyimport", "assessments_surveyresult")


def refuse(_apps, schema_editor):
    """As in 0006, whose function this uses, and 0011; PostgreSQL keeps survey imports since 0010."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {REPORTS}"
            " FOR EACH ROW EXECUTE FUNCTION parindex_append_only()"
        )
    if schema_editor.connection.vendor == "sqlite":
        for table in (REPORTS, *SURVEYS):
            schema_editor.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE ON {table}"
                f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


def allow(_apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP TRIGGER append_only ON {REPORTS}")
    if schema_editor.connection.vendor == "sqlite":
        for table in (REPORTS, *SURVEYS):
            schema_editor.execute(f"DROP TRIGGER {table}_append_only")


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0012_units_in_documents'),
    ]

    operations = [
        # The base manager is inherited now.
        migrations.AlterModelOptions(
            name='change',
            options={'ordering': ['-at', '-pk'], 'verbose_name': 'thay đổi', 'verbose_name_plural': 'thay đổi'},
        ),
        migrations.AlterModelOptions(
            name='remark',
            options={'ordering': ['at', 'pk'], 'verbose_name': 'ý kiến', 'verbose_name_plural': 'ý kiến'},
        ),
        migrations.AlterModelOptions(
            name='snapshot',
            options={'ordering': ['at', 'pk'], 'verbose_name': 'bản chụp phiếu', 'verbose_name_plural': 'bản chụp phiếu'},
        ),
        migrations.RunPython(refuse, allow),
    ]

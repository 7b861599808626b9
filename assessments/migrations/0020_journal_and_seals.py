"""The security journal, and the seals over it, the record and the snapshots; the database keeps all three."""

import criteria.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


TABLES = ("assessments_seal", "assessments_recordcheck")
JOURNAL = "assessments_journalline"
IS_YOUNG = "OLD.at > now() - interval '90 days'"


def refuse(_apps, schema_editor):
    """As in 0006, whose function this uses. A line of the journal may be deleted once it is old, and is never edited."""
    refused = "FOR EACH ROW {} EXECUTE FUNCTION parindex_append_only()"
    if schema_editor.connection.vendor == "postgresql":
        for table, when in (*((table, "") for table in TABLES), (JOURNAL, f"WHEN ({IS_YOUNG})")):
            schema_editor.execute(
                f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} {refused.format(when)}"
            )
        schema_editor.execute(
            f"CREATE TRIGGER append_only_when_old BEFORE UPDATE ON {JOURNAL} {refused.format('')}"
        )
    if schema_editor.connection.vendor == "sqlite":
        for table in (*TABLES, JOURNAL):
            schema_editor.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE ON {table}"
                f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0019_reference_values'),
    ]

    operations = [
        migrations.CreateModel(
            name='RecordCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='lúc')),
                ('head', models.PositiveBigIntegerField(verbose_name='số mắt xích')),
                ('sha256', models.CharField(blank=True, max_length=64, verbose_name='SHA-256')),
                ('lines', models.PositiveBigIntegerField(verbose_name='số dòng')),
                ('faults', models.PositiveBigIntegerField(verbose_name='số sai lệch')),
                ('first_faults', models.JSONField(default=list, verbose_name='sai lệch đầu tiên')),
            ],
            options={
                'verbose_name': 'lần kiểm tra chuỗi niêm phong',
                'verbose_name_plural': 'lần kiểm tra chuỗi niêm phong',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveBigIntegerField(unique=True, verbose_name='số')),
                ('form', models.PositiveSmallIntegerField(verbose_name='dạng chuẩn')),
                ('subject', models.CharField(choices=[('change', 'Lịch sử thay đổi'), ('snapshot', 'Bản chụp phiếu'), ('journal', 'Nhật ký an ninh'), ('let_go', 'Dòng nhật ký hết hạn lưu')], max_length=10, verbose_name='đối tượng')),
                ('begun_at', models.DateTimeField(verbose_name='lúc')),
                ('lines', models.JSONField(verbose_name='các dòng')),
                ('last', models.BigIntegerField(verbose_name='khóa lớn nhất')),
                ('before', criteria.fields.NfcCharField(blank=True, max_length=64, verbose_name='mã của mắt xích trước')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
            ],
            options={
                'verbose_name': 'mắt xích niêm phong',
                'verbose_name_plural': 'mắt xích niêm phong',
                'ordering': ['number'],
                'indexes': [models.Index(fields=['subject', 'begun_at'], name='seal_of_a_subject')],
            },
        ),
        migrations.CreateModel(
            name='JournalLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='thời gian')),
                ('kind', models.CharField(max_length=40, verbose_name='việc')),
                ('account', criteria.fields.NfcCharField(blank=True, max_length=254, verbose_name='tài khoản')),
                ('address', criteria.fields.NfcCharField(blank=True, max_length=64, verbose_name='địa chỉ mạng')),
                ('door', models.CharField(choices=[('page', 'Trang web'), ('api', 'API'), ('admin', 'Trang quản trị'), ('import', 'Nhập tệp'), ('task', 'Tác vụ nền'), ('command', 'Dòng lệnh')], max_length=10, verbose_name='nguồn')),
                ('place', criteria.fields.NfcCharField(blank=True, max_length=200, verbose_name='nơi')),
                ('facts', models.JSONField(default=dict, verbose_name='chi tiết')),
                ('person', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='journal', to=settings.AUTH_USER_MODEL, verbose_name='người')),
            ],
            options={
                'verbose_name': 'dòng nhật ký an ninh',
                'verbose_name_plural': 'dòng nhật ký an ninh',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['person', '-id'], name='journal_of_a_person'), models.Index(fields=['kind', '-id'], name='journal_of_a_kind'), models.Index(fields=['at'], name='journal_by_time')],
            },
        ),
        # The tables go with their triggers.
        migrations.RunPython(refuse, migrations.RunPython.noop),
    ]

"""The schema at once, for a new database: what the migrations named in it build step by step."""

import assessments.models.evidence
import assessments.models.jobs
import criteria.fields
import django.db.models.deletion
import django.db.models.functions.comparison
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


TABLES = (
    "assessments_change",
    "assessments_recordcheck",
    "assessments_remark",
    "assessments_seal",
    "assessments_signedreport",
    "assessments_snapshot",
    "assessments_surveyimport",
    "assessments_surveyresult",
)
JOURNAL = "assessments_journalline"
IS_YOUNG = "OLD.at > now() - interval '90 days'"
FUNCTION = """
CREATE FUNCTION parindex_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$
"""


def refuse(_apps, schema_editor):
    """The guards of 0006, 0010, 0011, 0013 and 0020, as they are after all of these."""
    refused = "FOR EACH ROW {} EXECUTE FUNCTION parindex_append_only()"
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FUNCTION, params=None)
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

    replaces = [
        ('assessments', '0001_initial'),
        ('assessments', '0002_a_difference_always_has_a_reason'),
        ('assessments', '0003_review'),
        ('assessments', '0004_keep_the_owners'),
        ('assessments', '0005_long_work'),
        ('assessments', '0006_append_only_in_the_database'),
        ('assessments', '0007_mail_being_sent'),
        ('assessments', '0008_signed_reports'),
        ('assessments', '0009_tokens_with_a_scope'),
        ('assessments', '0010_survey_versions'),
        ('assessments', '0011_append_only_through_every_manager'),
        ('assessments', '0012_units_in_documents'),
        ('assessments', '0013_append_only_everywhere'),
        ('assessments', '0014_codes_as_text'),
        ('assessments', '0015_session_epoch'),
        ('assessments', '0016_database_defaults'),
        ('assessments', '0017_sent_forms'),
        ('assessments', '0018_around_the_tree'),
        ('assessments', '0019_reference_values'),
        ('assessments', '0020_journal_and_seals'),
        ('assessments', '0021_asked_documents'),
        ('assessments', '0022_scans_and_signatures'),
    ]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('criteria', '0001_squashed_0003_around_the_tree'),
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
            name='Round',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('criteria_set', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='criteria.criteriaset', verbose_name='bộ tiêu chí')),
                ('title_vi', criteria.fields.NfcCharField(max_length=300, verbose_name='tên kỳ đánh giá')),
                ('title_en', criteria.fields.NfcCharField(blank=True, max_length=300, verbose_name='tên tiếng Anh')),
                ('year', models.PositiveSmallIntegerField(verbose_name='năm đánh giá')),
                ('opens_at', models.DateTimeField(verbose_name='mở từ')),
                ('submit_by', models.DateTimeField(help_text='Sau thời điểm này đơn vị không ghi được nữa.', verbose_name='hạn tự đánh giá')),
                ('review_by', models.DateTimeField(verbose_name='hạn thẩm định')),
                ('explanations_allowed', models.PositiveSmallIntegerField(db_default=1, default=1, help_text='Một phiếu được giải trình nhiều nhất mấy lần.', verbose_name='số lần giải trình')),
                ('quorum_percent', models.PositiveSmallIntegerField(db_default=67, default=67, help_text='Phần trăm thành viên dự họp hoặc cho ý kiến bằng văn bản.', verbose_name='tỷ lệ dự họp hội đồng tối thiểu')),
                ('is_demo', models.BooleanField(default=False, verbose_name='dữ liệu minh họa')),
                ('search', criteria.fields.FoldedField(blank=True, default='', editable=False, sources=('title_vi', 'title_en', 'year'))),
            ],
            options={
                'verbose_name': 'kỳ đánh giá',
                'verbose_name_plural': 'kỳ đánh giá',
                'ordering': ['-year', 'criteria_set__level', '-opens_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('opens_at__lt', models.F('submit_by')), ('submit_by__lt', models.F('review_by'))), name='round_dates_in_order', violation_error_message='Ngày mở phải trước hạn tự đánh giá, hạn tự đánh giá trước hạn thẩm định.'), models.CheckConstraint(condition=models.Q(('quorum_percent__gte', 1), ('quorum_percent__lte', 100)), name='round_quorum_is_a_percentage')],
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
            name='Unit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.CharField(choices=[('province', 'Tỉnh, thành phố'), ('ministry', 'Bộ, ngành'), ('department', 'Sở, ban, ngành'), ('commune', 'Xã, phường')], max_length=20, verbose_name='cấp')),
                ('code', criteria.fields.NfcCharField(max_length=20, verbose_name='mã')),
                ('name_vi', criteria.fields.NfcCharField(max_length=200, verbose_name='tên đơn vị')),
                ('name_en', criteria.fields.NfcCharField(blank=True, max_length=200, verbose_name='tên tiếng Anh')),
                ('region', criteria.fields.NfcCharField(blank=True, max_length=100, verbose_name='vùng')),
                ('in_force_from', models.DateField(blank=True, null=True, verbose_name='từ ngày')),
                ('in_force_to', models.DateField(blank=True, null=True, verbose_name='đến ngày')),
                ('kinds', criteria.fields.NfcCharField(blank=True, db_default='', default='', help_text='Cách nhau bằng dấu chấm phẩy, ví dụ: miền núi; đặc khu', max_length=200, verbose_name='loại đơn vị')),
                ('ranked', models.BooleanField(default=True, verbose_name='được xếp hạng')),
                ('document_name', criteria.fields.NfcCharField(blank=True, db_default='', default='', help_text='Ví dụ: Ủy ban nhân dân tỉnh Quảng Ninh. Để trống: theo tên đơn vị.', max_length=200, verbose_name='tên trong văn bản')),
                ('superior_name', criteria.fields.NfcCharField(blank=True, db_default='', default='', help_text='Dòng trên tên đơn vị ở đầu văn bản, nếu có.', max_length=200, verbose_name='cơ quan chủ quản')),
                ('signer_title', criteria.fields.NfcCharField(blank=True, db_default='', default='', help_text='Ví dụ: Bộ trưởng. Để trống: Chủ tịch hoặc Thủ trưởng cơ quan.', max_length=100, verbose_name='chức vụ người ký')),
                ('search', criteria.fields.FoldedField(blank=True, default='', editable=False, sources=('code', 'name_vi', 'name_en', 'region'))),
                ('formed_from', models.ManyToManyField(blank=True, related_name='became', to='assessments.unit', verbose_name='hình thành từ')),
            ],
            options={
                'verbose_name': 'đơn vị',
                'verbose_name_plural': 'đơn vị',
                'ordering': ['level', 'code', 'in_force_from'],
                'constraints': [models.UniqueConstraint(fields=('level', 'code', 'in_force_from'), name='unit_code_once_at_a_time'), models.UniqueConstraint(condition=models.Q(('in_force_from', None)), fields=('level', 'code'), name='unit_code_once_from_the_start'), models.CheckConstraint(condition=models.Q(('in_force_from', None), ('in_force_to', None), ('in_force_from__lte', models.F('in_force_to')), _connector='OR'), name='unit_in_force_in_order')],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='thư điện tử')),
                ('full_name', criteria.fields.NfcCharField(max_length=150, verbose_name='họ và tên')),
                ('is_active', models.BooleanField(default=True, verbose_name='đang hoạt động')),
                ('is_staff', models.BooleanField(default=False, verbose_name='vào trang quản trị')),
                ('date_joined', models.DateTimeField(auto_now_add=True, verbose_name='ngày tạo')),
                ('session_epoch', models.PositiveIntegerField(db_default=0, default=0, editable=False, verbose_name='số lần chấm dứt mọi phiên')),
                ('search', criteria.fields.FoldedField(blank=True, default='', editable=False, sources=('email', 'full_name'))),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'người dùng',
                'verbose_name_plural': 'người dùng',
                'ordering': ['email'],
            },
        ),
        migrations.CreateModel(
            name='Assessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='assessments.round', verbose_name='kỳ đánh giá')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='assessments.unit', verbose_name='đơn vị')),
                ('status', models.CharField(choices=[('drafting', 'Đang tự đánh giá'), ('submitted', 'Đã gửi'), ('in_review', 'Đang thẩm định'), ('explaining', 'Đang giải trình'), ('council', 'Trình hội đồng thẩm định'), ('final', 'Đã thẩm định xong')], default='drafting', editable=False, max_length=20, verbose_name='trạng thái')),
                ('ranked', models.BooleanField(default=True, verbose_name='được xếp hạng')),
                ('extended_to', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='gia hạn đến')),
                ('extension_reason', criteria.fields.NfcTextField(blank=True, editable=False, verbose_name='lý do gia hạn')),
                ('extension_document', criteria.fields.NfcCharField(blank=True, db_default='', default='', editable=False, max_length=100, verbose_name='văn bản gia hạn')),
                ('explain_by', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='hạn giải trình')),
                ('explanations', models.PositiveSmallIntegerField(db_default=0, default=0, editable=False, verbose_name='số lần đã giải trình')),
                ('review_extended_to', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='gia hạn thẩm định đến')),
                ('return_reason', criteria.fields.NfcTextField(blank=True, editable=False, verbose_name='lý do trả lại')),
                ('submitted_at', models.DateTimeField(editable=False, null=True, verbose_name='gửi lúc')),
                ('submitted_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người gửi')),
            ],
            options={
                'verbose_name': 'phiếu đánh giá',
                'verbose_name_plural': 'phiếu đánh giá',
                'ordering': ['round', 'unit__code'],
                'constraints': [models.UniqueConstraint(fields=('round', 'unit'), name='assessment_once_in_a_round')],
            },
        ),
        migrations.CreateModel(
            name='Council',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='councils', to='assessments.round', verbose_name='kỳ đánh giá')),
                ('title', criteria.fields.NfcCharField(max_length=300, verbose_name='tên phiên họp')),
                ('held_on', models.DateField(verbose_name='ngày họp')),
                ('minutes_number', criteria.fields.NfcCharField(blank=True, max_length=100, verbose_name='số biên bản')),
                ('minutes', criteria.fields.NfcTextField(blank=True, verbose_name='biên bản')),
                ('closed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='kết thúc lúc')),
                ('opened_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người lập')),
            ],
            options={
                'verbose_name': 'hội đồng thẩm định',
                'verbose_name_plural': 'hội đồng thẩm định',
                'ordering': ['-held_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='jobs', to=settings.AUTH_USER_MODEL, verbose_name='người tạo')),
                ('door', models.CharField(choices=[('page', 'Trang web'), ('api', 'API'), ('admin', 'Trang quản trị'), ('import', 'Nhập tệp'), ('task', 'Tác vụ nền'), ('command', 'Dòng lệnh')], max_length=10, verbose_name='qua')),
                ('kind', models.CharField(max_length=40, verbose_name='loại')),
                ('parameters', models.JSONField(default=dict, verbose_name='tham số')),
                ('key', models.CharField(max_length=64)),
                ('title_vi', criteria.fields.NfcCharField(max_length=500, verbose_name='tên việc')),
                ('title_en', criteria.fields.NfcCharField(max_length=500, verbose_name='tên tiếng Anh')),
                ('state', models.CharField(choices=[('waiting', 'Đang chờ'), ('running', 'Đang làm'), ('done', 'Đã xong'), ('failed', 'Không làm được')], default='waiting', max_length=10, verbose_name='trạng thái')),
                ('run', models.UUIDField(null=True)),
                ('tries', models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name='số lần thực hiện')),
                ('done', models.PositiveIntegerField(default=0, verbose_name='đã xong')),
                ('total', models.PositiveIntegerField(default=0, verbose_name='tổng số')),
                ('messages', models.JSONField(default=list, verbose_name='thông báo')),
                ('file', models.FileField(blank=True, upload_to=assessments.models.jobs.stored_name, verbose_name='tệp')),
                ('file_name', criteria.fields.NfcCharField(blank=True, max_length=255, verbose_name='tên tệp')),
                ('content_type', models.CharField(blank=True, max_length=100, verbose_name='loại tệp')),
                ('size', models.PositiveBigIntegerField(blank=True, help_text='byte', null=True, verbose_name='kích thước')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='tạo lúc')),
                ('progressed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='tiến triển lúc')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='kết thúc lúc')),
                ('expires_at', models.DateTimeField(blank=True, null=True, verbose_name='giữ đến')),
            ],
            options={
                'verbose_name': 'việc chạy lâu',
                'verbose_name_plural': 'việc chạy lâu',
                'ordering': ['-created_at', '-pk'],
                'indexes': [models.Index(fields=['expires_at'], name='job_by_expiry')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['waiting', 'running'])), fields=('owner', 'key'), name='job_once_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='JournalLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='thời gian')),
                ('kind', models.CharField(max_length=40, verbose_name='việc')),
                ('person', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='journal', to=settings.AUTH_USER_MODEL, verbose_name='người')),
                ('account', criteria.fields.NfcCharField(blank=True, max_length=254, verbose_name='tài khoản')),
                ('address', criteria.fields.NfcCharField(blank=True, max_length=64, verbose_name='địa chỉ mạng')),
                ('door', models.CharField(choices=[('page', 'Trang web'), ('api', 'API'), ('admin', 'Trang quản trị'), ('import', 'Nhập tệp'), ('task', 'Tác vụ nền'), ('command', 'Dòng lệnh')], max_length=10, verbose_name='nguồn')),
                ('place', criteria.fields.NfcCharField(blank=True, max_length=200, verbose_name='nơi')),
                ('facts', models.JSONField(default=dict, verbose_name='chi tiết')),
            ],
            options={
                'verbose_name': 'dòng nhật ký an ninh',
                'verbose_name_plural': 'dòng nhật ký an ninh',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['person', '-id'], name='journal_of_a_person'), models.Index(fields=['kind', '-id'], name='journal_of_a_kind'), models.Index(fields=['at'], name='journal_by_time')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL, verbose_name='người dùng')),
                ('role', models.CharField(choices=[('officer', 'Cán bộ chấm điểm'), ('leader', 'Lãnh đạo đơn vị'), ('reviewer', 'Người thẩm định'), ('coordinator', 'Điều phối viên'), ('inspector', 'Người giám sát'), ('admin', 'Quản trị viên')], max_length=20, verbose_name='vai trò')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='assessments.unit', verbose_name='đơn vị')),
                ('body', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='criteria.reviewingbody', verbose_name='cơ quan thẩm định')),
                ('parts', models.ManyToManyField(blank=True, help_text='Để trống: toàn bộ cây tiêu chí của đơn vị.', related_name='+', to='criteria.criterion', verbose_name='phần được giao')),
            ],
            options={
                'verbose_name': 'vai trò của người dùng',
                'verbose_name_plural': 'vai trò của người dùng',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('body', None), ('role__in', ('officer', 'leader')), ('unit__isnull', False)), models.Q(('body__isnull', False), ('role', 'reviewer'), ('unit', None)), models.Q(('body', None), ('role__in', ('coordinator', 'inspector', 'admin')), ('unit', None)), _connector='OR'), name='membership_in_its_place', violation_error_message='Cán bộ và lãnh đạo thuộc một đơn vị; người thẩm định thuộc một cơ quan thẩm định; các vai trò khác không thuộc nơi nào.'), models.UniqueConstraint(condition=models.Q(('body', None)), fields=('user', 'role', 'unit'), name='membership_once_at_a_unit'), models.UniqueConstraint(condition=models.Q(('unit', None)), fields=('user', 'body'), name='membership_once_at_a_body'), models.UniqueConstraint(condition=models.Q(('body', None), ('unit', None)), fields=('user', 'role'), name='membership_once_everywhere')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL, verbose_name='người nhận')),
                ('key', models.CharField(max_length=120, verbose_name='việc')),
                ('text_vi', criteria.fields.NfcTextField(verbose_name='nội dung')),
                ('text_en', criteria.fields.NfcTextField(verbose_name='nội dung tiếng Anh')),
                ('path', models.CharField(blank=True, max_length=200, verbose_name='đường dẫn')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='lúc')),
                ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='đọc lúc')),
                ('mail', models.CharField(choices=[('none', 'Không gửi thư'), ('waiting', 'Chờ gửi'), ('sending', 'Đang gửi'), ('sent', 'Đã gửi'), ('failed', 'Không gửi được')], default='waiting', max_length=10, verbose_name='thư điện tử')),
                ('mail_tries', models.PositiveSmallIntegerField(default=0, verbose_name='số lần gửi')),
                ('mail_at', models.DateTimeField(blank=True, null=True, verbose_name='gửi lúc')),
                ('mail_error', models.CharField(blank=True, max_length=300, verbose_name='lỗi gửi thư')),
            ],
            options={
                'verbose_name': 'thông báo',
                'verbose_name_plural': 'thông báo',
                'ordering': ['-at', '-pk'],
                'indexes': [models.Index(fields=['mail', 'at'], name='notice_by_mail')],
                'constraints': [models.UniqueConstraint(fields=('user', 'key'), name='notice_once_for_an_occasion')],
            },
        ),
        migrations.CreateModel(
            name='ReferenceValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='references', to='assessments.round', verbose_name='kỳ đánh giá')),
                ('unit', models.ForeignKey(blank=True, help_text='Để trống: mọi đơn vị', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.unit', verbose_name='đơn vị')),
                ('key', criteria.fields.NfcCharField(max_length=40, verbose_name='khóa')),
                ('value', criteria.fields.FixedPointField(places=6, verbose_name='giá trị')),
                ('source', criteria.fields.NfcCharField(max_length=300, verbose_name='nguồn')),
            ],
            options={
                'verbose_name': 'giá trị tham chiếu',
                'verbose_name_plural': 'giá trị tham chiếu',
                'ordering': ['round', 'key', 'unit'],
                'constraints': [models.UniqueConstraint(fields=('round', 'key', 'unit'), name='reference_once_for_a_unit'), models.UniqueConstraint(condition=models.Q(('unit', None)), fields=('round', 'key'), name='reference_once_for_all'), models.CheckConstraint(condition=models.Q(('value__gte', 0)), name='reference_not_negative')],
            },
        ),
        migrations.CreateModel(
            name='SentForm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người')),
                ('key', models.CharField(max_length=64, verbose_name='khóa của biểu mẫu')),
                ('result', models.JSONField(null=True, verbose_name='kết quả')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='lúc')),
            ],
            options={
                'verbose_name': 'biểu mẫu đã gửi',
                'verbose_name_plural': 'biểu mẫu đã gửi',
                'constraints': [models.UniqueConstraint(fields=('user', 'key'), name='form_sent_once')],
            },
        ),
        migrations.CreateModel(
            name='SurveyImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='survey_imports', to='assessments.round', verbose_name='kỳ đánh giá')),
                ('number', models.PositiveIntegerField(verbose_name='lần')),
                ('file_name', criteria.fields.NfcCharField(max_length=255, verbose_name='tên tệp')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='lúc')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người')),
                ('rows', models.PositiveIntegerField(verbose_name='số dòng')),
                ('changed', models.PositiveIntegerField(verbose_name='điểm thay đổi')),
                ('units', models.PositiveIntegerField(verbose_name='số đơn vị')),
                ('respondents', models.PositiveBigIntegerField(null=True, verbose_name='lượt trả lời')),
                ('first_day', models.DateField(null=True, verbose_name='từ ngày')),
                ('last_day', models.DateField(null=True, verbose_name='đến ngày')),
            ],
            options={
                'verbose_name': 'lần nhập điểm điều tra',
                'verbose_name_plural': 'lần nhập điểm điều tra',
                'ordering': ['-number'],
                'constraints': [models.UniqueConstraint(fields=('round', 'number'), name='survey_import_number_once')],
            },
        ),
        migrations.CreateModel(
            name='Token',
            fields=[
                ('digest', models.CharField(max_length=128, primary_key=True, serialize=False)),
                ('token_key', models.CharField(db_index=True, max_length=25)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='auth_token_set', to=settings.AUTH_USER_MODEL)),
                ('created', models.DateTimeField(auto_now_add=True)),
                ('expiry', models.DateTimeField(blank=True, null=True)),
                ('name', criteria.fields.NfcCharField(blank=True, max_length=100, verbose_name='dùng cho')),
                ('scope', models.CharField(choices=[('read', 'Chỉ đọc'), ('write', 'Đọc và ghi phần tự đánh giá')], default='read', max_length=10, verbose_name='phạm vi')),
            ],
            options={
                'verbose_name': 'mã truy cập API',
                'verbose_name_plural': 'mã truy cập API',
                'ordering': ['-created', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='CouncilMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='assessments.council', verbose_name='hội đồng')),
                ('full_name', criteria.fields.NfcCharField(max_length=150, verbose_name='họ và tên')),
                ('position', criteria.fields.NfcCharField(blank=True, max_length=300, verbose_name='chức vụ, cơ quan')),
                ('presence', models.CharField(choices=[('present', 'Dự họp'), ('written', 'Cho ý kiến bằng văn bản'), ('absent', 'Vắng mặt')], default='absent', max_length=10, verbose_name='tham dự')),
            ],
            options={
                'verbose_name': 'thành viên hội đồng',
                'verbose_name_plural': 'thành viên hội đồng',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('council', 'full_name', 'position'), name='council_member_once')],
            },
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('signatures', models.JSONField(blank=True, editable=False, null=True, verbose_name='chữ ký số')),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='assessments.assessment', verbose_name='phiếu đánh giá')),
                ('title', criteria.fields.NfcCharField(max_length=500, verbose_name='trích yếu')),
                ('number', criteria.fields.NfcCharField(blank=True, max_length=100, verbose_name='số, ký hiệu')),
                ('issued_on', models.DateField(blank=True, null=True, verbose_name='ngày ban hành')),
                ('url', models.URLField(blank=True, max_length=1000, verbose_name='đường dẫn')),
                ('file', models.FileField(blank=True, upload_to=assessments.models.evidence.stored_name, verbose_name='tệp')),
                ('file_name', criteria.fields.NfcCharField(blank=True, max_length=255, verbose_name='tên tệp')),
                ('content_type', models.CharField(blank=True, max_length=100, verbose_name='loại tệp')),
                ('size', models.PositiveBigIntegerField(blank=True, help_text='byte', null=True, verbose_name='kích thước')),
                ('sha256', models.CharField(blank=True, max_length=64, verbose_name='SHA-256')),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người tải lên')),
                ('uploaded_at', models.DateTimeField(auto_now_add=True, verbose_name='tải lên lúc')),
                ('scan', models.CharField(blank=True, choices=[('clean', 'không có mã độc'), ('infected', 'có mã độc'), ('failed', 'không quét được')], db_default='', default='', editable=False, max_length=10, verbose_name='quét mã độc')),
                ('scan_said', criteria.fields.NfcCharField(blank=True, db_default='', default='', editable=False, max_length=200, verbose_name='kết quả quét')),
                ('scanned_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='quét lúc')),
            ],
            options={
                'verbose_name': 'tài liệu kiểm chứng',
                'verbose_name_plural': 'tài liệu kiểm chứng',
                'ordering': ['uploaded_at', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('file', ''), models.Q(('url', ''), _negated=True)), models.Q(models.Q(('file', ''), _negated=True), ('url', ''), models.Q(('sha256', ''), _negated=True)), _connector='OR'), name='evidence_is_a_file_or_a_link')],
            },
        ),
        migrations.CreateModel(
            name='Score',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scores', to='assessments.assessment', verbose_name='phiếu đánh giá')),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scores', to='criteria.criterion', verbose_name='tiêu chí')),
                ('max_points', criteria.fields.PointsField(places=4, verbose_name='điểm tối đa')),
                ('claimed_input', models.JSONField(blank=True, null=True, verbose_name='số liệu tự đánh giá')),
                ('claimed_points', criteria.fields.PointsField(blank=True, null=True, places=4, verbose_name='điểm tự đánh giá')),
                ('claimed_na', models.BooleanField(default=False, verbose_name='đơn vị báo không áp dụng')),
                ('claimed_note', criteria.fields.NfcTextField(blank=True, verbose_name='giải trình của đơn vị')),
                ('awarded_input', models.JSONField(blank=True, null=True, verbose_name='số liệu thẩm định')),
                ('awarded_points', criteria.fields.PointsField(blank=True, null=True, places=4, verbose_name='điểm thẩm định')),
                ('awarded_na', models.BooleanField(default=False, verbose_name='thẩm định không áp dụng')),
                ('awarded_note', criteria.fields.NfcTextField(blank=True, verbose_name='ý kiến thẩm định')),
                ('reviewing_body', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='scores', to='criteria.reviewingbody', verbose_name='cơ quan thẩm định')),
                ('flag', models.CharField(blank=True, choices=[('', 'Không'), ('raised', 'Cần giải trình'), ('answered', 'Đã giải trình'), ('settled', 'Đã thống nhất'), ('disputed', 'Trình hội đồng')], db_default='', default='', max_length=10, verbose_name='giải trình')),
                ('returned_note', criteria.fields.NfcTextField(blank=True, db_default='', default='', verbose_name='lãnh đạo trả lại vì')),
                ('version', models.PositiveIntegerField(default=0, verbose_name='phiên bản')),
                ('changed_at', models.DateTimeField(null=True, verbose_name='sửa lúc')),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người sửa')),
            ],
            options={
                'verbose_name': 'điểm',
                'verbose_name_plural': 'điểm',
                'constraints': [models.UniqueConstraint(fields=('assessment', 'criterion'), name='score_once_for_a_leaf'), models.CheckConstraint(condition=models.Q(('claimed_points', None), models.Q(('claimed_points__gte', 0), ('claimed_points__lte', models.F('max_points'))), _connector='OR'), name='score_claimed_within_maximum'), models.CheckConstraint(condition=models.Q(('awarded_points', None), models.Q(('awarded_points__gte', 0), ('awarded_points__lte', models.F('max_points'))), _connector='OR'), name='score_awarded_within_maximum'), models.CheckConstraint(condition=models.Q(('claimed_na', False), ('claimed_points', None), _connector='OR'), name='score_claimed_na_has_no_points'), models.CheckConstraint(condition=models.Q(('awarded_na', False), ('awarded_points', None), _connector='OR'), name='score_awarded_na_has_no_points'), models.CheckConstraint(condition=models.Q(models.Q(('awarded_na', False), ('awarded_points', None)), models.Q(('awarded_na', True), ('claimed_na', True)), models.Q(('awarded_points', django.db.models.functions.comparison.Coalesce(models.F('claimed_points'), 0, output_field=criteria.fields.PointsField(places=4))), ('awarded_points__isnull', False), ('claimed_na', False)), models.Q(('awarded_note', ''), _negated=True), _connector='OR'), name='score_difference_has_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='SignedReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('signatures', models.JSONField(blank=True, editable=False, null=True, verbose_name='chữ ký số')),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signed_reports', to='assessments.assessment', verbose_name='phiếu đánh giá')),
                ('file', models.FileField(upload_to=assessments.models.evidence.stored_name, verbose_name='tệp')),
                ('file_name', criteria.fields.NfcCharField(max_length=255, verbose_name='tên tệp')),
                ('size', models.PositiveBigIntegerField(help_text='byte', verbose_name='kích thước')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='lúc')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người')),
            ],
            options={
                'verbose_name': 'báo cáo đã ký',
                'verbose_name_plural': 'báo cáo đã ký',
                'ordering': ['-at', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('assessment', 'sha256'), name='signed_report_once_on_a_sheet')],
            },
        ),
        migrations.CreateModel(
            name='Snapshot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='snapshots', to='assessments.assessment', verbose_name='phiếu đánh giá')),
                ('stage', models.CharField(choices=[('claimed', 'Tự đánh giá'), ('first_award', 'Thẩm định lần đầu'), ('explained', 'Sau giải trình'), ('final', 'Kết quả cuối cùng')], max_length=20, verbose_name='giai đoạn')),
                ('number', models.PositiveSmallIntegerField(verbose_name='lần')),
                ('leaves', models.JSONField(verbose_name='các tiêu chí')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='lúc')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người')),
            ],
            options={
                'verbose_name': 'bản chụp phiếu',
                'verbose_name_plural': 'bản chụp phiếu',
                'ordering': ['at', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('assessment', 'stage', 'number'), name='snapshot_once_at_a_stage')],
            },
        ),
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='lúc')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to=settings.AUTH_USER_MODEL, verbose_name='người')),
                ('door', models.CharField(choices=[('page', 'Trang web'), ('api', 'API'), ('admin', 'Trang quản trị'), ('import', 'Nhập tệp'), ('task', 'Tác vụ nền'), ('command', 'Dòng lệnh')], max_length=10, verbose_name='qua')),
                ('act', models.CharField(max_length=40, verbose_name='việc')),
                ('round', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='assessments.round', verbose_name='kỳ đánh giá')),
                ('assessment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='assessments.assessment', verbose_name='phiếu đánh giá')),
                ('score', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='assessments.score', verbose_name='điểm')),
                ('before', models.JSONField(null=True, verbose_name='từ')),
                ('after', models.JSONField(null=True, verbose_name='thành')),
                ('reason', criteria.fields.NfcTextField(blank=True, verbose_name='lý do')),
            ],
            options={
                'verbose_name': 'thay đổi',
                'verbose_name_plural': 'thay đổi',
                'ordering': ['-at', '-pk'],
                'indexes': [models.Index(fields=['score', '-at'], name='change_of_a_score')],
            },
        ),
        migrations.CreateModel(
            name='CouncilItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='assessments.council', verbose_name='hội đồng')),
                ('score', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='council_items', to='assessments.score', verbose_name='điểm')),
                ('entry', models.JSONField(blank=True, null=True, verbose_name='số liệu')),
                ('points', criteria.fields.PointsField(blank=True, null=True, places=4, verbose_name='điểm')),
                ('not_applicable', models.BooleanField(default=False, verbose_name='không áp dụng')),
                ('reason', criteria.fields.NfcTextField(blank=True, verbose_name='lý do')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='quyết định lúc')),
            ],
            options={
                'verbose_name': 'nội dung hội đồng xem xét',
                'verbose_name_plural': 'nội dung hội đồng xem xét',
                'ordering': ['score__assessment__unit__code', 'score__criterion__position'],
                'constraints': [models.UniqueConstraint(fields=('council', 'score'), name='council_item_once'), models.CheckConstraint(condition=models.Q(('decided_at', None), models.Q(('reason', ''), _negated=True), _connector='OR'), name='council_decision_has_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='EvidenceLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('evidence', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='assessments.evidence', verbose_name='tài liệu')),
                ('score', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='assessments.score', verbose_name='điểm')),
                ('asked_for', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='tài liệu cần có')),
                ('linked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người gắn')),
                ('linked_at', models.DateTimeField(auto_now_add=True, verbose_name='gắn lúc')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='rút lúc')),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người rút')),
                ('withdrawal_reason', criteria.fields.NfcTextField(blank=True, verbose_name='lý do rút')),
            ],
            options={
                'verbose_name': 'tài liệu của điểm',
                'verbose_name_plural': 'tài liệu của điểm',
                'ordering': ['linked_at', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('evidence', 'score'), name='evidence_proves_a_leaf_once')],
            },
        ),
        migrations.CreateModel(
            name='Remark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('score', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='remarks', to='assessments.score', verbose_name='điểm')),
                ('kind', models.CharField(choices=[('question', 'Yêu cầu giải trình'), ('explanation', 'Giải trình'), ('reply', 'Ý kiến thẩm định'), ('decision', 'Quyết định của hội đồng')], max_length=20, verbose_name='loại')),
                ('text', criteria.fields.NfcTextField(verbose_name='nội dung')),
                ('turn', models.PositiveSmallIntegerField(default=1, verbose_name='lần giải trình')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='lúc')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người')),
            ],
            options={
                'verbose_name': 'ý kiến',
                'verbose_name_plural': 'ý kiến',
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='SurveyResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('survey_import', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='results', to='assessments.surveyimport', verbose_name='lần nhập điểm điều tra')),
                ('score', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='survey_results', to='assessments.score', verbose_name='điểm')),
                ('percent', criteria.fields.FixedPointField(places=6, verbose_name='tỷ lệ (%)')),
                ('points', criteria.fields.PointsField(places=4, verbose_name='điểm')),
                ('changed', models.BooleanField(verbose_name='thay đổi')),
                ('respondents', models.PositiveIntegerField(null=True, verbose_name='số người trả lời')),
                ('day', models.DateField(null=True, verbose_name='ngày')),
            ],
            options={
                'verbose_name': 'kết quả điều tra',
                'verbose_name_plural': 'kết quả điều tra',
                'constraints': [models.UniqueConstraint(fields=('survey_import', 'score'), name='survey_result_once_in_an_import')],
            },
        ),
        migrations.AddField(
            model_name='evidence',
            name='scores',
            field=models.ManyToManyField(related_name='evidence', through='assessments.EvidenceLink', to='assessments.score', verbose_name='chứng minh cho'),
        ),
        # The tables go with their triggers.
        migrations.RunPython(refuse, migrations.RunPython.noop),
    ]

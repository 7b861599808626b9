"""The schema at once, for a new database: what the migrations named in it build step by step."""

import criteria.fields
import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


TABLE = 'rankings_figuretodate'


def refuse(_apps, schema_editor):
    """As in 0012."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {TABLE}"
            " FOR EACH ROW EXECUTE FUNCTION parindex_append_only()"
        )
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(
            f"CREATE TRIGGER {TABLE}_append_only BEFORE UPDATE ON {TABLE}"
            f" BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END"
        )


class Migration(migrations.Migration):

    replaces = [
        ('rankings', '0001_initial'),
        ('rankings', '0002_leaves'),
        ('rankings', '0003_digests'),
        ('rankings', '0004_versions'),
        ('rankings', '0005_webhooks'),
        ('rankings', '0006_leaf_input'),
        ('rankings', '0007_checks'),
        ('rankings', '0008_database_defaults'),
        ('rankings', '0009_around_the_tree'),
        ('rankings', '0010_record_head'),
        ('rankings', '0011_improvement_plans'),
        ('rankings', '0012_plans_through_the_year'),
    ]

    initial = True

    dependencies = [
        ('assessments', '0001_squashed_0022_scans_and_signatures'),
        ('criteria', '0001_squashed_0003_around_the_tree'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FigureToDate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.unit', verbose_name='đơn vị')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.round', verbose_name='kỳ đánh giá')),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='criteria.criterion', verbose_name='tiêu chí')),
                ('day', models.DateField(verbose_name='số liệu đến ngày')),
                ('input', models.JSONField(verbose_name='số liệu')),
                ('points', criteria.fields.PointsField(places=4, verbose_name='điểm')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người ghi')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='ghi lúc')),
            ],
            options={
                'verbose_name': 'số liệu đến nay',
                'verbose_name_plural': 'số liệu đến nay',
                'ordering': ['-day', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('points__gte', 0)), name='figure_to_date_not_below_0')],
            },
        ),
        migrations.CreateModel(
            name='Ranking',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rankings', to='assessments.round', verbose_name='kỳ đánh giá')),
                ('basis', models.CharField(choices=[('claimed', 'Điểm tự đánh giá'), ('awarded', 'Điểm thẩm định'), ('final', 'Điểm thẩm định của phiếu đã thẩm định xong')], default='awarded', max_length=10, verbose_name='cơ sở')),
                ('status', models.CharField(choices=[('computing', 'Đang tính'), ('failed', 'Không tính được'), ('draft', 'Dự thảo'), ('published', 'Đã công bố')], default='computing', max_length=12, verbose_name='trạng thái')),
                ('step', models.PositiveSmallIntegerField(default=0, help_text='Số bước đã xong', verbose_name='bước')),
                ('failure', models.JSONField(blank=True, null=True, verbose_name='nguyên nhân')),
                ('started_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người tính')),
                ('started_at', models.DateTimeField(auto_now_add=True, verbose_name='bắt đầu lúc')),
                ('progressed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='tiến triển lúc')),
                ('tries', models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name='số lần thực hiện')),
                ('computed_at', models.DateTimeField(null=True, verbose_name='tính xong lúc')),
                ('form', models.CharField(db_default='parindex-ranking-1', default='parindex-ranking-1', max_length=30, verbose_name='dạng chuẩn')),
                ('digest', models.CharField(blank=True, max_length=64, verbose_name='SHA-256')),
                ('parts', models.JSONField(db_default={}, default=dict, verbose_name='mã kiểm chứng từng phần')),
                ('rules', models.JSONField(db_default={}, default=dict, verbose_name='cách tính')),
                ('published_at', models.DateTimeField(null=True, verbose_name='công bố lúc')),
                ('decision_number', criteria.fields.NfcCharField(blank=True, max_length=100, verbose_name='số quyết định')),
                ('decision_date', models.DateField(blank=True, null=True, verbose_name='ngày quyết định')),
                ('version', models.PositiveSmallIntegerField(null=True, verbose_name='phiên bản')),
                ('reason', criteria.fields.NfcTextField(blank=True, db_default='', default='', verbose_name='lý do thay thế')),
                ('record_head', criteria.fields.NfcCharField(blank=True, db_default='', default='', max_length=64, verbose_name='mắt xích niêm phong hồ sơ')),
            ],
            options={
                'verbose_name': 'bảng xếp hạng',
                'verbose_name_plural': 'bảng xếp hạng',
                'ordering': ['-started_at', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('status', 'computing')), fields=('round',), name='ranking_one_run_at_a_time'), models.UniqueConstraint(fields=('round', 'version'), name='ranking_version_once'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'published'), _negated=True), models.Q(('basis__in', ['awarded', 'final']), ('computed_at__isnull', False), ('published_at__isnull', False), ('version__isnull', False)), _connector='OR'), name='ranking_published_from_awarded_points'), models.CheckConstraint(condition=models.Q(('version', None), ('version', 1), models.Q(('reason', ''), _negated=True), _connector='OR'), name='ranking_new_version_has_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='Webhook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.URLField(max_length=500, verbose_name='địa chỉ')),
                ('secret', models.CharField(max_length=64)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người đăng ký')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='đăng ký lúc')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='ngừng lúc')),
            ],
            options={
                'verbose_name': 'địa chỉ nhận thông báo công bố',
                'verbose_name_plural': 'địa chỉ nhận thông báo công bố',
                'ordering': ['-created_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Check',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ranking', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='last_check', to='rankings.ranking', verbose_name='bảng xếp hạng')),
                ('state', models.CharField(choices=[('running', 'Đang tính lại'), ('done', 'Đã tính lại'), ('failed', 'Không tính lại được')], default='running', max_length=10, verbose_name='trạng thái')),
                ('step', models.PositiveSmallIntegerField(default=0, verbose_name='bước')),
                ('progressed_at', models.DateTimeField(verbose_name='tiến triển lúc')),
                ('tries', models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name='số lần thực hiện')),
                ('messages', models.JSONField(default=list, verbose_name='thông báo')),
            ],
            options={
                'verbose_name': 'lần kiểm chứng',
                'verbose_name_plural': 'lần kiểm chứng',
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('webhook', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='rankings.webhook')),
                ('ranking', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='rankings.ranking')),
                ('state', models.CharField(choices=[('waiting', 'Đang chờ gửi'), ('sent', 'Đã nhận'), ('failed', 'Không gửi được')], default='waiting', max_length=10, verbose_name='trạng thái')),
                ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='số lần gửi')),
                ('due_at', models.DateTimeField(verbose_name='gửi lúc')),
                ('told', models.CharField(blank=True, max_length=200, verbose_name='kết quả')),
            ],
            options={
                'verbose_name': 'thông báo công bố',
                'verbose_name_plural': 'thông báo công bố',
                'ordering': ['-pk'],
                'constraints': [models.UniqueConstraint(fields=('webhook', 'ranking'), name='delivery_once_for_a_hook')],
            },
        ),
        migrations.CreateModel(
            name='RankingMean',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ranking', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='means', to='rankings.ranking', verbose_name='bảng xếp hạng')),
                ('region', criteria.fields.NfcCharField(blank=True, help_text='Để trống: tất cả đơn vị', max_length=100, verbose_name='vùng')),
                ('domain', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='criteria.criterion', verbose_name='lĩnh vực')),
                ('units', models.PositiveIntegerField(verbose_name='số đơn vị')),
                ('index', criteria.fields.IndexField(places=2, verbose_name='chỉ số trung bình')),
            ],
            options={
                'verbose_name': 'chỉ số trung bình',
                'verbose_name_plural': 'chỉ số trung bình',
                'ordering': ['region', models.OrderBy(models.F('domain__position'), nulls_first=True)],
                'constraints': [models.UniqueConstraint(fields=('ranking', 'region', 'domain'), name='ranking_mean_once_for_a_domain'), models.UniqueConstraint(condition=models.Q(('domain', None)), fields=('ranking', 'region'), name='ranking_mean_once_for_the_set')],
            },
        ),
        migrations.CreateModel(
            name='RankingRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ranking', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='rankings.ranking', verbose_name='bảng xếp hạng')),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.assessment', verbose_name='phiếu đánh giá')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='results', to='assessments.unit', verbose_name='đơn vị')),
                ('code', models.CharField(max_length=20, verbose_name='mã')),
                ('name', criteria.fields.NfcCharField(max_length=200, verbose_name='tên đơn vị')),
                ('region', criteria.fields.NfcCharField(blank=True, db_default='', default='', max_length=100, verbose_name='vùng')),
                ('ranked', models.BooleanField(verbose_name='được xếp hạng')),
                ('block', criteria.fields.NfcCharField(blank=True, db_default='', default='', max_length=100, verbose_name='khối')),
                ('outside', criteria.fields.PointsField(db_default=0, default=Decimal('0'), places=4, verbose_name='điểm cộng, trừ')),
                ('points', criteria.fields.PointsField(null=True, places=4, verbose_name='điểm đạt được')),
                ('max_points', criteria.fields.PointsField(null=True, places=4, verbose_name='điểm tối đa áp dụng')),
                ('index', criteria.fields.IndexField(null=True, places=2, verbose_name='chỉ số')),
                ('rank', models.PositiveIntegerField(null=True, verbose_name='xếp hạng')),
                ('group', criteria.fields.NfcCharField(blank=True, max_length=50, verbose_name='nhóm')),
                ('digest', models.CharField(blank=True, db_default='', default='', max_length=64, verbose_name='SHA-256')),
            ],
            options={
                'verbose_name': 'kết quả của đơn vị',
                'verbose_name_plural': 'kết quả của đơn vị',
                'ordering': ['block', models.OrderBy(models.F('rank'), nulls_last=True), models.OrderBy(models.F('index'), descending=True, nulls_last=True), 'unit__code', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('ranking', 'assessment'), name='ranking_row_once_for_a_unit'), models.CheckConstraint(condition=models.Q(models.Q(('group', ''), ('index', None), ('max_points', None), ('points', None), ('rank', None)), models.Q(('points__gte', 0), models.Q(('points__lte', models.F('max_points')), ('points__lte', django.db.models.expressions.CombinedExpression(models.F('max_points'), '+', models.F('outside'))), _connector='OR')), _connector='OR'), name='ranking_row_empty_or_within_maximum'), models.CheckConstraint(condition=models.Q(('rank', None), ('index__isnull', False), _connector='OR'), name='ranking_row_rank_by_index')],
            },
        ),
        migrations.CreateModel(
            name='DomainIndex',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='domains', to='rankings.rankingrow', verbose_name='kết quả')),
                ('domain', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='criteria.criterion', verbose_name='lĩnh vực')),
                ('points', criteria.fields.PointsField(places=4, verbose_name='điểm đạt được')),
                ('max_points', criteria.fields.PointsField(places=4, verbose_name='điểm tối đa áp dụng')),
                ('index', criteria.fields.IndexField(null=True, places=2, verbose_name='chỉ số thành phần')),
            ],
            options={
                'verbose_name': 'chỉ số thành phần',
                'verbose_name_plural': 'chỉ số thành phần',
                'ordering': ['domain__position'],
                'constraints': [models.UniqueConstraint(fields=('row', 'domain'), name='domain_index_once_for_a_unit'), models.CheckConstraint(condition=models.Q(('points__gte', 0), ('points__lte', models.F('max_points'))), name='domain_index_within_maximum')],
            },
        ),
        migrations.CreateModel(
            name='ImprovementPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='improvement_plans', to='assessments.unit', verbose_name='đơn vị')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='improvement_plans', to='assessments.round', verbose_name='kỳ đánh giá')),
                ('row', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rankings.rankingrow', verbose_name='kết quả')),
                ('number', models.PositiveSmallIntegerField(verbose_name='phiên bản')),
                ('version', models.PositiveIntegerField(db_default=0, default=0, verbose_name='số lần sửa')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người lập')),
                ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='lập lúc')),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người phê duyệt')),
                ('approved_at', models.DateTimeField(null=True, verbose_name='phê duyệt lúc')),
            ],
            options={
                'verbose_name': 'kế hoạch cải thiện Chỉ số',
                'verbose_name_plural': 'kế hoạch cải thiện Chỉ số',
                'ordering': ['-round__year', '-number', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('unit', 'round', 'number'), name='plan_number_once'), models.UniqueConstraint(condition=models.Q(('approved_at', None)), fields=('unit', 'round'), name='plan_one_draft_at_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('approved_at', None), ('approved_by', None)), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False)), _connector='OR'), name='plan_approved_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='RankingLeaf',
            fields=[
                ('pk', models.CompositePrimaryKey('row_id', 'criterion_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('row', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='leaves', to='rankings.rankingrow', verbose_name='kết quả')),
                ('criterion', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='criteria.criterion', verbose_name='tiêu chí')),
                ('points', criteria.fields.PointsField(places=4, verbose_name='điểm đạt được')),
                ('max_points', criteria.fields.PointsField(places=4, verbose_name='điểm tối đa áp dụng')),
                ('claimed_points', criteria.fields.PointsField(null=True, places=4, verbose_name='điểm tự đánh giá')),
                ('note', criteria.fields.NfcTextField(blank=True, verbose_name='ý kiến thẩm định')),
                ('input', models.JSONField(null=True, verbose_name='số liệu')),
                ('option', models.SmallIntegerField(null=True, verbose_name='phương án')),
            ],
            options={
                'verbose_name': 'điểm của tiêu chí',
                'verbose_name_plural': 'điểm của các tiêu chí',
                'ordering': ['criterion__position'],
                'constraints': [models.CheckConstraint(condition=models.Q(('points__gte', 0), ('points__lte', models.F('max_points'))), name='ranking_leaf_within_maximum')],
            },
        ),
        migrations.CreateModel(
            name='PlanLeaf',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='leaves', to='rankings.improvementplan', verbose_name='kế hoạch')),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='criteria.criterion', verbose_name='tiêu chí')),
                ('points', criteria.fields.PointsField(places=4, verbose_name='điểm đạt được')),
                ('max_points', criteria.fields.PointsField(places=4, verbose_name='điểm tối đa áp dụng')),
                ('target_input', models.JSONField(null=True, verbose_name='số liệu chỉ tiêu')),
                ('target_points', criteria.fields.PointsField(null=True, places=4, verbose_name='điểm theo chỉ tiêu')),
                ('version', models.PositiveIntegerField(db_default=0, default=0, verbose_name='số lần sửa')),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người sửa')),
                ('changed_at', models.DateTimeField(null=True, verbose_name='sửa lúc')),
            ],
            options={
                'verbose_name': 'tiêu chí của kế hoạch',
                'verbose_name_plural': 'tiêu chí của kế hoạch',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('plan', 'criterion'), name='plan_leaf_once'), models.CheckConstraint(condition=models.Q(('points__gte', 0), ('points__lt', models.F('max_points'))), name='plan_leaf_has_lost_points'), models.CheckConstraint(condition=models.Q(models.Q(('target_input', None), ('target_points', None)), models.Q(('target_points__gt', models.F('points')), ('target_points__lte', models.F('max_points'))), _connector='OR'), name='plan_leaf_target_wins_points')],
            },
        ),
        migrations.CreateModel(
            name='Remedy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('leaf', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='remedies', to='rankings.planleaf', verbose_name='tiêu chí')),
                ('place', models.PositiveSmallIntegerField(verbose_name='thứ tự')),
                ('text', criteria.fields.NfcTextField(max_length=2000, verbose_name='giải pháp')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người chịu trách nhiệm')),
                ('body', criteria.fields.NfcCharField(blank=True, default='', max_length=200, verbose_name='cơ quan, bộ phận chịu trách nhiệm')),
                ('due', models.DateField(null=True, verbose_name='thời hạn')),
                ('done_on', models.DateField(null=True, verbose_name='xong ngày')),
            ],
            options={
                'verbose_name': 'giải pháp',
                'verbose_name_plural': 'giải pháp',
                'ordering': ['place'],
                'constraints': [models.UniqueConstraint(fields=('leaf', 'place'), name='remedy_one_at_a_place'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='remedy_has_a_text')],
            },
        ),
        # The tables go with their triggers.
        migrations.RunPython(refuse, migrations.RunPython.noop),
    ]

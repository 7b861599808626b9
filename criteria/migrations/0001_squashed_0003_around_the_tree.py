"""The schema at once, for a new database: what the migrations named in it build step by step."""

import criteria.fields
import django.db.models.deletion
from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('criteria', '0001_initial'),
        ('criteria', '0002_codes_as_text'),
        ('criteria', '0003_around_the_tree'),
    ]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='CriteriaSet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(help_text='Ví dụ: province-2022', max_length=60, unique=True, verbose_name='mã')),
                ('level', models.CharField(choices=[('province', 'Tỉnh, thành phố'), ('ministry', 'Bộ, ngành'), ('department', 'Sở, ban, ngành'), ('commune', 'Xã, phường')], max_length=20, verbose_name='cấp')),
                ('year', models.PositiveSmallIntegerField(verbose_name='năm')),
                ('title_vi', criteria.fields.NfcCharField(max_length=300, verbose_name='tên bộ tiêu chí')),
                ('title_en', criteria.fields.NfcCharField(blank=True, max_length=300, verbose_name='tên tiếng Anh')),
                ('legal_basis', criteria.fields.NfcCharField(blank=True, max_length=300, verbose_name='căn cứ')),
                ('total_points', criteria.fields.PointsField(default=Decimal('100'), places=4, verbose_name='tổng điểm')),
                ('is_official', models.BooleanField(default=False, help_text='Chỉ đánh dấu khi nội dung lấy từ phụ lục của quyết định ban hành.', verbose_name='chính thức')),
                ('rules', models.JSONField(blank=True, db_default={}, default=dict, verbose_name='quy tắc xếp loại, xếp hạng')),
                ('status', models.CharField(choices=[('draft', 'Dự thảo'), ('published', 'Đã ban hành')], default='draft', editable=False, max_length=20, verbose_name='trạng thái')),
                ('published_at', models.DateTimeField(editable=False, null=True, verbose_name='ban hành lúc')),
                ('search', criteria.fields.FoldedField(blank=True, default='', editable=False, sources=('code', 'title_vi', 'title_en', 'year'))),
            ],
            options={
                'verbose_name': 'bộ tiêu chí',
                'verbose_name_plural': 'bộ tiêu chí',
                'ordering': ['-year', 'level', 'code'],
                'permissions': [('publish_criteriaset', 'Ban hành bộ tiêu chí')],
                'base_manager_name': 'objects',
                'constraints': [models.CheckConstraint(condition=models.Q(('total_points__gt', 0)), name='criteria_set_total_positive')],
            },
        ),
        migrations.CreateModel(
            name='ReviewingBody',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', criteria.fields.NfcCharField(max_length=20, unique=True, verbose_name='mã')),
                ('name_vi', criteria.fields.NfcCharField(max_length=200, verbose_name='tên')),
                ('name_en', criteria.fields.NfcCharField(blank=True, max_length=200, verbose_name='tên tiếng Anh')),
                ('search', criteria.fields.FoldedField(blank=True, default='', editable=False, sources=('code', 'name_vi', 'name_en'))),
            ],
            options={
                'verbose_name': 'cơ quan thẩm định',
                'verbose_name_plural': 'cơ quan thẩm định',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='Criterion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('criteria_set', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='criteria', to='criteria.criteriaset', verbose_name='bộ tiêu chí')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='children', to='criteria.criterion', verbose_name='thuộc')),
                ('domain', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='criteria.criterion', verbose_name='lĩnh vực')),
                ('ancestor', models.ForeignKey(blank=True, help_text='Tiêu chí tương ứng của năm trước', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='successors', to='criteria.criterion', verbose_name='kế thừa từ')),
                ('position', models.PositiveIntegerField(help_text='Thứ tự dòng trong phụ lục', verbose_name='thứ tự')),
                ('kind', models.CharField(choices=[('domain', 'Lĩnh vực'), ('criterion', 'Tiêu chí'), ('subcriterion', 'Tiêu chí thành phần')], max_length=20, verbose_name='loại')),
                ('code', criteria.fields.NfcCharField(max_length=30, verbose_name='mã')),
                ('printed_code', criteria.fields.NfcCharField(blank=True, db_default='', default='', help_text='Mã như phụ lục in, nếu khác mã của hệ thống', max_length=30, verbose_name='mã in')),
                ('title_vi', criteria.fields.NfcCharField(max_length=500, verbose_name='tên')),
                ('title_en', criteria.fields.NfcCharField(blank=True, max_length=500, verbose_name='tên tiếng Anh')),
                ('max_points', criteria.fields.PointsField(places=4, verbose_name='điểm tối đa')),
                ('source', models.CharField(blank=True, choices=[('reviewed', 'Tự đánh giá, thẩm định'), ('survey', 'Điều tra xã hội học')], max_length=20, verbose_name='nguồn điểm')),
                ('counts', models.CharField(blank=True, choices=[('bonus', 'Điểm cộng'), ('bonus_highest', 'Điểm cộng, chỉ tính mục cao nhất'), ('penalty', 'Điểm trừ'), ('penalty_highest', 'Điểm trừ, chỉ tính mục cao nhất'), ('info', 'Thông tin, không tính điểm')], db_default='', default='', help_text='Để trống: trong tổng điểm. Điểm cộng, điểm trừ ghi ở lĩnh vực, điểm tối đa là mức trần.', max_length=20, verbose_name='cách tính vào tổng điểm')),
                ('gate', criteria.fields.NfcCharField(blank=True, db_default='', default='', help_text='Mã của tiêu chí phải có điểm; nếu không, tiêu chí này tính 0 điểm', max_length=30, verbose_name='điều kiện')),
                ('scale', models.JSONField(blank=True, null=True, verbose_name='thang điểm')),
                ('evidence_vi', criteria.fields.NfcTextField(blank=True, verbose_name='tài liệu kiểm chứng')),
                ('reviewer_vi', criteria.fields.NfcCharField(blank=True, max_length=300, verbose_name='cơ quan thẩm định (như phụ lục)')),
                ('reviewing_body', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='leaves', to='criteria.reviewingbody', verbose_name='cơ quan chủ trì thẩm định')),
                ('search', criteria.fields.FoldedField(blank=True, default='', editable=False, sources=('code', 'title_vi', 'title_en'))),
            ],
            options={
                'verbose_name': 'tiêu chí',
                'verbose_name_plural': 'tiêu chí',
                'ordering': ['criteria_set', 'position'],
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('criteria_set', 'code'), name='criterion_code_once_in_a_set'), models.CheckConstraint(condition=models.Q(('max_points__gt', 0), models.Q(('counts', 'info'), ('max_points', 0)), _connector='OR'), name='criterion_maximum_positive')],
            },
        ),
    ]

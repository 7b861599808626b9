import criteria.fields
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0011_append_only_through_every_manager'),
    ]

    operations = [
        migrations.AddField(
            model_name='unit',
            name='document_name',
            field=criteria.fields.NfcCharField(blank=True, help_text='Ví dụ: Ủy ban nhân dân tỉnh Quảng Ninh. Để trống: theo tên đơn vị.', max_length=200, verbose_name='tên trong văn bản'),
        ),
        migrations.AddField(
            model_name='unit',
            name='signer_title',
            field=criteria.fields.NfcCharField(blank=True, help_text='Ví dụ: Bộ trưởng. Để trống: Chủ tịch hoặc Thủ trưởng cơ quan.', max_length=100, verbose_name='chức vụ người ký'),
        ),
        migrations.AddField(
            model_name='unit',
            name='superior_name',
            field=criteria.fields.NfcCharField(blank=True, help_text='Dòng trên tên đơn vị ở đầu văn bản, nếu có.', max_length=200, verbose_name='cơ quan chủ quản'),
        ),
    ]

from django.db import migrations, models


def keep_the_owners(apps, _schema_editor):
    """Rounds that are open already: their leaves are reviewed by the bodies that their sets name."""
    Score = apps.get_model("assessments", "Score")
    Criterion = apps.get_model("criteria", "Criterion")
    owner = Criterion.objects.filter(pk=models.OuterRef("criterion")).values("reviewing_body")
    Score.objects.update(reviewing_body=models.Subquery(owner))


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0003_review'),
    ]

    operations = [
        migrations.RunPython(keep_the_owners, migrations.RunPython.noop),
    ]

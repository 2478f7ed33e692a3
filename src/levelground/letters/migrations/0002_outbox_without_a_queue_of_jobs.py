import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('letters', '0001_letters'),
    ]

    operations = [
        migrations.AddField(
            model_name='letter',
            name='due_at',
            field=models.DateTimeField(default=django.utils.timezone.now),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='letter',
            name='expires_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(condition=models.Q(('given_up_at', None), ('sent_at', None)), fields=['due_at'], name='letters_that_wait'),
        ),
        # The table of django-tasks-db: letters were its only jobs, and they know now when they're due.
        migrations.RunSQL('DROP TABLE IF EXISTS django_tasks_database_dbtaskresult', migrations.RunSQL.noop),
    ]

from typing import Any

from django.db import migrations, models

from levelground.accounts.actions.canonical import make_canonical


def canonical(apps: Any, _schema: Any) -> None:
    make_canonical(apps.get_model("groups", "Invitation"))
    make_canonical(apps.get_model("groups", "Question"))


class Migration(migrations.Migration):

    dependencies = [
        ('groups', '0006_calendar_title'),
        ('accounts', '0003_canonical_addresses'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='invitation',
            name='one_open_invitation_per_address',
        ),
        migrations.RemoveConstraint(
            model_name='question',
            name='one_question_at_a_time',
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(condition=models.Q(('accepted_at', None)), fields=('group', 'email'), name='one_open_invitation_per_address'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.UniqueConstraint(condition=models.Q(('dropped_at', None)), fields=('group', 'kind', 'email'), name='one_question_at_a_time'),
        ),
        migrations.RunPython(canonical, migrations.RunPython.noop, elidable=True),
    ]

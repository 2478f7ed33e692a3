from typing import Any

from django.db import migrations, models

from levelground.accounts.actions.canonical import make_canonical


def canonical(apps: Any, _schema: Any) -> None:
    make_canonical(apps.get_model("formation", "Seat"))


class Migration(migrations.Migration):

    dependencies = [
        ('formation', '0008_groups_that_become_one'),
        ('accounts', '0003_canonical_addresses'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='seat',
            name='one_seat_per_address_and_group',
        ),
        migrations.AddConstraint(
            model_name='seat',
            constraint=models.UniqueConstraint(condition=models.Q(('email', ''), _negated=True), fields=('group', 'email'), name='one_seat_per_address_and_group'),
        ),
        migrations.RunPython(canonical, migrations.RunPython.noop, elidable=True),
    ]

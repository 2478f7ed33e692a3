from typing import Any

from django.db import migrations

from levelground.accounts.actions.canonical import make_canonical


def canonical(apps: Any, _schema: Any) -> None:
    make_canonical(apps.get_model("accounts", "Person"))
    make_canonical(apps.get_model("account", "EmailAddress"))


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_time_zones'),
        ('account', '0009_emailaddress_unique_primary_email'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='person',
            name='one_person_per_address',
        ),
        migrations.RunPython(canonical, migrations.RunPython.noop, elidable=True),
    ]

from typing import Any

from django.db import migrations, models

from levelground.accounts.actions.canonical import make_canonical


def canonical(apps: Any, _schema: Any) -> None:
    from levelground.programmes.actions.transfers import readdress  # what a list said is sealed to the address

    make_canonical(apps.get_model("programmes", "Place"), readdress=readdress)


class Migration(migrations.Migration):

    dependencies = [
        ('programmes', '0002_second_coordinator'),
        ('accounts', '0003_canonical_addresses'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='place',
            name='one_place_per_address_and_programme',
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.UniqueConstraint(fields=('programme', 'email'), name='one_place_per_address_and_programme'),
        ),
        migrations.RunPython(canonical, migrations.RunPython.noop, elidable=True),
    ]

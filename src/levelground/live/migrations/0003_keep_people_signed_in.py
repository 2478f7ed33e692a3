"""Sign-ins move from Django's table to ours, so that an upgrade signs nobody out."""

from contextlib import suppress
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.db import migrations, models

from levelground.live.sign_ins import SessionStore


def move(apps: Any, schema_editor: Any) -> None:
    connection = schema_editor.connection
    if "django_session" not in connection.introspection.table_names():
        return  # a new installation
    people = set(apps.get_model("accounts", "Person").objects.values_list("pk", flat=True))
    old = apps.get_model("live", "OldSignIn").objects
    new = apps.get_model("live", "SignIn").objects
    now = models.functions.Now()
    for row in old.filter(expire_date__gt=now).iterator():
        person = None
        with suppress(ValueError, TypeError):
            person = int(SessionStore().decode(row.session_data).get(SESSION_KEY, 0))
        if person in people:
            new.create(
                session_key=row.session_key,
                session_data=row.session_data,
                expire_date=row.expire_date,
                person_id=person,
                device="",
                used_at=now,
            )
    old.all().delete()


class Migration(migrations.Migration):
    dependencies = [("live", "0002_sign_ins"), ("accounts", "0002_time_zones")]

    operations = [
        migrations.CreateModel(
            name="OldSignIn",
            fields=[
                ("session_key", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("session_data", models.TextField()),
                ("expire_date", models.DateTimeField()),
            ],
            options={"managed": False, "db_table": "django_session"},
        ),
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.DeleteModel("OldSignIn"),
    ]

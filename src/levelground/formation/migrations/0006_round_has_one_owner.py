from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('formation', '0005_round_of_a_programme'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='round',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('by', None), ('programme__isnull', False)), models.Q(('by__isnull', False), ('programme', None)), _connector='OR'), name='round_is_somebodys_or_a_programmes'),
        ),
    ]

import django.db.models.deletion
from django.db import migrations, models

import amparo.kernel.clock


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("cases", "0006_later_reports"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="releasedhalf", name="one_released_half_an_officer"),
        migrations.AddField(
            model_name="releasedhalf",
            name="giver",
            field=models.ForeignKey(
                default=None,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="accounts.membership",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="releasedhalf",
            name="released_at",
            field=models.DateTimeField(default=amparo.kernel.clock.now),
        ),
        migrations.AlterField(
            model_name="releasedhalf",
            name="escrow",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="released", to="cases.escrow"
            ),
        ),
        migrations.AlterField(
            model_name="releasedhalf",
            name="request",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="halves",
                to="cases.breakglass",
            ),
        ),
        migrations.AddConstraint(
            model_name="releasedhalf",
            constraint=models.UniqueConstraint(
                fields=("request", "officer"), name="one_released_half_an_officer", nulls_distinct=False
            ),
        ),
    ]

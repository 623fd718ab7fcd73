import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_staff_addresses"),
        ("cases", "0016_lines_of_proceedings"),
    ]

    operations = [
        migrations.CreateModel(
            name="UnusualPattern",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rule", models.CharField(max_length=24)),
                ("when", models.CharField(max_length=16)),
                ("count", models.PositiveIntegerField()),
                ("subject", models.UUIDField(null=True)),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.membership",
                    ),
                ),
            ],
            options={
                "ordering": ["-count", "-when", "pk"],
                "indexes": [
                    models.Index(fields=["rule", "-count", "-when"], name="unusual_patterns_of_a_rule")
                ],
            },
        ),
    ]

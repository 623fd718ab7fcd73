from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0003_who_did_it"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                condition=models.Q(("event__in", ["case.read", "report.opened", "case.printed"])),
                fields=["at"],
                include=("actor", "institution", "subject"),
                name="ledger_openings",
            ),
        ),
    ]

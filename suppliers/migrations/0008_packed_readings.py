"""Readings are kept packed. `reindex_suppliers`, which `start` runs, makes them again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("suppliers", "0007_slips")]

    operations = [
        migrations.RemoveField("supplierreading", "offers"),
        migrations.AddField(
            "supplierreading",
            "offers",
            models.BinaryField(
                default=bytes,
                help_text="Voir `reading.packed`.",
                verbose_name="lecture pour la recherche",
            ),
        ),
    ]

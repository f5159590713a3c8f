"""Deleting an entry looks for its postings where its slip says; the database changes in nothing."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("suppliers", "0008_packed_readings")]

    operations = [
        migrations.AlterField(
            model_name="posting",
            name="entry",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="postings",
                to="suppliers.entry",
            ),
        ),
    ]

"""What the search page filters by: marks for families and labels, an order by department, names.

Registers that exist get their marks here; nothing has to be imported again.
"""

import django.db.models.deletion
from django.db import migrations, models, transaction
from django.db.utils import DatabaseError

MARKS = """
INSERT INTO suppliers_mark (key, supplier_id)
SELECT substr('family:' || item.value, 1, 220), record.id FROM suppliers_supplier record, {families}
UNION
SELECT substr('label:' || item.value, 1, 220), record.id FROM suppliers_supplier record, {labels}
"""
ITEMS = {
    "sqlite": "json_each({}) AS item",
    "postgresql": "jsonb_array_elements_text({}) AS item(value)",
}
# A part of a name is what `icontains` looks for: PostgreSQL reads all names without this index.
NAMES = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX IF NOT EXISTS supplier_name_parts ON suppliers_supplier "
    "USING gin (UPPER(name::text) gin_trgm_ops)",
)


def mark(apps, schema_editor):
    items = ITEMS[schema_editor.connection.vendor]
    schema_editor.execute(
        MARKS.format(families=items.format("ess_kinds"), labels=items.format("labels"))
    )


def index_names(apps, schema_editor):
    """Searches are the same without it, only slower: some servers lack the extension."""
    if schema_editor.connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(using=schema_editor.connection.alias):
            for sql in NAMES:
                schema_editor.execute(sql)
    except DatabaseError as error:
        print(f"  Noms non indexés (pg_trgm) : {error}")


def forget_names(apps, schema_editor):
    schema_editor.execute("DROP INDEX IF EXISTS supplier_name_parts")


class Migration(migrations.Migration):
    dependencies = [("suppliers", "0005_profile")]

    operations = [
        migrations.CreateModel(
            name="Mark",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "key",
                        "supplier",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("key", models.CharField(max_length=220, verbose_name="marque")),
                (
                    "supplier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="marks",
                        to="suppliers.supplier",
                    ),
                ),
            ],
            options={
                "verbose_name": "marque d'une fiche",
                "verbose_name_plural": "marques des fiches",
            },
        ),
        migrations.AlterField(
            model_name="supplier",
            name="department",
            field=models.CharField(blank=True, max_length=3, verbose_name="département"),
        ),
        migrations.AddIndex(
            model_name="supplier",
            index=models.Index(fields=["department", "name", "id"], name="supplier_by_department"),
        ),
        migrations.RunPython(mark, migrations.RunPython.noop),
        migrations.RunPython(index_names, forget_names),
    ]
